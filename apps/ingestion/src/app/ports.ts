import type { Categoria, Evento, TipoDeEvento, Transacao } from '../domain/evento.js';
import type { Recusa } from '../domain/recusa.js';

/** An event that was checked, on its way to the log. */
export interface Chegada {
  readonly evento: Evento;
  readonly eventId: string;
  /** Made by us just now: nobody can have sent it before. */
  readonly idNosso: boolean;
  /** Undefined when the sender did not say. */
  readonly emitidoMs: number | undefined;
}

/** Events that were checked and written down where they came in, each with the id that its sender gave it. */
export interface Escritas {
  /** One behind the other, each behind its length in four bytes, the lowest first. */
  readonly registros: Uint8Array;
  readonly quantos: number;
  /** The id of the n-th, from 0. */
  eventIdDe(n: number): string;
}

/** What became of arrivals: those of which nothing is said are on disk now. */
export interface Desfechos {
  /** On disk since an earlier time. */
  readonly repetidos: number;
  readonly recusados: readonly Recusado[];
}

export interface Recusado {
  /** Which of the arrivals. */
  readonly chegada: number;
  /** Which of its events, where it has many; 0 elsewhere. */
  readonly evento: number;
  readonly recusa: Recusa;
}

/** One stored event. */
export interface Guardado {
  readonly offset: number;
  readonly eventId: string;
  readonly tipo: TipoDeEvento;
  readonly recebidoMs: number;
  readonly emitidoMs: number | undefined;
  /** What may be shown of it. */
  readonly dados: DadosVisiveis;
}

/** What every event says of itself, without its content. */
export type Entrado = Omit<Guardado, 'dados'>;

export type DadosVisiveis =
  | { readonly tipo: 'cliente'; readonly id: string; readonly pessoal: Pessoal | undefined }
  | {
      readonly tipo: 'transacao';
      readonly id: string;
      readonly clienteId: string;
    }
  | {
      readonly tipo: 'score';
      readonly score: number;
      /** Under which the analysis knows the person: a keyed hash. */
      readonly pessoa: string;
      readonly pessoal: Pessoal | undefined;
    }
  | { readonly tipo: 'rotulo'; readonly transacaoEventId: string; readonly suspeita: boolean };

/** Undefined in its place: the key was destroyed. */
export interface Pessoal {
  readonly cpf: string;
  readonly nome: string;
}

/** Keeps events for good. */
export interface Diario {
  /**
   * Stores arrivals in their order and resolves when all of them are on disk. An id that is known is not stored again:
   * with the same content it is `repetido`, with other content refused (EVENTO_DIVERGENTE).
   *
   * @throws DomainError kind `overloaded` when too many wait or the disk is full: nothing of this call was stored
   */
  receber(chegadas: readonly (Chegada | Escritas)[], recebidoMs: number): Promise<Desfechos>;
  /** The event with this id. */
  buscar(eventId: string): Promise<Guardado | undefined>;
  /** The event at an offset. */
  ler(offset: number): Promise<Guardado>;
  /** The events among so many records from an offset on, in order. */
  entrados(desde: number, quantos: number): Promise<readonly Entrado[]>;
  /** Has an event analysed again that was given up on; the same time again changes nothing. */
  repetir(offset: number, vez: number): Promise<void>;
  /** Has the analysis go back to an earlier version of the model. */
  restaurarModelo(versao: number, eventId: string, recebidoMs: number): Promise<void>;
  /**
   * Destroys the key of the person behind a client id. False when it was destroyed before.
   *
   * @returns undefined when no client has this id
   */
  apagarCliente(clienteId: string, eventId: string, recebidoMs: number): Promise<boolean | undefined>;
}

/** When and how an event was analysed. */
export interface Analisado {
  readonly estado: 'pendente' | 'finalizado' | 'morto';
  readonly duravelMs: number | undefined;
  readonly finalizadoMs: number | undefined;
  readonly etapas: readonly { readonly no: string; readonly inicioMs: number; readonly fimMs: number }[];
  readonly resultado: Resultado | undefined;
  /** Of a dead one. */
  readonly motivo: string;
  /** Whether a client event came of the person that was asked about, and they were not erased. */
  readonly clienteConhecido: boolean;
}

/** Records that went through the nodes together, or a part of them. */
export interface LoteAnalisado
  extends Pick<Analisado, 'etapas'>,
    Readonly<Record<'primeiro' | 'quantos' | 'duravelMs' | 'finalizadoMs', number>> {
  /** Where those of them are that were given up on. */
  readonly mortos: readonly number[];
}

export type Resultado =
  | {
      readonly tipo: 'transacao';
      readonly categoria: Categoria;
      readonly inferida: boolean;
      readonly regras: readonly string[];
      readonly razoes: readonly string[];
      readonly probabilidade: number;
      readonly suspeita: boolean;
      readonly versao: number;
      /** Cents of the base currency. */
      readonly valorBase: number;
      readonly rotulo: boolean | undefined;
    }
  | { readonly tipo: 'rotulo'; readonly aprendido: boolean; readonly suspeita: boolean }
  | { readonly tipo: 'outro' };

export interface Morto {
  readonly offset: number;
  readonly no: string;
  readonly motivo: string;
  readonly tentativas: number;
  readonly emMs: number;
  /** How often the event was given up on. */
  readonly vezes: number;
}

export interface EstadoDaAnalise {
  readonly confirmados: number;
  readonly finalizados: number;
  readonly mortos: number;
  readonly pendentes: number;
  readonly nos: readonly {
    readonly no: string;
    readonly eventos: number;
    readonly servicoMs: number;
    readonly filaMs: number;
    readonly novasTentativas: number;
  }[];
  readonly transacoes: number;
  readonly suspeitas: number;
  readonly atrasadas: number;
  readonly marcaDaguaMs: number | undefined;
  readonly moedas: readonly {
    readonly moeda: string;
    readonly transacoes: number;
    readonly volumeCentavos: bigint;
  }[];
  readonly categorias: readonly { readonly categoria: string; readonly transacoes: number }[];
  /** Cents of the base currency. */
  readonly ganhoMedioPorCliente: number | undefined;
  readonly janelas: readonly {
    readonly inicioMs: number;
    readonly duracaoMs: number;
    readonly transacoes: number;
    readonly suspeitas: number;
    readonly volumeBase: bigint;
    readonly fechada: boolean;
  }[];
  readonly maisAtivos: readonly {
    readonly clienteId: string;
    readonly transacoes: number;
    readonly volumeBase: number;
  }[];
}

export interface Avaliacao {
  readonly rotulos: number;
  /** Each beside that of always saying what came last. */
  readonly medidas: readonly {
    readonly nome: string;
    readonly valor: number | undefined;
    readonly base: number | undefined;
  }[];
  readonly confusao: readonly [vp: number, fp: number, vn: number, fn: number];
  readonly versao: number;
  readonly desvios: number;
}

export interface Previsao {
  readonly probabilidade: number;
  readonly suspeita: boolean;
  readonly razoes: readonly string[];
  readonly regras: readonly string[];
  readonly categoria: string;
  readonly versao: number;
}

export interface VersaoDoModelo {
  readonly versao: number;
  readonly criadaMs: number | undefined;
  readonly rotulos: number;
  readonly emUso: boolean;
}

/** Reads the log and analyses what is in it, here or in another thread. */
export interface Analise {
  /**
   * Tells that so many records from this offset on are on disk since then.
   *
   * @param avulsos where those among them are that are no events: orders, and further tries of dead events
   */
  duravel(primeiro: number, quantos: number, ms: number, avulsos: readonly number[]): void;
  /** @param pessoa of a score: whose it is */
  evento(offset: number, pessoa?: string): Promise<Analisado>;
  /** The micro-batches of so many records from an offset on, in order, as far as they are final; none at the end. */
  lotes(desde: number, quantos: number): Promise<readonly LoteAnalisado[]>;
  estado(): Promise<EstadoDaAnalise>;
  avaliacao(): Promise<Avaliacao>;
  prever(transacao: Transacao): Promise<Previsao>;
  /** Dead letters from an offset on, in order. */
  mortos(desde: number, quantos: number): Promise<readonly Morto[]>;
  versoes(): Promise<readonly VersaoDoModelo[]>;
}
