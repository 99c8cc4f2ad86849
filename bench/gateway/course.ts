import { type Aula, type Curso, SituacaoAula, SituacaoCurso } from '@trilha/proto-gen/cursos';

/** As long as any other, so that all answers have one size. */
const ID_DIGITS = 8;
const LESSONS_A_MODULE = 3;
const WRITTEN_AT = new Date('2025-03-10T12:00:00.000Z');
const CHANGED_AT = new Date('2025-06-02T09:30:15.250Z');

/** The method that all sides serve. */
export const GET_CURSO_PATH = '/trilha.cursos.v1.CursosService/GetCurso';

/** Every call asks for another course, so that an answer given to the wrong call shows. */
export const courseId = (call: number): string => `curso-${String(call).padStart(ID_DIGITS, '0')}`;

/** A course as GetCurso answers it: modules of three lessons each, every field set but the lessons' text. */
export function makeCourse(id: string, lessons: number): Curso {
  const modules = Math.ceil(lessons / LESSONS_A_MODULE);
  return {
    id,
    titulo: 'Programação funcional com TypeScript',
    resumo: 'Funções puras, composição e tipos algébricos, do começo ao primeiro serviço.',
    descricao: '## Para quem é\n\nPara quem já programa e quer *menos* surpresas: "funções" são valores.',
    situacao: SituacaoCurso.SITUACAO_CURSO_PUBLICADO,
    preRequisitos: ['introducao-a-programacao'],
    etiquetas: ['typescript', 'funcional', 'intermediário'],
    autoria: 'Equipe Trilha',
    licenca: 'CC-BY-4.0',
    modulos: Array.from({ length: modules }, (_, module) => ({
      id: `modulo-${module + 1}`,
      idCurso: id,
      titulo: `Módulo ${module + 1}: composição`,
      descricao: 'Da função ao programa.',
      posicao: module + 1,
      aulas: Array.from(
        { length: Math.min(LESSONS_A_MODULE, lessons - module * LESSONS_A_MODULE) },
        (_, lesson) => makeLesson(id, module, lesson),
      ),
    })),
    totalAulas: lessons,
    criadoEm: WRITTEN_AT,
    atualizadoEm: CHANGED_AT,
  };
}

const makeLesson = (idCurso: string, module: number, lesson: number): Aula => ({
  id: `aula-${module + 1}-${lesson + 1}`,
  idCurso,
  idModulo: `modulo-${module + 1}`,
  titulo: `Aula ${lesson + 1}: funções de ordem superior`,
  conteudo: '',
  situacao: SituacaoAula.SITUACAO_AULA_PUBLICADA,
  duracaoMinutos: 25,
  posicao: lesson + 1,
  criadoEm: WRITTEN_AT,
  atualizadoEm: CHANGED_AT,
});
