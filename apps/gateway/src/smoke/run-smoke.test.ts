import { createHash } from 'node:crypto';
import { descriptorRegistry } from '@trilha/proto-gen';
import { HttpBody } from '@trilha/proto-gen/api';
import { Midia, MidiaServiceService } from '@trilha/proto-gen/midia';
import {
  bindService,
  createStatusHandler,
  type Implementation,
  PLAINTEXT,
  type RunningService,
  startService,
  systemClock,
} from '@trilha/service-kit';
import { DomainError } from '@trilha/service-kit/base';
import { everyoneIs, silentLog, testServerConfig } from '@trilha/service-kit/testing';
import { createGrpcTransport } from './grpc-transport.js';
import { runSmoke, SCENARIOS } from './run-smoke.js';
import { midiaScenario } from './scenarios/midia.js';
import type { StepResult } from './step.js';

type Handlers = Implementation<typeof MidiaServiceService>;

/** A midia that keeps its files in memory: the least that does all it says. */
function memoryMidia(): Handlers {
  const kept = new Map<string, { midia: Midia; bytes: Buffer }>();
  const find = (id: string) => {
    const found = kept.get(id);
    if (found === undefined) throw new DomainError('not-found', 'MIDIA_NAO_ENCONTRADA', 'Não há');
    return found;
  };
  return {
    getStatus: createStatusHandler({ config: { service: 'midia', version: '1' }, clock: systemClock }),
    uploadMedia: async (parts) => {
      const pieces: Buffer[] = [];
      let nome = '';
      let idCurso = '';
      for await (const part of parts) {
        nome ||= part.nome;
        idCurso ||= part.idCurso;
        pieces.push(part.conteudo?.data ?? Buffer.alloc(0));
      }
      const bytes = Buffer.concat(pieces);
      const midia = Midia.fromPartial({
        id: `m-${kept.size}`,
        idCurso,
        nome,
        tipoConteudo: 'application/pdf',
        tamanhoBytes: BigInt(bytes.length),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      });
      kept.set(midia.id, { midia, bytes });
      return midia;
    },
    getMedia: async ({ idCurso }) => ({
      midias: [...kept.values()].map(({ midia }) => midia).filter((midia) => midia.idCurso === idCurso),
      nextPageToken: '',
    }),
    getMediaInfo: async ({ idMidia }) => find(idMidia).midia,
    downloadMedia: async function* ({ idMidia }) {
      const { bytes, midia } = find(idMidia);
      yield HttpBody.fromPartial({ contentType: midia.tipoConteudo, data: bytes });
    },
    deleteMedia: async ({ idMidia }) => {
      kept.delete(find(idMidia).midia.id);
      return {};
    },
  };
}

const running: RunningService[] = [];

afterEach(() => Promise.all(running.splice(0).map((server) => server.close())));

async function smoke(handlers: Handlers): Promise<StepResult[]> {
  const services = [bindService(MidiaServiceService, handlers)];
  const server = await startService({
    gatekeeper: everyoneIs(),
    server: testServerConfig,
    log: silentLog,
    services,
  });
  running.push(server);
  const transport = createGrpcTransport(() => `127.0.0.1:${server.port}`, {
    timeoutMs: 5_000,
    token: 'any',
    channel: PLAINTEXT.channel,
  });
  try {
    return await runSmoke({ transports: [transport], scenarios: [midiaScenario], onResult: () => {} });
  } finally {
    transport.close();
  }
}

const failedSteps = (results: readonly StepResult[]): string[] =>
  results.filter(({ ok }) => !ok).map(({ rpc }) => rpc.split('/')[1] ?? '');

describe('the smoke client', () => {
  it('passes a service that does what it says', async () => {
    const results = await smoke(memoryMidia());
    expect(failedSteps(results)).toEqual([]);
    expect(results).toHaveLength(6);
  });

  it('turns red when a handler answers well and stores nothing', async () => {
    const planted = {
      ...memoryMidia(),
      uploadMedia: async () => Midia.fromPartial({ id: 'm-0', nome: 'apostila.pdf' }),
    };
    expect(failedSteps(await smoke(planted))).toEqual([
      'UploadMedia',
      'GetMediaInfo',
      'GetMedia',
      'DownloadMedia',
      'DeleteMedia',
    ]);
  });

  it('turns red when deleting deletes nothing, and only there', async () => {
    expect(failedSteps(await smoke({ ...memoryMidia(), deleteMedia: async () => ({}) }))).toEqual([
      'DeleteMedia',
    ]);
  });

  it('names an RPC that no step exercises', async () => {
    const scenario = { service: midiaScenario.service, run: async () => {} };
    const transport = createGrpcTransport(() => '127.0.0.1:1', {
      timeoutMs: 100,
      token: 'any',
      channel: PLAINTEXT.channel,
    });
    const results = await runSmoke({ transports: [transport], scenarios: [scenario], onResult: () => {} });
    transport.close();
    expect(results.map(({ error }) => error)).toEqual(Array(6).fill('no step exercises it'));
  });

  it('has a scenario for every service of the contracts', () => {
    const contracts = [...descriptorRegistry()].filter(
      ({ kind, typeName }) => kind === 'service' && typeName.startsWith('trilha.'),
    );
    expect(SCENARIOS.map(({ service }) => service).sort()).toEqual(
      contracts.map(({ typeName }) => typeName).sort(),
    );
  });
});
