import { HealthService, HealthCheckResponse_ServingStatus as Serving } from '@trilha/proto-gen/health';
import { createClient as createKitClient, type Client as KitClient } from '@trilha/service-kit';
import { testClientConfig } from '@trilha/service-kit/testing';
import { type Line, startLine } from './fixture/line.js';
import { BIBLIOTECA, type Fixture, startFixture } from './fixture/start-fixture.js';

const VIZINHO = 'fixture.vizinho.v1.VizinhoService';

let fixture: Fixture;
let line: Line;
let health: KitClient<typeof HealthService>;

beforeEach(async () => {
  fixture = await startFixture(
    {},
    {
      through: async (target) => {
        line = await startLine(target);
        return line.target;
      },
    },
  );
  const target = `127.0.0.1:${fixture.gateway.grpcPort}`;
  health = createKitClient(HealthService, target, { ...testClientConfig, name: 'gateway' });
});

afterEach(async () => {
  health.close();
  await fixture.close();
  await line.cut();
});

describe('health of the gateway', () => {
  it.each([
    ['the gateway itself', '', Serving.SERVING],
    ['a service, as it says itself', BIBLIOTECA, Serving.SERVING],
    ['a service that is down', VIZINHO, Serving.NOT_SERVING],
  ])('tells of %s', async (_whose, service, expected) => {
    expect(await health.check({ service })).toEqual({ status: expected });
  });

  it('lists all', async () => {
    const { statuses } = await health.list({});
    expect(statuses).toEqual({
      '': { status: Serving.SERVING },
      [BIBLIOTECA]: { status: Serving.SERVING },
      [VIZINHO]: { status: Serving.NOT_SERVING },
    });
  });

  it('refuses a name that is no service', async () => {
    await expect(health.check({ service: 'outro' })).rejects.toMatchObject({ code: 5 });
  });

  it('tells who watches that a service went and came back', async () => {
    const seen: Serving[] = [];
    for await (const { status } of health.watch({ service: BIBLIOTECA }, { timeoutMs: 60_000 })) {
      seen.push(status);
      if (seen.length === 1) await line.cut();
      else if (seen.length === 2) await line.mend();
      else break;
    }
    expect(seen).toEqual([Serving.SERVING, Serving.NOT_SERVING, Serving.SERVING]);
  });

  it('tells who watches the gateway that it closes', async () => {
    const seen: Serving[] = [];
    for await (const { status } of health.watch({ service: '' }, { timeoutMs: 60_000 })) {
      seen.push(status);
      if (seen.length === 1) void fixture.gateway.close();
    }
    expect(seen).toEqual([Serving.SERVING, Serving.NOT_SERVING]);
  });

  it('tells who watches a name that is no service', async () => {
    for await (const { status } of health.watch({ service: 'outro' })) {
      expect(status).toBe(Serving.SERVICE_UNKNOWN);
      break;
    }
  });
});
