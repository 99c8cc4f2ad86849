import type { CursoEscrito, Relatorio } from '../domain/importacao.js';
import type { Cursos } from './ports.js';

interface Ports {
  readonly cursos: Cursos;
  readonly importarCursos: (escritos: readonly CursoEscrito[]) => Promise<readonly Relatorio[]>;
}

/**
 * Fills an empty database with courses, all in one transaction, so that a start cut short begins anew; does nothing to
 * one that has any course.
 *
 * @param ler reads the courses, when they are needed
 */
export const createSemear =
  ({ cursos, importarCursos }: Ports) =>
  async (ler: () => Promise<readonly CursoEscrito[]>): Promise<readonly Relatorio[]> => {
    const total = await cursos.total({ palavras: [], rascunhos: true });
    return total > 0 ? [] : importarCursos(await ler());
  };
