import type { Situacao } from '../domain/classificar.js';
import type { Categoria, Moeda } from '../domain/evento.js';
import type { ClienteConhecido, EstabelecimentoConhecido } from './conhecidos.js';

/** What flows between the nodes. The first node makes it of a record; the last ones read it. */
export type Normalizado =
  | TransacaoNormalizada
  | { readonly tipo: 'cliente'; readonly clienteId: string; readonly pessoa: string }
  | {
      readonly tipo: 'score';
      readonly pessoa: string;
      /** 0 to 1000. */
      readonly score: number;
      readonly rendaCentavos: number;
      readonly limiteCentavos: number;
      readonly atualizadoMs: number;
    }
  | {
      readonly tipo: 'rotulo';
      /** Of the transaction. */
      readonly offset: number;
      readonly suspeita: boolean;
      /** An earlier label told the same. */
      readonly conhecido: boolean;
    }
  | { readonly tipo: 'restauracao'; readonly versao: number }
  | { readonly tipo: 'apagamento'; readonly pessoa: string };

export interface TransacaoNormalizada {
  readonly tipo: 'transacao';
  readonly cliente: ClienteConhecido;
  readonly dataMs: number;
  readonly moeda: Moeda;
  readonly valorCentavos: number;
  /** The same in cents of the base currency. */
  readonly valorBase: number;
  /** As the sender told it. */
  readonly categoria: Categoria | undefined;
  readonly suspeita: boolean | undefined;
  readonly estabelecimento: EstabelecimentoConhecido;
}

/** A transaction against what its client did before. */
export interface Enriquecida {
  readonly transacao: TransacaoNormalizada;
  readonly situacao: Situacao;
  /** Row of the client's history. */
  readonly cliente: number;
}

export interface Classificada {
  readonly categoria: Categoria;
  /** Rules told the category. */
  readonly inferida: boolean;
  /** Bits of REGRAS. */
  readonly regras: number;
}
