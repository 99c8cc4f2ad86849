import { NotificacoesServiceService } from '@trilha/proto-gen/notificacoes';
import { type Client, createClient } from '@trilha/service-kit';
import { DomainError, type ErrorKind } from '@trilha/service-kit/base';
import { testClientConfig } from '@trilha/service-kit/testing';
import { agendamentoDe } from '../../test/agendamento-de.js';
import { type FakeNotificacoes, startFakeNotificacoes } from '../../test/fake-notificacoes.js';
import { mudancaDe } from '../domain/envio.js';
import { GrpcNotificador } from './grpc-notificador.js';

const never = new AbortController().signal;
const { avisos, lembretes } = mudancaDe(
  agendamentoDe('a-1', 14, 15, { lembretesMs: [60_000] }),
  agendamentoDe('', 12, 13).inicio,
);
const [aviso, lembrete] = [avisos[0], lembretes[0]];
if (aviso === undefined || lembrete === undefined) throw new Error('nothing to tell');

describe('GrpcNotificador', () => {
  let fake: FakeNotificacoes;
  let client: Client<typeof NotificacoesServiceService>;
  let notificador: GrpcNotificador;

  beforeAll(async () => {
    fake = await startFakeNotificacoes();
    const options = { ...testClientConfig, name: 'notificacoes' };
    client = createClient(NotificacoesServiceService, fake.target, options);
    notificador = new GrpcNotificador(client);
  });

  afterEach(() => {
    fake.state.refusal = undefined;
  });

  afterAll(async () => {
    client.close();
    await fake.close();
  });

  it('tells under the key of the message, with the invitation of a change only', async () => {
    expect(await notificador.avisar(aviso, 'BEGIN', never)).toBe('n-0');
    expect(await notificador.avisar(lembrete, 'BEGIN', never)).toBe('n-1');
    expect(fake.told().map(({ requestId, conviteIcs }) => [requestId, conviteIcs])).toEqual([
      [aviso.chave, 'BEGIN'],
      [lembrete.chave, ''],
    ]);
  });

  it('takes a known key with other words for told', async () => {
    await notificador.avisar(aviso, 'BEGIN', never);
    expect(await notificador.avisar(aviso, 'OUTRO', never)).toBe('');
  });

  const answered = async (kind: ErrorKind): Promise<boolean> => {
    fake.state.refusal = new DomainError(kind, 'RECUSADO', 'Não');
    const error = await notificador.avisar(aviso, '', never).catch((thrown: unknown) => thrown);
    return notificador.recusou(error);
  };

  it.each(['invalid', 'not-found', 'precondition', 'out-of-range'] as const)(
    'is refused by %s',
    async (kind) => {
      expect(await answered(kind)).toBe(true);
    },
  );

  it.each(['unavailable', 'timeout', 'overloaded', 'aborted', 'unauthenticated', 'forbidden'] as const)(
    'may try again after %s',
    async (kind) => {
      expect(await answered(kind)).toBe(false);
    },
  );
});
