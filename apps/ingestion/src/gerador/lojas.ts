import type { Sorte } from './sorte.js';

const RAMOS = [
  ['Mercado', 'Alimentação', 1],
  ['Padaria', 'Alimentação', 0.4],
  ['Restaurante', 'Alimentação', 1],
  ['Posto', 'Transporte', 2],
  ['Estacionamento', 'Transporte', 0.4],
  ['Livraria', 'Educação', 1.2],
  ['Escola', 'Educação', 6],
  ['Farmácia', 'Saúde', 0.9],
  ['Clínica', 'Saúde', 4],
  ['Cinema', 'Lazer', 0.7],
  ['Hotel', 'Lazer', 6],
  ['Loja', 'Compras', 2],
  ['Magazine', 'Compras', 3],
  ['Imobiliária', 'Moradia', 12],
] as const;
const MARCAS = [
  'Aurora',
  'Bela Vista',
  'Central',
  'do Zé',
  'Estrela',
  'Fênix',
  'Ipê',
  'Horizonte',
  'Jasmim',
  'Lótus',
];

export interface Loja {
  readonly nome: string;
  readonly categoria: string;
  /** What is spent there against what a client usually spends. */
  readonly preco: number;
}

/** Merchants, in the order of their numbers. */
export const fazerLojas = (sorte: Sorte, quantas: number): readonly Loja[] =>
  Array.from({ length: quantas }, (_, numero) => {
    const [ramo, categoria, preco] = sorte.de(RAMOS);
    return { nome: `${ramo} ${sorte.de(MARCAS)} ${numero}`, categoria, preco };
  });
