import { Client, credentials, status } from '@grpc/grpc-js';
import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { createClient, type StatusProbe } from '../src/index.js';
import { testClientConfig, testServerConfig } from '../src/testing/index.js';
import { failureOf, Scene } from './eco.js';

const ECO = 'trilha.teste.v1.Eco';
let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.close());

const healthOf = ({ port }: { readonly port: number }) =>
  scene.keep(createClient(HealthService, `127.0.0.1:${port}`, { ...testClientConfig, name: 'eco' }));

/** A dependency that a test can take away. */
function dependency(name: string, required: boolean) {
  const state = { there: true };
  const probe: StatusProbe = {
    name,
    address: name,
    required,
    probe: async () => {
      if (!state.there) throw new Error(`${name} não responde`);
    },
  };
  return { state, probe };
}

describe('health', () => {
  it('tells of the server and of each of its services', async () => {
    const health = healthOf(await scene.serve({}));
    expect(await health.check({ service: '' })).toEqual({ status: Serving.SERVING });
    expect(await health.check({ service: ECO })).toEqual({ status: Serving.SERVING });
    expect(Object.keys((await health.list({})).statuses).sort()).toEqual(['', ECO]);
  });

  it('knows no other service, and a watcher of one waits for it', async () => {
    const health = healthOf(await scene.serve({}));
    expect((await failureOf(health.check({ service: 'outro' }))).code).toBe(status.NOT_FOUND);
    for await (const { status: state } of health.watch({ service: 'outro' })) {
      expect(state).toBe(Serving.SERVICE_UNKNOWN);
      break;
    }
  });

  it('follows a required dependency, away and back, for everyone who asks', async () => {
    const { state, probe } = dependency('sqlite', true);
    const running = await scene.serve({}, { probes: [probe] });
    const health = healthOf(running);
    const seen: Serving[] = [];
    for await (const { status: now } of health.watch({ service: ECO })) {
      seen.push(now);
      if (seen.length === 1) {
        state.there = false;
        expect(await running.notReady()).toEqual(['sqlite']);
      } else if (seen.length === 2) {
        expect((await health.check({ service: '' })).status).toBe(Serving.NOT_SERVING);
        expect((await health.list({})).statuses[ECO]).toEqual({ status: Serving.NOT_SERVING });
        state.there = true;
        expect(await running.notReady()).toEqual([]);
      } else break;
    }
    expect(seen).toEqual([Serving.SERVING, Serving.NOT_SERVING, Serving.SERVING]);
  });

  it('does not start as serving without what it requires', async () => {
    const { state, probe } = dependency('sqlite', true);
    state.there = false;
    const health = healthOf(await scene.serve({}, { probes: [probe] }));
    expect((await health.check({ service: '' })).status).toBe(Serving.NOT_SERVING);
  });

  it('goes on without a dependency that it can do without', async () => {
    const { state, probe } = dependency('midia', false);
    state.there = false;
    const running = await scene.serve({}, { probes: [probe] });
    expect(await running.notReady()).toEqual([]);
    expect((await healthOf(running).check({ service: '' })).status).toBe(Serving.SERVING);
  });

  it('is not there when it is switched off', async () => {
    const running = await scene.serve({}, { server: { ...testServerConfig, healthCheckEnabled: false } });
    expect((await failureOf(healthOf(running).check({ service: '' }))).code).toBe(status.UNIMPLEMENTED);
  });
});

describe('reflection', () => {
  const same = (bytes: Buffer): Buffer => bytes;

  /** One request and its answer; field 7 of the request asks for the services, field 4 for the file of a symbol. */
  const ask = (port: number, version: string, request: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
      scene.keep(client);
      const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
      const call = client.makeBidiStreamRequest(path, same, same);
      call.on('data', resolve).on('error', reject);
      call.write(request);
      call.end();
    });
  const field = (number: number, text: string): Buffer =>
    Buffer.concat([Buffer.from([(number << 3) | 2, Buffer.byteLength(text)]), Buffer.from(text)]);

  it.each(['v1', 'v1alpha'])('%s lists the services of the contracts', async (version) => {
    const { port } = await scene.serve({});
    const answer = (await ask(port, version, field(7, ''))).toString('latin1');
    for (const name of ['trilha.cursos.v1.CursosService', 'trilha.midia.v1.MidiaService']) {
      expect(answer).toContain(name);
    }
  });

  it.each(['v1', 'v1alpha'])('%s gives the file of a symbol', async (version) => {
    const { port } = await scene.serve({});
    const answer = await ask(port, version, field(4, 'trilha.cursos.v1.CursosService'));
    expect(answer.toString('latin1')).toContain('trilha/cursos/v1/cursos_service.proto');
  });

  it('is not there when it is switched off', async () => {
    const { port } = await scene.serve({}, { server: { ...testServerConfig, reflectionEnabled: false } });
    await expect(ask(port, 'v1', field(7, ''))).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });
});
