import { verificador } from '../domain/cpf.js';
import type { Sorte } from './sorte.js';

const NOMES = [
  'Ana',
  'Bruno',
  'Carla',
  'Diego',
  'Elisa',
  'Fábio',
  'Gabriela',
  'Heitor',
  'Inês',
  'João',
  'Karina',
  'Lucas',
  'Márcia',
  'Nélson',
  'Olívia',
  'Paulo',
  'Quitéria',
  'Rafael',
  'Sônia',
  'Tiago',
  'Úrsula',
  'Vítor',
  'Yara',
  'Zeca',
];
const SOBRENOMES = [
  'Almeida',
  'Barbosa',
  'Cardoso',
  'Dias',
  'Esteves',
  'Ferreira',
  'Gonçalves',
  'Haddad',
  'Iglésias',
  'Junqueira',
  'Lima',
  'Magalhães',
  'Nogueira',
  'Oliveira',
  'Pereira',
  'Queiroz',
  'Ribeiro',
  'Souza',
  'Teixeira',
  'Vasconcelos',
];
const VIAS = ['Rua', 'Avenida', 'Praça', 'Travessa', 'Alameda'];
const LUGARES = [
  'das Acácias',
  'São João',
  'da Conceição',
  'Sete de Setembro',
  'dos Ipês',
  'do Comércio',
  'Quinze de Novembro',
  'das Palmeiras',
  'Santo Antônio',
  'da Independência',
];
const CIDADES = [
  'Maringá/PR',
  'São Paulo/SP',
  'Recife/PE',
  'Belém/PA',
  'Goiânia/GO',
  'Florianópolis/SC',
  'Salvador/BA',
];

/** How a made-up client lives; nobody real. */
export interface Pessoa {
  readonly id: string;
  readonly nome: string;
  readonly cpf: string;
  readonly dataNascimento: string;
  readonly endereco: string;
  readonly rendaMensal: number;
  readonly limiteCredito: number;
  readonly score: number;
  /** Median amount of what they buy, in BRL. */
  readonly gasto: number;
  /** Spread of ln(amount). */
  readonly variacao: number;
  /** How often they buy, against the others. */
  readonly atividade: number;
  /** Positions of the merchants they go to. */
  readonly lojas: readonly number[];
  /** Whether they travel: some of what they buy is in another currency. */
  readonly viaja: boolean;
}

/** Makes the person of a number; the CPF is valid and made of the number, so that no two share it. */
export function fazerPessoa(sorte: Sorte, numero: number, lojas: number): Pessoa {
  const rendaMensal = Math.round(Math.exp(8 + 0.6 * sorte.normal()) * 100) / 100;
  const nascimento = new Date(Date.UTC(1945 + sorte.ate(62), sorte.ate(12), 1 + sorte.ate(28)));
  return {
    id: `cliente-${numero}`,
    nome: `${sorte.de(NOMES)} ${sorte.de(SOBRENOMES)} ${sorte.de(SOBRENOMES)}`,
    cpf: cpfDe(numero),
    dataNascimento: nascimento.toISOString().slice(0, 10),
    endereco: fazerEndereco(sorte),
    rendaMensal,
    limiteCredito: Math.round(rendaMensal * (0.5 + 1.5 * sorte.fracao())),
    score: Math.min(1000, Math.max(0, Math.round(620 + 150 * sorte.normal()))),
    gasto: Math.max(5, rendaMensal * 0.015 * Math.exp(0.4 * sorte.normal())),
    variacao: 0.35 + 0.4 * sorte.fracao(),
    atividade: Math.exp(0.8 * sorte.normal()),
    lojas: Array.from({ length: 4 + sorte.ate(8) }, () => sorte.ate(lojas)),
    viaja: sorte.chance(0.05),
  };
}

export const fazerEndereco = (sorte: Sorte): string =>
  `${sorte.de(VIAS)} ${sorte.de(LUGARES)}, ${1 + sorte.ate(2000)}, ${sorte.de(CIDADES)}`;

/** A valid CPF for each number; no two of 10^9 in a row share it. */
function cpfDe(numero: number): string {
  // Multiplied by a number without common factor with 10^9: neighbours look nothing alike, and none is met twice.
  const misturado = ((numero % 1_000_000_000) * 7_654_321 + 123_456_789) % 1_000_000_000;
  // One digit repeated is no CPF; its neighbour is that of a person millions of numbers away.
  const nove = String(misturado % 111_111_111 === 0 ? misturado ^ 1 : misturado).padStart(9, '0');
  const dez = nove + verificador(nove, 9);
  return dez + verificador(dez, 10);
}
