import type { Clock, NewId } from '@trilha/service-kit/base';
import { conferirCitacoes } from '../domain/citacao.js';
import { conversaNaoEncontrada } from '../domain/errors.js';
import type { Interacao, Passagem, Turno } from '../domain/interacao.js';
import type { Chave, Interacoes, Pergunta } from './ports.js';
import type { Chamada, createResponderComReserva, Respondida } from './responder-com-reserva.js';
import { UmPorVez } from './um-por-vez.js';

export interface PedidoDeResposta {
  readonly duvida: string;
  /** Empty for none; then `passagens` holds some. */
  readonly aulaContexto: string;
  readonly passagens: readonly Passagem[];
  /** Empty for somebody unknown. */
  readonly idUsuario: string;
  readonly idCurso: string;
  readonly idAula: string;
  /** Empty for a new conversation. */
  readonly idConversa: string;
  /** Empty for none. */
  readonly requestId: string;
}

export interface ResolverOptions {
  readonly tutores: ReturnType<typeof createResponderComReserva>;
  readonly interacoes: Interacoes;
  readonly clock: Clock;
  /** Milliseconds of a clock that is never set, for latencies. */
  readonly cronometro: () => number;
  readonly newId: NewId;
  /** Told when an answer with its measures was kept. */
  readonly aoGuardar: () => void;
}

/** Pieces of the text, then what was kept. */
export type EventoDeResposta = { readonly trecho: string } | { readonly interacao: Interacao };

/** Id of the passage that `aula_contexto` makes; citations refer to it. */
export const ID_AULA_CONTEXTO = 'aula_contexto';
/** Earlier turns that a tutor is told. */
const TURNOS = 6;
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * Answers questions. What the caller gets is kept before: the interaction and, in the same transaction, its measures for
 * insights. The same request id within a day gives the kept answer, also while the first is still being made.
 *
 * Both throw CONVERSA_NAO_ENCONTRADA when the user has no such conversation, and PEDIDO_DIFERENTE.
 */
export function createResolverDuvida(options: ResolverOptions) {
  const { tutores, interacoes, clock, cronometro, newId, aoGuardar } = options;
  const umPorVez = new UmPorVez();

  const iniciar = async (pedido: PedidoDeResposta, { signal }: Chamada) => {
    const startedAt = cronometro();
    const { requestId, ...conteudo } = pedido;
    const desde = new Date(clock.now().getTime() - KEY_LIFETIME_MS);
    const chave: Chave | undefined = requestId === '' ? undefined : { requestId, conteudo, desde };
    const sair = chave === undefined ? () => {} : await umPorVez.entrar(requestId, signal);
    return { startedAt, chave, sair };
  };

  const perguntar = async (pedido: PedidoDeResposta): Promise<Pergunta> => ({
    duvida: pedido.duvida,
    passagens: passagensDe(pedido),
    conversa: pedido.idConversa === '' ? [] : await turnosDe(interacoes, pedido),
  });

  const guardar = async (
    pedido: PedidoDeResposta,
    { resposta, motivoOffline }: Respondida,
    { startedAt, chave }: { readonly startedAt: number; readonly chave: Chave | undefined },
  ): Promise<Interacao> => {
    conferirCitacoes(resposta.citacoes, passagensDe(pedido));
    const { idUsuario, idCurso, idAula, duvida } = pedido;
    const interacao: Interacao = {
      id: newId(),
      idUsuario,
      idCurso,
      idAula,
      idConversa: pedido.idConversa || newId(),
      duvida,
      resposta,
      motivoOffline,
      latenciaMs: cronometro() - startedAt,
      respondidaEm: clock.now(),
    };
    const kept = await interacoes.guardar(interacao, chave);
    aoGuardar();
    return kept;
  };

  return {
    resolver: async (pedido: PedidoDeResposta, chamada: Chamada): Promise<Interacao> => {
      const inicio = await iniciar(pedido, chamada);
      try {
        const kept = inicio.chave && (await interacoes.buscarPorChave(inicio.chave));
        if (kept !== undefined) return kept;
        return await guardar(pedido, await tutores.responder(await perguntar(pedido), chamada), inicio);
      } finally {
        inicio.sair();
      }
    },

    /** @throws DomainError TUTOR_INTERROMPIDO, and nothing is kept */
    transmitir: async function* (
      pedido: PedidoDeResposta,
      chamada: Chamada,
    ): AsyncGenerator<EventoDeResposta> {
      const inicio = await iniciar(pedido, chamada);
      try {
        const kept = inicio.chave && (await interacoes.buscarPorChave(inicio.chave));
        if (kept !== undefined) {
          yield { trecho: kept.resposta.texto };
          yield { interacao: kept };
          return;
        }
        const respondida = yield* tutores.transmitir(await perguntar(pedido), chamada);
        yield { interacao: await guardar(pedido, respondida, inicio) };
      } finally {
        inicio.sair();
      }
    },
  };
}

/** What may be cited: the lesson's text, if any, before the other passages. */
function passagensDe({ aulaContexto, passagens }: PedidoDeResposta): readonly Passagem[] {
  if (aulaContexto.trim() === '') return passagens;
  return [{ id: ID_AULA_CONTEXTO, titulo: '', texto: aulaContexto }, ...passagens];
}

/** The last turns, the oldest first. Only the same user's: a conversation's id opens nobody else's. */
async function turnosDe(
  interacoes: Interacoes,
  { idUsuario, idConversa }: PedidoDeResposta,
): Promise<readonly Turno[]> {
  const last = await interacoes.listar({ idUsuario, idConversa, limite: TURNOS });
  if (last.length === 0) throw conversaNaoEncontrada(idConversa);
  return last.map(({ duvida, resposta }) => ({ duvida, resposta: resposta.texto })).reverse();
}
