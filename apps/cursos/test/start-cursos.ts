import { CursosServiceService } from '@trilha/proto-gen/cursos';
import { BadRequest, ErrorInfo } from '@trilha/proto-gen/rpc';
import {
  type Client,
  createClient,
  createStatusHandler,
  newId,
  RemoteError,
  startService,
  statusDetailsOf,
} from '@trilha/service-kit';
import {
  everyoneIs,
  FakeClock,
  silentLog,
  testClientConfig,
  testServerConfig,
} from '@trilha/service-kit/testing';
import { connectServices } from '../src/adapters/connect-services.js';
import { openStores } from '../src/adapters/open-stores.js';
import { createCasos } from '../src/app/casos.js';
import { createCursosService } from '../src/rpc/cursos-service.js';
import { type FakeServices, startFakeServices } from './fakes.js';

export type CursosClient = Client<typeof CursosServiceService>;

export interface RunningCursos {
  readonly client: CursosClient;
  readonly remote: FakeServices;
  readonly clock: FakeClock;
  readonly casos: ReturnType<typeof createCasos>;
  close(): Promise<void>;
}

/** The real server on a free port over SQL in memory, with real servers in the place of the services it calls. */
export async function startCursos(): Promise<RunningCursos> {
  const clock = new FakeClock();
  const remote = await startFakeServices();
  const stores = await openStores({ databaseFile: ':memory:', clock });
  const services = connectServices((definition, name) =>
    createClient(definition, remote.targets[name], { ...testClientConfig, name }),
  );
  const casos = createCasos({ ...stores, ...services, clock, newId, random: () => 0 });
  const getStatus = createStatusHandler({
    config: { service: 'cursos', version: '0.0.0' },
    clock,
    storage: stores.probe,
    dependencies: services.probes,
  });
  const server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services: [createCursosService({ casos, getStatus })],
  });
  const target = `127.0.0.1:${server.port}`;
  const client = createClient(CursosServiceService, target, { ...testClientConfig, name: 'cursos' });
  return {
    client,
    remote,
    clock,
    casos,
    close: async () => {
      client.close();
      await server.close();
      services.close();
      await stores.close();
      await remote.close();
    },
  };
}

/** What a refused call says. */
export async function refusalOf(call: Promise<unknown>): Promise<{
  code: number;
  message: string;
  reason: string;
  metadata: Record<string, string>;
  fields: string[];
}> {
  const error = await call.catch((e: unknown) => e);
  if (!(error instanceof RemoteError)) throw new Error('expected a refusal', { cause: error });
  const details = statusDetailsOf(error.metadata)?.details ?? [];
  const find = (type: string) =>
    details.find(({ typeUrl }) => typeUrl.endsWith(type))?.value ?? Buffer.alloc(0);
  const { reason, metadata } = ErrorInfo.decode(find('ErrorInfo'));
  const { fieldViolations } = BadRequest.decode(find('BadRequest'));
  return {
    code: error.code,
    message: error.message,
    reason,
    metadata,
    fields: fieldViolations.map(({ field }) => field).sort(),
  };
}
