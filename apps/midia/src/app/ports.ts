import type { Intervalo } from '../domain/intervalo.js';
import type { Midia } from '../domain/midia.js';

/** What is known of each file. Every adapter passes `adapters/midias.contract.ts`. */
export interface Midias {
  buscar(id: string): Promise<Midia | undefined>;
  buscarPorNome(idCurso: string, nome: string): Promise<Midia | undefined>;
  /** Keeps a media unless the course has one of that name; gives the one that is there afterwards. */
  inserir(midia: Midia): Promise<Midia>;
  /** Forgets a media; gives how many others hold the same bytes, undefined when the id is unknown. */
  excluir(id: string): Promise<{ readonly midia: Midia; readonly outras: number } | undefined>;
  /** By name; `apos` is the name of the last one of the page before. */
  listar(filtro: {
    idCurso: string;
    idAula?: string;
    apos?: string;
    limite: number;
  }): Promise<readonly Midia[]>;
  /** Whether any media holds these bytes. */
  temBytes(sha256: string): Promise<boolean>;
}

/** Bytes on their way in: nobody sees them before {@link Blobs.guardar}. */
export interface BlobInProgress {
  readonly sha256: string;
  readonly tamanhoBytes: number;
  /** The first bytes, enough to tell the type. */
  readonly cabeca: Buffer;
}

/** Bytes by their SHA-256. Every adapter passes `adapters/blobs.contract.ts`. */
export interface Blobs {
  /**
   * Receives bytes into a place of its own and makes them durable there.
   *
   * @throws DomainError SEM_ESPACO when the disk is full, and whatever the source throws; nothing is left of either
   */
  receber(pieces: AsyncIterable<Buffer>): Promise<BlobInProgress>;
  /** Puts received bytes in their place, durably; the same bytes may be there. */
  guardar(received: BlobInProgress): Promise<void>;
  /** Gives up received bytes. */
  descartar(received: BlobInProgress): Promise<void>;
  /** Bytes in pieces of 64 KiB at most; undefined when they are not there or not as many as said. */
  ler(sha256: string, tamanhoBytes: number, intervalo: Intervalo): Promise<AsyncIterable<Buffer> | undefined>;
  /** Deletes bytes; those that are not there are no error. */
  excluir(sha256: string): Promise<void>;
  /** Everything kept. */
  listar(): AsyncIterable<string>;
  /** Runs work that decides whether bytes stay, one after the other for the same bytes. */
  exclusivo<T>(sha256: string, work: () => Promise<T>): Promise<T>;
}

/** Tells the type of a file from its first bytes and its name. */
export type FindContentType = (head: Buffer, name: string) => Promise<string>;
