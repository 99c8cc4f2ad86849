import type { Stateful } from '@trilha/pipeline';
import { CATEGORIAS, MOEDAS } from '../domain/evento.js';
import { somaDe, somar } from '../domain/soma.js';
import type { Classificada, Enriquecida } from './mensagens.js';
import type { Prevista } from './prever.js';

export interface JanelaOptions {
  /** Length of a window. One hour. */
  readonly duracaoMs: number;
  /** How long after the latest transaction seen an earlier one may still come. Ten minutes. */
  readonly atrasoMs: number;
  /** Windows kept. 48. */
  readonly guardadas: number;
}

export const JANELAS: JanelaOptions = { duracaoMs: 3_600_000, atrasoMs: 600_000, guardadas: 48 };

/** One tumbling window: start, count, suspicious, amount (two numbers). */
type Janela = [inicioMs: number, transacoes: number, suspeitas: number, baixo: number, alto: number];

interface Estado {
  transacoes: number;
  suspeitas: number;
  atrasadas: number;
  /** The latest time of a transaction seen. */
  maiorMs: number;
  /** Per currency: count and amount in its own cents (two numbers). */
  moedas: [number, number, number][];
  categorias: number[];
  janelas: Janela[];
  ganhos: [number, number];
}

const vazio = (): Estado => ({
  transacoes: 0,
  suspeitas: 0,
  atrasadas: 0,
  maiorMs: 0,
  moedas: MOEDAS.map(() => [0, 0, 0]),
  categorias: CATEGORIAS.map(() => 0),
  janelas: [],
  ganhos: [0, 0],
});

/** The sums over all transactions, in exact whole cents, and the windows by the time of the transactions. */
export class Agregar implements Stateful {
  private estado = vazio();
  /** Clients with a credit, by the row of their history. */
  private ganhadores = new Set<number>();

  constructor(private readonly janelas: JanelaOptions = JANELAS) {}

  handle(
    { transacao: { moeda, valorCentavos, valorBase, dataMs }, cliente }: Enriquecida,
    { categoria }: Classificada,
    { suspeita }: Prevista,
  ): void {
    const { estado } = this;
    estado.transacoes += 1;
    if (suspeita) estado.suspeitas += 1;
    const daMoeda = estado.moedas[MOEDAS.indexOf(moeda)] as [number, number, number];
    daMoeda[0] += 1;
    somar(daMoeda, 1, valorCentavos);
    const posicao = CATEGORIAS.indexOf(categoria);
    estado.categorias[posicao] = (estado.categorias[posicao] as number) + 1;
    if (categoria === 'Salário') {
      this.ganhadores.add(cliente);
      somar(estado.ganhos, 0, valorBase);
    }
    this.contarNaJanela(dataMs, valorBase, suspeita);
  }

  /** No transaction before this is expected any more. */
  get marcaDaguaMs(): number {
    return this.estado.maiorMs - this.janelas.atrasoMs;
  }

  resumo() {
    const { estado } = this;
    return {
      transacoes: estado.transacoes,
      suspeitas: estado.suspeitas,
      atrasadas: estado.atrasadas,
      marcaDaguaMs: estado.transacoes === 0 ? undefined : this.marcaDaguaMs,
      moedas: MOEDAS.map((moeda, i) => {
        const soma = estado.moedas[i] as [number, number, number];
        return { moeda, transacoes: soma[0], volumeCentavos: somaDe(soma, 1) };
      }),
      categorias: CATEGORIAS.map((categoria, i) => ({
        categoria,
        transacoes: estado.categorias[i] as number,
      })),
      ganhoMedioPorCliente:
        this.ganhadores.size === 0 ? undefined : Number(somaDe(estado.ganhos, 0)) / this.ganhadores.size,
      janelas: estado.janelas
        .map((janela) => ({
          inicioMs: janela[0],
          duracaoMs: this.janelas.duracaoMs,
          transacoes: janela[1],
          suspeitas: janela[2],
          volumeBase: somaDe(janela, 3),
          fechada: janela[0] + this.janelas.duracaoMs <= this.marcaDaguaMs,
        }))
        .reverse(),
    };
  }

  save(): Uint8Array {
    return Buffer.from(JSON.stringify({ ...this.estado, ganhadores: [...this.ganhadores] }));
  }

  load(bytes: Uint8Array): void {
    const { ganhadores, ...estado } = JSON.parse(Buffer.from(bytes).toString()) as Estado & {
      readonly ganhadores: readonly number[];
    };
    this.estado = estado;
    this.ganhadores = new Set(ganhadores);
  }

  private contarNaJanela(dataMs: number, valorBase: number, suspeita: boolean): void {
    const { estado, janelas } = this;
    const inicioMs = Math.floor(dataMs / janelas.duracaoMs) * janelas.duracaoMs;
    if (inicioMs + janelas.duracaoMs <= this.marcaDaguaMs) {
      estado.atrasadas += 1;
      return;
    }
    if (dataMs > estado.maiorMs) estado.maiorMs = dataMs;
    const lista = estado.janelas;
    let i = lista.length - 1;
    while (i >= 0 && (lista[i] as Janela)[0] > inicioMs) i--;
    let janela = lista[i];
    if (janela === undefined || janela[0] !== inicioMs) {
      janela = [inicioMs, 0, 0, 0, 0];
      lista.splice(i + 1, 0, janela);
      if (lista.length > janelas.guardadas) lista.shift();
    }
    janela[1] += 1;
    if (suspeita) janela[2] += 1;
    somar(janela, 3, valorBase);
  }
}
