import type { Interacao, Metrica, MotivoOffline, Passagem, Resposta, Turno } from '../domain/interacao.js';

/** What a tutor is asked. */
export interface Pergunta {
  readonly duvida: string;
  /** At least one. */
  readonly passagens: readonly Passagem[];
  /** Earlier turns of the conversation, the oldest first. */
  readonly conversa: readonly Turno[];
}

/** How long a tutor may take. */
export interface Prazo {
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
  /** Milliseconds from now after which the tutor must have given up by itself; infinite for a caller without a deadline. */
  readonly restanteMs: number;
}

export type Pedaco = { readonly trecho: string } | { readonly resposta: Resposta };

/** Somebody who answers from passages. Every citation is a verbatim slice of one. */
export interface Tutor {
  /** @throws TutorIndisponivel when it can't answer; nothing else that the caller could do something about */
  responder(pergunta: Pergunta, prazo: Prazo): Promise<Resposta>;
  /**
   * The same piece by piece; the pieces joined are the text of the answer, which comes last.
   *
   * @throws TutorIndisponivel at any point; once a piece was given it does not begin anew by itself
   */
  transmitir(pergunta: Pergunta, prazo: Prazo): AsyncIterable<Pedaco>;
}

/** A tutor could not answer; another may. */
export class TutorIndisponivel extends Error {
  constructor(
    readonly motivo: Exclude<MotivoOffline, 'SEM_CHAVE'>,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`the tutor can't answer: ${motivo}`, options);
    this.name = 'TutorIndisponivel';
  }
}

/** Chooses what a language model is to read when the passages are more than it should. */
export interface Seletor {
  /** Those nearest to the question, best first, together at most `maxCaracteres` long but at least one. */
  selecionar(duvida: string, passagens: readonly Passagem[], maxCaracteres: number): readonly Passagem[];
}

/** An idempotency key and what it stands for. */
export interface Chave {
  readonly requestId: string;
  readonly conteudo: unknown;
  /** Older uses of the key are forgotten. */
  readonly desde: Date;
}

/** The kept questions and answers. Every adapter passes `adapters/interacoes.contract.ts`. */
export interface Interacoes {
  /**
   * Keeps an interaction and queues its measures in one transaction, once per key.
   *
   * @returns the one that is there afterwards
   * @throws DomainError PEDIDO_DIFERENTE when the key was used for another content
   */
  guardar(interacao: Interacao, chave: Chave | undefined): Promise<Interacao>;
  /**
   * What was kept under a key.
   *
   * @throws DomainError PEDIDO_DIFERENTE
   */
  buscarPorChave(chave: Chave): Promise<Interacao | undefined>;
  buscar(id: string): Promise<Interacao | undefined>;
  /** Newest first; `antesDe` is the id of the last one of the page before, `idConversa` empty for all. */
  listar(filtro: {
    readonly idUsuario: string;
    readonly idConversa: string;
    readonly antesDe?: string;
    readonly limite: number;
  }): Promise<readonly Interacao[]>;
  /** Deletes what a user asked. Measures that wait to be reported stay: they hold no text. */
  apagar(idUsuario: string): Promise<void>;
  /** Keeps a rating and queues it with the measures, in one transaction; undefined when the id is unknown. */
  avaliar(id: string, nota: number): Promise<Interacao | undefined>;
}

/** Measures that insights does not have yet. */
export interface MetricaPendente {
  readonly metrica: Metrica;
  /** Another one after each change, so that a rating given while the measures are on their way is not forgotten. */
  readonly versao: string;
}

/** What still has to reach insights: bounded, kept across restarts. Every adapter passes the same contract. */
export interface FilaDeMetricas {
  buscar(idInteracao: string): Promise<MetricaPendente | undefined>;
  /** Those with the fewest failed attempts first, then the oldest. */
  proximas(limite: number): Promise<readonly MetricaPendente[]>;
  /** Takes one off, unless it has changed since. */
  concluir(pendente: MetricaPendente): Promise<void>;
  /** Counts a failed attempt of each. */
  falharam(pendentes: readonly MetricaPendente[]): Promise<void>;
  contar(): Promise<number>;
}

/** The service insights. */
export interface Insights {
  /**
   * Reports measures, with the rating when there is one; gives up by itself after some seconds.
   *
   * @returns whether insights did not have them yet
   * @throws MetricaRecusada when insights will never take them; anything else may be tried again
   */
  registrar(metrica: Metrica, signal: AbortSignal): Promise<boolean>;
}

/** Insights says that these measures are wrong. */
export class MetricaRecusada extends Error {
  constructor(cause: unknown) {
    super('insights refused a measure', { cause });
    this.name = 'MetricaRecusada';
  }
}

/** What happens to the queue of measures. */
export type EventoDeEntrega =
  | { readonly evento: 'parou'; readonly pendentes: number }
  | { readonly evento: 'voltou' }
  | { readonly evento: 'recusada'; readonly idInteracao: string; readonly erro: unknown };
