import { Metadata, status } from '@grpc/grpc-js';
import { type AccessRule, accessRuleOf } from '@trilha/proto-gen';
import { ChatbotServiceService } from '@trilha/proto-gen/chatbot';
import { CursosServiceService } from '@trilha/proto-gen/cursos';
import { InsightsServiceService } from '@trilha/proto-gen/insights';
import { NotificacoesServiceService } from '@trilha/proto-gen/notificacoes';
import { ErrorInfo } from '@trilha/proto-gen/rpc';
import {
  bindService,
  type CallContext,
  createClient,
  createGatekeeper,
  createLogger,
  type Definition,
  RemoteError,
  type Role,
  SERVICE_AUTHORIZATION_HEADER,
  startService,
  statusDetailsOf,
} from '../src/index.js';
import { testAuth, testClientConfig, testServerConfig } from '../src/testing/index.js';

const auth = testAuth();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

type Handle = (request: Record<string, unknown>, call: CallContext) => unknown;

/** The same methods; whatever the handler gives, an empty message goes out. */
const answeringNothing = (definition: Definition): Definition =>
  Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [
      name,
      { ...method, responseSerialize: () => Buffer.alloc(0) },
    ]),
  );

/** A service of the contracts whose every method does the same, behind its real rules. */
async function guarded<const D extends Definition>(definition: D, handle: Handle = () => ({})) {
  const handlers = Object.fromEntries(
    Object.entries(definition).map(([name, { responseStream }]) => [
      name,
      responseStream
        ? async function* (request: Record<string, unknown>, call: CallContext) {
            yield handle(request, call);
          }
        : async (request: Record<string, unknown>, call: CallContext) => handle(request, call),
    ]),
  );
  const logged: string[] = [];
  const server = await startService({
    server: testServerConfig,
    log: createLogger({ service: 'x', level: 'error', destination: { write: (line) => logged.push(line) } }),
    gatekeeper: createGatekeeper({ verifier: auth.verifier }),
    services: [bindService(answeringNothing(definition), handlers as never)],
  });
  const client = createClient(definition, `127.0.0.1:${server.port}`, { ...testClientConfig, name: 'x' });
  open.push(server, client);
  return { client, logged };
}

/** Metadata with the tokens of a user and of the service that passes the call on. */
async function by(
  user?: readonly [sub: string, ...roles: Role[]],
  service?: string,
): Promise<{ metadata: Metadata }> {
  const metadata = new Metadata();
  if (user !== undefined) {
    const [sub, ...roles] = user;
    metadata.set('authorization', `Bearer ${await auth.tokenFor({ sub, roles })}`);
  }
  if (service !== undefined) {
    const token = await auth.tokenFor({ sub: service, roles: ['servico'] });
    metadata.set(SERVICE_AUTHORIZATION_HEADER, `Bearer ${token}`);
  }
  return { metadata };
}

/** `OK`, or the status and reason of the refusal. */
async function verdict(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'OK';
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    const detail = statusDetailsOf(error.metadata)?.details.find(({ typeUrl }) =>
      typeUrl.endsWith('ErrorInfo'),
    );
    const reason = detail === undefined ? '' : ` ${ErrorInfo.decode(detail.value).reason}`;
    return `${status[error.code]}${reason}`;
  }
}

describe('a token', () => {
  const withHeader = async (value?: string): Promise<string> => {
    const { client } = await guarded(CursosServiceService);
    const metadata = new Metadata();
    if (value !== undefined) metadata.set('authorization', value);
    return verdict(client.getCourseMedia({ idCurso: 'a', pageSize: 0, pageToken: '' }, { metadata }));
  };

  it('is needed', async () => {
    expect(await withHeader()).toBe('UNAUTHENTICATED TOKEN_AUSENTE');
  });

  it.each(['Basic YTpi', 'Bearer a.b.c', 'Bearer', 'nada'])('is not %j', async (value) => {
    expect(await withHeader(value)).toBe('UNAUTHENTICATED TOKEN_INVALIDO');
  });

  it('counts no more once it has expired', async () => {
    const clock = { now: () => new Date(Date.now() - 7_200_000) };
    const old = testAuth(clock);
    expect(await withHeader(`Bearer ${await old.tokenFor({ sub: 'a', roles: ['aluno'] })}`)).toMatch(
      /^UNAUTHENTICATED/,
    );
  });

  it('may come with its scheme in any case', async () => {
    expect(await withHeader(`bEARER ${await auth.tokenFor({ sub: 'a', roles: ['aluno'] })}`)).toBe('OK');
  });

  it('does not matter where none is needed, not even a bad one', async () => {
    const { client } = await guarded(CursosServiceService);
    const metadata = new Metadata();
    metadata.set('authorization', 'Bearer lixo');
    expect(await verdict(client.getStatus({}, { metadata }))).toBe('OK');
  });

  it('without a role opens nothing', async () => {
    const { client } = await guarded(CursosServiceService);
    const call = client.getCourseMedia({ idCurso: 'a', pageSize: 0, pageToken: '' }, await by(['ana']));
    expect(await verdict(call)).toBe('PERMISSION_DENIED PAPEL_SEM_PERMISSAO');
  });
});

describe('roles', () => {
  it.each<[Role, string]>([
    ['aluno', 'PERMISSION_DENIED PAPEL_SEM_PERMISSAO'],
    ['servico', 'PERMISSION_DENIED PAPEL_SEM_PERMISSAO'],
    ['professor', 'OK'],
    ['operador', 'OK'],
  ])('of staff are needed to delete a course: %s', async (role, expected) => {
    const { client } = await guarded(CursosServiceService);
    expect(await verdict(client.deleteCurso({ idCurso: 'a' }, await by(['ana', role])))).toBe(expected);
  });

  it('add up', async () => {
    const { client } = await guarded(CursosServiceService);
    const both = await by(['ana', 'aluno', 'professor']);
    expect(await verdict(client.deleteCurso({ idCurso: 'a' }, both))).toBe('OK');
  });

  it('of staff are needed to see drafts', async () => {
    const { client } = await guarded(CursosServiceService);
    const drafts = { idCurso: 'a', incluirRascunhos: true };
    expect(await verdict(client.getCurso(drafts, await by(['ana', 'aluno'])))).toBe(
      'PERMISSION_DENIED CAMPO_RESTRITO',
    );
    expect(await verdict(client.getCurso(drafts, await by(['bia', 'professor'])))).toBe('OK');
    expect(
      await verdict(client.getCurso({ ...drafts, incluirRascunhos: false }, await by(['ana', 'aluno']))),
    ).toBe('OK');
  });

  it('do not open a method that has no rule', async () => {
    const definition = {
      nada: { ...CursosServiceService.deleteCurso, path: '/trilha.cursos.v1.CursosService/Nada' },
    };
    const { client } = await guarded(definition);
    expect(await verdict(client.nada({ idCurso: 'a' }, await by(['ana', 'operador'])))).toBe(
      'PERMISSION_DENIED PAPEL_SEM_PERMISSAO',
    );
  });
});

describe("a student's own data", () => {
  const unread = (idUsuario: string, user: readonly [string, ...Role[]], handle?: Handle) =>
    guarded(NotificacoesServiceService, handle).then(async ({ client }) =>
      verdict(client.getUnreadCount({ idUsuario }, await by(user))),
    );

  it('is theirs', async () => {
    expect(await unread('ana', ['ana', 'aluno'])).toBe('OK');
  });

  it("is nobody else's, but an operator's to see", async () => {
    expect(await unread('ana', ['bia', 'aluno'])).toBe('PERMISSION_DENIED DADOS_DE_OUTRO_USUARIO');
    expect(await unread('ana', ['bia', 'operador'])).toBe('OK');
  });

  it('is meant when they name nobody', async () => {
    const seen: unknown[] = [];
    await unread('', ['ana', 'aluno'], ({ idUsuario }) => seen.push(idUsuario) && {});
    expect(seen).toEqual(['ana']);
  });

  it('is named inside a message too, and the message must be there', async () => {
    const seen: unknown[] = [];
    const { client } = await guarded(NotificacoesServiceService, ({ contato }) => seen.push(contato) && {});
    const ana = await by(['ana', 'aluno']);
    expect(await verdict(client.setContato({ contato: { idUsuario: '', email: 'a@b.co' } }, ana))).toBe('OK');
    expect(seen).toEqual([{ idUsuario: 'ana', email: 'a@b.co' }]);
    expect(await verdict(client.setContato({ contato: { idUsuario: 'bia', email: '' } }, ana))).toBe(
      'PERMISSION_DENIED DADOS_DE_OUTRO_USUARIO',
    );
    expect(await verdict(client.setContato({ contato: undefined }, ana))).toBe(
      'INVALID_ARGUMENT CAMPOS_INVALIDOS',
    );
  });

  it('that only storage knows is compared by the service', async () => {
    const { client } = await guarded(NotificacoesServiceService, (_request, call) => {
      call.requireOwner('ana');
      return {};
    });
    const read = async (user: readonly [string, ...Role[]]) =>
      verdict(client.getNotificacao({ idNotificacao: 'n' }, await by(user)));
    expect(await read(['ana', 'aluno'])).toBe('OK');
    expect(await read(['bia', 'aluno'])).toBe('PERMISSION_DENIED DADOS_DE_OUTRO_USUARIO');
    expect(await read(['bia', 'operador'])).toBe('OK');
  });

  it('is withheld when the service forgot to compare, and that is a fault of ours', async () => {
    const { client, logged } = await guarded(NotificacoesServiceService);
    const read = async (user: readonly [string, ...Role[]]) =>
      verdict(client.getNotificacao({ idNotificacao: 'n' }, await by(user)));
    expect(await read(['ana', 'aluno'])).toBe('INTERNAL');
    expect(logged.join('')).toContain('answered without asking who owns what it told');
    expect(await read(['ana', 'operador'])).toBe('OK');
  });
});

describe('a service that calls another', () => {
  const register = async (options: { metadata: Metadata }): Promise<string> => {
    const { client } = await guarded(InsightsServiceService);
    return verdict(client.registerMetrics({ metrica: undefined }, options));
  };

  it('is let in by its own token', async () => {
    expect(await register(await by(undefined, 'chatbot'))).toBe('OK');
  });

  it('is let in while it acts for a student, where students have no say', async () => {
    expect(await register(await by(['ana', 'aluno']))).toBe('PERMISSION_DENIED PAPEL_SEM_PERMISSAO');
    expect(await register(await by(['ana', 'aluno'], 'chatbot'))).toBe('OK');
  });

  it('lets nobody reach by being passed on what they could not reach themselves', async () => {
    const { client } = await guarded(ChatbotServiceService);
    const request = {
      aulaContexto: 'x',
      duvida: 'y',
      idUsuario: 'bia',
      idCurso: '',
      idAula: '',
      idConversa: '',
      passagens: [],
      requestId: '',
    };
    expect(await verdict(client.resolveDuvida(request, await by(['ana', 'aluno'], 'cursos')))).toBe(
      'PERMISSION_DENIED DADOS_DE_OUTRO_USUARIO',
    );
    expect(await verdict(client.resolveDuvida(request, await by(undefined, 'cursos')))).toBe('OK');
  });

  it('is not let in by a token that does not hold', async () => {
    const options = await by(['ana', 'operador']);
    options.metadata.set(SERVICE_AUTHORIZATION_HEADER, 'Bearer lixo');
    expect(await register(options)).toBe('UNAUTHENTICATED TOKEN_INVALIDO');
  });

  it('may show its token as the caller, too', async () => {
    expect(await register(await by(['chatbot', 'servico']))).toBe('OK');
  });
});

describe('making a gate', () => {
  it('refuses a rule that looks at a field of a stream of requests', () => {
    const rule: AccessRule = {
      public: false,
      grants: [{ roles: ['aluno'], own: ['idUsuario'], ownStored: false, absent: undefined }],
    };
    const gatekeeper = createGatekeeper({ verifier: auth.verifier, ruleOf: () => rule });
    const method = { path: '/a.B/C', service: 'a.B', method: 'C', type: 'client_stream' } as const;
    expect(() => gatekeeper.gateOf(method)).toThrow(
      '/a.B/C: its rule looks at a field, but its requests are a stream',
    );
  });

  it('finds a rule for every method of the contracts that names roles there are', () => {
    const known = new Set<string>(['aluno', 'professor', 'operador', 'servico']);
    for (const { path } of Object.values(CursosServiceService)) {
      for (const { roles } of accessRuleOf(path)?.grants ?? [{ roles: ['none'] }]) {
        for (const role of roles ?? []) expect(known.has(role)).toBe(true);
      }
    }
  });
});
