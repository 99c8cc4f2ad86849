import type { AulaLida, AulaResumida } from '../domain/curso.js';
import { aulaNaoEncontrada, cursoNaoEncontrado } from '../domain/errors.js';
import { passagensPara } from '../domain/passagens.js';
import type { Cursos, RespostaDoTutor, Tutor } from './ports.js';

export interface TirarDuvida {
  readonly idCurso: string;
  /** A published lesson; wins over `contexto`. */
  readonly idAula?: string;
  /** Blank for none. */
  readonly contexto: string;
  readonly duvida: string;
  readonly idUsuario: string;
  readonly idConversa: string;
}

export interface DuvidaTirada<R> {
  readonly resposta: R;
  /** The lesson the answer was taken from. */
  readonly aula?: AulaResumida;
}

interface Ports<R extends RespostaDoTutor> {
  readonly cursos: Cursos;
  readonly tutor: Tutor<R>;
}

/**
 * Asks the tutor with the lesson named, else the text given, else every published lesson of the course, of which the
 * tutor says which one answered.
 *
 * @throws DomainError CURSO_NAO_ENCONTRADO (no published course), AULA_NAO_ENCONTRADA (no published lesson)
 */
export const createTirarDuvida =
  <R extends RespostaDoTutor>({ cursos, tutor }: Ports<R>) =>
  async (pedido: TirarDuvida, signal: AbortSignal): Promise<DuvidaTirada<R>> => {
    const { idCurso, idAula, contexto, duvida, idUsuario, idConversa } = pedido;
    const curso = await cursos.buscar(idCurso);
    if (curso?.situacao !== 'publicado') throw cursoNaoEncontrado(idCurso);
    const pergunta = { duvida, idCurso, idUsuario, idConversa, idAula: '', contexto: '', passagens: [] };
    if (idAula !== undefined) {
      const aula = await cursos.buscarAula(idCurso, idAula);
      if (aula?.situacao !== 'publicada') throw aulaNaoEncontrada(idAula);
      const resposta = await tutor.responder({ ...pergunta, idAula, contexto: aula.conteudo }, signal);
      return { resposta, aula: resposta.encontrou ? resumida(aula) : undefined };
    }
    if (contexto.trim() !== '') return { resposta: await tutor.responder({ ...pergunta, contexto }, signal) };
    const aulas = passagensPara(await cursos.aulas(idCurso, { rascunhos: false }), duvida);
    const passagens = aulas.map(({ id, titulo, conteudo }) => ({ id, titulo, texto: conteudo }));
    const resposta = await tutor.responder({ ...pergunta, passagens }, signal);
    const aula = aulas.find(({ id }) => id === resposta.idPassagem);
    return { resposta, aula: aula && resumida(aula) };
  };

const resumida = ({ id, idModulo, titulo }: AulaLida): AulaResumida => ({ id, idModulo, titulo });
