import {
  type NotifyScheduleRequest_Evento as Evento,
  Notificacao,
  NotificacoesServiceService,
  type NotifyScheduleRequest,
} from '@trilha/proto-gen/notificacoes';
import { bindService, type Implementation, startService } from '@trilha/service-kit';
import { DomainError } from '@trilha/service-kit/base';
import { everyoneIs, silentLog, testServerConfig } from '@trilha/service-kit/testing';

type Handlers = Implementation<typeof NotificacoesServiceService>;

interface State {
  /** Answers UNAVAILABLE. */
  down: boolean;
  /** Answers this instead. */
  refusal?: DomainError;
  /** Keeps what it is told and answers when this is done. */
  hold?: Promise<void>;
}

/** A real gRPC server that keeps what it is told, once per key, as the real service does. */
export async function startFakeNotificacoes(port = 0) {
  const told = new Map<string, NotifyScheduleRequest>();
  const calls: NotifyScheduleRequest[] = [];
  const listeners = new Set<() => void>();
  const state: State = { down: false };
  const unused = async (): Promise<never> => {
    throw new Error('not part of this test');
  };
  const handlers: Handlers = {
    getStatus: unused,
    sendNotification: unused,
    getNotificacao: unused,
    listNotificacoes: unused,
    getUnreadCount: unused,
    markRead: unused,
    markAllRead: unused,
    watchNotifications: async function* () {},
    getContato: unused,
    setContato: unused,
    listDeadLetters: unused,
    replayDeadLetter: unused,
    notifySchedule: async (request) => {
      if (state.down) throw new DomainError('unavailable', 'FORA_DO_AR', 'Fora do ar');
      if (state.refusal !== undefined) throw state.refusal;
      const { requestId } = request;
      calls.push(request);
      const before = told.get(requestId);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(request)) {
        throw new DomainError('already-exists', 'PEDIDO_DIFERENTE', 'Outro conteúdo');
      }
      told.set(requestId, request);
      for (const listener of listeners) listener();
      await state.hold;
      return Notificacao.fromPartial({ id: `n-${[...told.keys()].indexOf(requestId)}` });
    },
  };
  const server = await startService({
    gatekeeper: everyoneIs(),
    server: { ...testServerConfig, port },
    log: silentLog,
    services: [bindService(NotificacoesServiceService, handlers)],
  });
  return {
    /** What was told, in the order in which it was first heard. */
    told: () => [...told.values()],
    /** Every telling, repetitions included. */
    calls,
    /** Waits until an event came as often as wanted, repetitions included. */
    heard: (evento: Evento, wanted: number): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (calls.filter((one) => one.evento === evento).length < wanted) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    state,
    target: `127.0.0.1:${server.port}`,
    close: () => server.close(),
  };
}

export type FakeNotificacoes = Awaited<ReturnType<typeof startFakeNotificacoes>>;
