import type { Logger } from '@trilha/service-kit';
import type { CursoEscrito, Relatorio } from '../domain/importacao.js';
import { readPasta } from './pasta/read-pasta.js';

interface Options {
  readonly semear: (ler: () => Promise<readonly CursoEscrito[]>) => Promise<readonly Relatorio[]>;
  /** Absent for no seed content. */
  readonly contentDir: string | undefined;
  readonly log: Logger;
}

/**
 * Gives an empty database the courses of a folder, and logs them.
 *
 * @throws PastaInvalida when the folder is not made of courses
 */
export async function seedContent({ semear, contentDir, log }: Options): Promise<void> {
  if (contentDir === undefined) return;
  for (const { idCurso, aulasNovas } of await semear(() => readPasta(contentDir))) {
    log.info({ event: 'course_seeded', id_curso: idCurso, aulas: aulasNovas.length }, `seeded ${idCurso}`);
  }
}
