import { aulaNaoEncontrada } from '../domain/errors.js';
import type { CursoEscrito } from '../domain/importacao.js';
import { cursoDo } from './manter-cursos.js';
import type { Cursos } from './ports.js';

/**
 * A course with the text of all its lessons, drafts included, as a folder tells it; read as of one moment.
 *
 * @throws DomainError CURSO_NAO_ENCONTRADO
 */
export const createExportarCurso =
  ({ cursos }: { readonly cursos: Cursos }) =>
  (idCurso: string): Promise<CursoEscrito> =>
    cursos.alterar(
      [idCurso],
      (acervo) => {
        const { criadoEm: _criado, atualizadoEm: _atualizado, ...curso } = cursoDo(acervo, idCurso);
        const modulos = curso.modulos.map((modulo) => ({
          ...modulo,
          aulas: modulo.aulas.map(({ id, titulo, situacao, duracaoMinutos, conteudo }) => {
            if (conteudo === undefined) throw aulaNaoEncontrada(id);
            return { id, titulo, situacao, duracaoMinutos, conteudo };
          }),
        }));
        return { resposta: { ...curso, modulos } };
      },
      { comTextos: true },
    );
