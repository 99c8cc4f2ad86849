import type { Clock } from '@trilha/service-kit/base';
import { conferir } from '../domain/conferir.js';
import { type CursoEscrito, importar, type Relatorio } from '../domain/importacao.js';
import { comCursos } from '../domain/pre-requisitos.js';
import type { Cursos } from './ports.js';

interface Ports {
  readonly cursos: Cursos;
  readonly clock: Clock;
  /** Called for each course that lost a lesson. */
  readonly concluirCompletos: (idCurso: string) => Promise<void>;
}

/**
 * Brings courses to what their folders tell, all of them or none. Enrolments stay, and progress on lessons that are
 * still there. Courses may require each other whatever their order.
 *
 * @throws DomainError what `conferir` refuses
 */
export const createImportarCursos =
  ({ cursos, clock, concluirCompletos }: Ports) =>
  async (
    escritos: readonly CursoEscrito[],
    { ensaio = false }: { readonly ensaio?: boolean } = {},
  ): Promise<readonly Relatorio[]> => {
    const agora = clock.now();
    const relatorios = await cursos.alterar(
      escritos.map(({ id }) => id),
      (acervo) => {
        const feitos = escritos.map((escrito) => importar(acervo.cursos.get(escrito.id), escrito, agora));
        const novos = feitos.flatMap(({ curso }) => (curso === undefined ? [] : [curso]));
        const grafo = comCursos(acervo.grafo, novos);
        for (const curso of novos) conferir(curso, grafo);
        return { gravar: ensaio ? [] : novos, resposta: feitos.map(({ relatorio }) => relatorio) };
      },
      { comTextos: true },
    );
    if (!ensaio) {
      for (const { idCurso, resultado } of relatorios) {
        if (resultado === 'alterado') await concluirCompletos(idCurso);
      }
    }
    return relatorios;
  };
