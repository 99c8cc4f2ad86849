import { lido } from './manter-cursos.js';
import type { Cursos, Midias } from './ports.js';

export interface MidiasDoCurso {
  readonly idCurso: string;
  readonly pageSize: number;
  readonly pageToken: string;
}

/**
 * The media of a course, asked of midia.
 *
 * @throws DomainError CURSO_NAO_ENCONTRADO
 */
export const createConsultarMidias =
  <M>({ cursos, midias }: { readonly cursos: Cursos; readonly midias: Midias<M> }) =>
  async ({ idCurso, ...pagina }: MidiasDoCurso, signal: AbortSignal) => {
    await lido(cursos, idCurso);
    return midias.doCurso(idCurso, pagina, signal);
  };
