import type { AvisoPendente } from '../app/ports.js';
import type { Curso } from '../domain/curso.js';
import type { EventoInscricao, Inscricao } from '../domain/inscricao.js';

/** What the stores in memory share. */
export class MemoryState {
  readonly cursos = new Map<string, Curso>();
  readonly inscricoes = new Map<string, { inscricao: Inscricao; eventos: readonly EventoInscricao[] }>();
  readonly avisos = new Map<string, { pendente: AvisoPendente; proximaEm: Date | undefined }>();
  readonly pedidos = new Map<string, unknown>();

  inscricoesDe(idCurso: string): Inscricao[] {
    return [...this.inscricoes.values()]
      .map(({ inscricao }) => inscricao)
      .filter((inscricao) => inscricao.idCurso === idCurso);
  }
}

export const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

/** Orders as SQL does. */
export const compare = (a: string | number, b: string | number): number => (a === b ? 0 : a < b ? -1 : 1);
