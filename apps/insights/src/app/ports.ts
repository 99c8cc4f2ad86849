import type { Contagem, Filtro, Metrica, Qualidade } from '../domain/metrica.js';

/** The kept measures. Every adapter passes `adapters/metricas.contract.ts`. */
export interface Metricas {
  /** Keeps those whose id is new, all or none; gives how many were. Known ids stay as they are. */
  registrar(metricas: readonly Metrica[]): Promise<number>;
  buscar(idInteracao: string): Promise<Metrica | undefined>;
  /** Replaces the rating; undefined when the id is unknown. */
  avaliar(idInteracao: string, nota: number): Promise<Metrica | undefined>;
  /** Most asked first, then by id; `apos` is the last row of the page before. */
  contar(filtro: Filtro, options: ContarOptions): Promise<readonly Contagem[]>;
  total(filtro: Filtro): Promise<number>;
  qualidade(filtro: Filtro): Promise<Qualidade>;
  /** Oldest first, read in pieces, so that an export of any size needs little memory. */
  percorrer(filtro: Filtro): AsyncIterable<Metrica>;
}

export interface ContarOptions {
  readonly porAula: boolean;
  readonly limite: number;
  readonly apos?: Contagem;
}
