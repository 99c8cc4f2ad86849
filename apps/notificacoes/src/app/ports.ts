import type { Canal, Entrega, Notificacao } from '../domain/notificacao.js';

/** A delivery whose time has come, with all that its channel needs. */
export interface EntregaDevida {
  readonly entrega: Entrega;
  readonly notificacao: Notificacao;
  /** Address of the person; empty when there is none. */
  readonly email: string;
}

/** How an attempt ended. */
export type Desfecho =
  | { readonly situacao: 'entregue' }
  | { readonly situacao: 'pendente'; readonly proximaTentativaEm: Date; readonly erro: string }
  | { readonly situacao: 'morta'; readonly erro: string };

/** The kept notifications with their deliveries. Every adapter passes `adapters/outbox.contract.ts`. */
export interface Notificacoes {
  /**
   * Keeps a notification with its deliveries in one transaction, once per key. It is made inside the transaction, so
   * that ids grow in the order in which notifications can be seen: a watcher that reads on by id misses none.
   *
   * @returns the one that is there afterwards
   * @throws DomainError PEDIDO_DIFERENTE when the key was used for another content
   */
  inserir(criar: () => Notificacao, chave: Chave | undefined): Promise<Notificacao>;
  buscar(id: string): Promise<Notificacao | undefined>;
  /** Newest first; `antesDe` is the id of the last one of the page before. */
  listar(filtro: {
    idUsuario: string;
    somenteNaoLidas: boolean;
    antesDe?: string;
    limite: number;
  }): Promise<readonly Notificacao[]>;
  /** Oldest first, those after an id. */
  listarApos(idUsuario: string, aposId: string, limite: number): Promise<readonly Notificacao[]>;
  /** Id of the newest one of all users; empty when there is none. */
  ultimoId(): Promise<string>;
  contarNaoLidas(idUsuario: string): Promise<number>;
  /** Keeps the first time of reading; undefined when the id is unknown. */
  marcarLida(id: string, em: Date): Promise<Notificacao | undefined>;
  marcarTodasLidas(idUsuario: string, em: Date): Promise<number>;
  buscarEmail(idUsuario: string): Promise<string>;
  guardarEmail(idUsuario: string, email: string): Promise<void>;
}

/** An idempotency key and what it stands for. */
export interface Chave {
  readonly requestId: string;
  readonly conteudo: unknown;
}

/** The deliveries that are still to be made. Every adapter passes `adapters/outbox.contract.ts`. */
export interface Entregas {
  /**
   * Takes deliveries whose time has come, counts the attempt and leaves them to the caller until `ate`, so that nobody
   * else tries them meanwhile. A caller that dies gives them back by that time.
   */
  tomar(agora: Date, ate: Date, limite: number): Promise<readonly EntregaDevida[]>;
  concluir(idEntrega: string, desfecho: Desfecho, em: Date): Promise<void>;
  /** When the next delivery is due; undefined when none waits. */
  proxima(): Promise<Date | undefined>;
  /** Dead ones, the newest first; `antesDe` is the sort key of the last one of the page before. */
  listarMortas(limite: number, antesDe?: { mortaEm: Date; id: string }): Promise<readonly EntregaDevida[]>;
  /** Makes a dead delivery due now, its attempts counted anew. */
  reviver(idEntrega: string, agora: Date): Promise<'revivida' | 'viva' | 'desconhecida'>;
  buscarNotificacaoDe(idEntrega: string): Promise<Notificacao | undefined>;
}

/** An attempt that failed. */
export class FalhaDeEntrega extends Error {
  constructor(
    /** Safe to show: no address, no secret. */
    message: string,
    readonly options: { readonly permanente: boolean; readonly esperarMs?: number },
  ) {
    super(message);
    this.name = 'FalhaDeEntrega';
  }
}

/** A way out of the product. */
export interface CanalDeSaida {
  readonly canal: Canal;
  /**
   * Delivers, or throws {@link FalhaDeEntrega}. The other side may see a delivery twice when this process dies in
   * between; `entrega.id` stays the same, so that it can tell.
   */
  enviar(devida: EntregaDevida, signal: AbortSignal): Promise<void>;
}

/** Wakes those who wait for something new. */
export interface Sinal {
  avisar(): void;
  /** Resolves at the next `avisar` after this call, when the time is over, or when the signal is aborted. */
  esperar(signal: AbortSignal, timeoutMs?: number): Promise<void>;
}
