import { decodePageToken, type Page, pageOf, pageSizeOf } from '@trilha/service-kit/base';
import { type AulaLida, type Curso, semRascunhos } from '../domain/curso.js';
import { aulaNaoEncontrada, cursoNaoEncontrado } from '../domain/errors.js';
import { normalizar, palavrasDe } from '../domain/texto.js';
import type { CursoListado, Cursos } from './ports.js';

export interface ListarCursos {
  readonly busca: string;
  readonly incluirRascunhos: boolean;
  readonly pageSize: number;
  readonly pageToken: string;
}

/** Reading courses and lessons. Without drafts, a draft is as if it did not exist. */
export const createConsultarCursos = ({ cursos }: { readonly cursos: Cursos }) => ({
  listarCursos: async (pedido: ListarCursos): Promise<Page<CursoListado> & { readonly total: number }> => {
    const limite = pageSizeOf(pedido.pageSize);
    const filtro = { palavras: palavrasDe(pedido.busca), rascunhos: pedido.incluirRascunhos };
    const key = decodePageToken(pedido.pageToken, ['string', 'string']);
    const apos = key && { ordem: key[0], id: key[1] };
    const [linhas, total] = await Promise.all([
      cursos.listar(filtro, { limite: limite + 1, apos }),
      cursos.total(filtro),
    ]);
    const page = pageOf(linhas, limite, ({ curso }) => [normalizar(curso.titulo), curso.id]);
    return { ...page, total };
  },

  /** @throws DomainError CURSO_NAO_ENCONTRADO */
  verCurso: async (idCurso: string, incluirRascunhos: boolean): Promise<Curso> => {
    const curso = await cursos.buscar(idCurso);
    if (curso === undefined) throw cursoNaoEncontrado(idCurso);
    if (incluirRascunhos) return curso;
    if (curso.situacao === 'rascunho') throw cursoNaoEncontrado(idCurso);
    return semRascunhos(curso);
  },

  /** @throws DomainError CURSO_NAO_ENCONTRADO, AULA_NAO_ENCONTRADA */
  verAula: async (idCurso: string, idAula: string, incluirRascunhos: boolean): Promise<AulaLida> => {
    const [curso, aula] = await Promise.all([cursos.buscar(idCurso), cursos.buscarAula(idCurso, idAula)]);
    if (curso === undefined || (curso.situacao === 'rascunho' && !incluirRascunhos)) {
      throw cursoNaoEncontrado(idCurso);
    }
    if (aula === undefined || (aula.situacao === 'rascunho' && !incluirRascunhos)) {
      throw aulaNaoEncontrada(idAula);
    }
    return aula;
  },
});
