import type { Clock, NewId } from '@trilha/service-kit/base';
import { envioIncompleto, turmaGrandeDemais, usuarioNaoInscrito } from '../domain/errors.js';
import { emParalelo } from './em-paralelo.js';
import { lido } from './manter-cursos.js';
import type { Cursos, Inscricoes, Notificacoes } from './ports.js';

export interface NotificarAlunos {
  readonly idCurso: string;
  /** Everyone with an active enrolment when absent. */
  readonly idUsuario?: string;
  readonly titulo: string;
  readonly mensagem: string;
  /** Empty for one made here. */
  readonly requestId: string;
}

export interface AlunosNotificados {
  readonly enviadas: readonly { readonly idUsuario: string; readonly idNotificacao: string }[];
  readonly enviadaEm: Date;
  readonly requestId: string;
}

interface Ports {
  readonly cursos: Cursos;
  readonly inscricoes: Inscricoes;
  readonly notificacoes: Notificacoes;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** So many that the answer, which names everyone, still fits one message of 4 MiB. */
const MAX_ALUNOS = 20_000;
const PAGINA = 500;
const AO_MESMO_TEMPO = 16;

/**
 * Notifies one enrolled user, or everyone with an active enrolment. Each gets a key made of the request's, so a retry
 * with the same `requestId` after a failure midway notifies nobody twice and reaches those who were missed.
 *
 * @throws DomainError CURSO_NAO_ENCONTRADO, USUARIO_NAO_INSCRITO, TURMA_GRANDE_DEMAIS, ENVIO_INCOMPLETO (only without a `requestId`)
 */
export const createNotificarAlunos =
  ({ cursos, inscricoes, notificacoes, clock, newId }: Ports) =>
  async (pedido: NotificarAlunos, signal: AbortSignal): Promise<AlunosNotificados> => {
    const { idCurso, titulo, mensagem, requestId } = pedido;
    await lido(cursos, idCurso);
    const usuarios = await destinatarios(inscricoes, pedido);
    const chave = requestId === '' ? newId() : requestId;
    const enviar = async (idUsuario: string) => {
      signal.throwIfAborted();
      const aviso = { id: chaveDe(chave, idCurso, idUsuario), idUsuario, titulo, mensagem };
      const idNotificacao = await notificacoes.enviar({ ...aviso, dados: { id_curso: idCurso } }, signal);
      return { idUsuario, idNotificacao };
    };
    const enviadas = await emParalelo(usuarios, AO_MESMO_TEMPO, enviar).catch((error: unknown) => {
      // Nobody but us knows the key, so the refusal has to tell it.
      throw requestId === '' && !notificacoes.recusou(error) ? envioIncompleto(chave, error) : error;
    });
    return { enviadas, enviadaEm: clock.now(), requestId: chave };
  };

async function destinatarios(
  inscricoes: Inscricoes,
  { idCurso, idUsuario }: NotificarAlunos,
): Promise<readonly string[]> {
  if (idUsuario !== undefined) {
    const inscricao = await inscricoes.buscar(idCurso, idUsuario);
    if (inscricao === undefined || inscricao.situacao === 'cancelada') throw usuarioNaoInscrito(idCurso);
    return [idUsuario];
  }
  const todos: string[] = [];
  let apos: string | undefined;
  do {
    const pagina = await inscricoes.ativos(idCurso, { limite: PAGINA, apos });
    todos.push(...pagina);
    if (todos.length > MAX_ALUNOS) throw turmaGrandeDemais(MAX_ALUNOS);
    apos = pagina.length === PAGINA ? pagina.at(-1) : undefined;
  } while (apos !== undefined);
  return todos;
}

/** The same for the same request, course and user. None of its parts holds a slash but the first. */
const chaveDe = (...partes: readonly string[]): string => partes.join('/');
