import type { Clock } from '@trilha/service-kit/base';
import { conferir } from '../domain/conferir.js';
import type { Curso } from '../domain/curso.js';
import { editarCurso, type MudancasDoCurso } from '../domain/editar.js';
import { cursoComInscritos, cursoExigido, cursoJaExiste, cursoNaoEncontrado } from '../domain/errors.js';
import { dependentesDe } from '../domain/pre-requisitos.js';
import type { Acervo, Cursos } from './ports.js';

export type CriarCurso = Omit<Curso, 'situacao' | 'modulos' | 'criadoEm' | 'atualizadoEm'>;

/** Courses as staff keeps them. */
export const createManterCursos = ({
  cursos,
  clock,
}: {
  readonly cursos: Cursos;
  readonly clock: Clock;
}) => ({
  /** @throws DomainError CURSO_JA_EXISTE, and what `conferir` refuses */
  criarCurso: async (dados: CriarCurso, requestId: string): Promise<Curso> => {
    const agora = clock.now();
    const id = await cursos.alterar(
      [dados.id],
      (acervo) => {
        if (acervo.cursos.has(dados.id)) throw cursoJaExiste(dados.id);
        const curso: Curso = {
          ...dados,
          situacao: 'rascunho',
          modulos: [],
          criadoEm: agora,
          atualizadoEm: agora,
        };
        return { gravar: [conferir(curso, acervo.grafo)], resposta: curso.id };
      },
      { pedido: { escopo: 'CreateCurso', requestId, corpo: dados } },
    );
    return lido(cursos, id);
  },

  /** @throws DomainError CURSO_NAO_ENCONTRADO, and what `conferir` refuses */
  alterarCurso: (id: string, mudancas: MudancasDoCurso): Promise<Curso> =>
    cursos.alterar([id], (acervo) => {
      const curso = conferir(editarCurso(cursoDo(acervo, id), mudancas, clock.now()), acervo.grafo);
      return { gravar: [curso], resposta: curso };
    }),

  /** @throws DomainError CURSO_NAO_ENCONTRADO, CURSO_COM_INSCRITOS, CURSO_EXIGIDO */
  excluirCurso: (id: string): Promise<void> =>
    cursos.alterar([id], (acervo) => {
      cursoDo(acervo, id);
      const inscritos = acervo.inscritos.get(id) ?? 0;
      if (inscritos > 0) throw cursoComInscritos(id, inscritos);
      const exigidoPor = dependentesDe(acervo.grafo, id);
      if (exigidoPor.length > 0) {
        throw cursoExigido(
          id,
          exigidoPor.map((curso) => curso.id),
        );
      }
      return { remover: [id], resposta: undefined };
    }),
});

/** @throws DomainError CURSO_NAO_ENCONTRADO */
export function cursoDo({ cursos }: Pick<Acervo, 'cursos'>, id: string): Curso {
  const curso = cursos.get(id);
  if (curso === undefined) throw cursoNaoEncontrado(id);
  return curso;
}

/** @throws DomainError CURSO_NAO_ENCONTRADO */
export async function lido(cursos: Cursos, id: string): Promise<Curso> {
  const curso = await cursos.buscar(id);
  if (curso === undefined) throw cursoNaoEncontrado(id);
  return curso;
}
