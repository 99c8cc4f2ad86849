import type { Clock, NewId } from '@trilha/service-kit/base';
import { createConcluirCompletos } from './concluir-completos.js';
import { createConsultarCursos } from './consultar-cursos.js';
import { createConsultarInscricoes } from './consultar-inscricoes.js';
import { createConsultarMidias } from './consultar-midias.js';
import { createEntregarAvisos } from './entregar-avisos.js';
import { createExportarCurso } from './exportar-curso.js';
import { createImportarCursos } from './importar-cursos.js';
import { createInscreverAluno } from './inscrever-aluno.js';
import { createManterAulas } from './manter-aulas.js';
import { createManterCursos } from './manter-cursos.js';
import { createManterModulos } from './manter-modulos.js';
import { createNotificarAlunos } from './notificar-alunos.js';
import type { Avisos, Cursos, Inscricoes, Midias, Notificacoes, RespostaDoTutor, Tutor } from './ports.js';
import { createSemear } from './semear.js';
import { createTirarDuvida } from './tirar-duvida.js';

export interface Portas<M, R extends RespostaDoTutor> {
  readonly cursos: Cursos;
  readonly inscricoes: Inscricoes;
  readonly avisos: Avisos;
  readonly notificacoes: Notificacoes;
  readonly midias: Midias<M>;
  readonly tutor: Tutor<R>;
  readonly clock: Clock;
  readonly newId: NewId;
  /** From 0, inclusive, to 1, exclusive. */
  readonly random: () => number;
}

/** Everything the service does. */
export const createCasos = <M, R extends RespostaDoTutor>(portas: Portas<M, R>) => {
  const concluirCompletos = createConcluirCompletos(portas);
  const importarCursos = createImportarCursos({ ...portas, concluirCompletos });
  return {
    ...createConsultarCursos(portas),
    ...createManterCursos(portas),
    ...createManterModulos(portas),
    ...createManterAulas({ ...portas, concluirCompletos }),
    ...createInscreverAluno(portas),
    ...createConsultarInscricoes(portas),
    importarCursos,
    semear: createSemear({ ...portas, importarCursos }),
    exportarCurso: createExportarCurso(portas),
    consultarMidias: createConsultarMidias(portas),
    tirarDuvida: createTirarDuvida(portas),
    notificarAlunos: createNotificarAlunos(portas),
    entregarAvisos: createEntregarAvisos(portas),
  };
};

export type Casos<M, R extends RespostaDoTutor> = ReturnType<typeof createCasos<M, R>>;
