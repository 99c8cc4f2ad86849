import { methodOf } from '../server/method.js';
import { createMetrics } from './metrics.js';

const getCurso = methodOf({
  path: '/trilha.cursos.v1.CursosService/GetCurso',
  requestStream: false,
  responseStream: false,
});
const LABELS = 'grpc_type="unary",grpc_service="trilha.cursos.v1.CursosService",grpc_method="GetCurso"';

const opened = () => createMetrics({ service: 'cursos', version: '1.2.3' });
const linesOf = async (metrics: ReturnType<typeof opened>): Promise<readonly string[]> =>
  (await metrics.text()).split('\n');

describe('createMetrics', () => {
  it('counts what starts and what ends, by status', async () => {
    const metrics = opened();
    const meter = metrics.serverMeter(getCurso);
    for (const code of ['OK', 'OK', 'NOT_FOUND']) {
      meter.started();
      meter.handled(code, 0.001);
    }
    meter.started();
    const lines = await linesOf(metrics);
    expect(lines).toContain(`grpc_server_started_total{${LABELS}} 4`);
    expect(lines).toContain(`grpc_server_handled_total{${LABELS},grpc_code="OK"} 2`);
    expect(lines).toContain(`grpc_server_handled_total{${LABELS},grpc_code="NOT_FOUND"} 1`);
  });

  it('puts durations into buckets that add up', async () => {
    const metrics = opened();
    const meter = metrics.serverMeter(getCurso);
    for (const seconds of [0.0004, 0.0005, 0.003, 60]) meter.handled('OK', seconds);
    const lines = await linesOf(metrics);
    const bucket = (le: string) => `grpc_server_handling_seconds_bucket{${LABELS},le="${le}"}`;
    expect(lines).toContain(`${bucket('0.0005')} 2`);
    expect(lines).toContain(`${bucket('0.0025')} 2`);
    expect(lines).toContain(`${bucket('0.005')} 3`);
    expect(lines).toContain(`${bucket('10')} 3`);
    expect(lines).toContain(`${bucket('+Inf')} 4`);
    expect(lines).toContain(`grpc_server_handling_seconds_count{${LABELS}} 4`);
  });

  it('keeps the two sides and the targets of a method apart', async () => {
    const metrics = opened();
    metrics.clientMeter(getCurso, 'cursos').started();
    metrics.clientMeter(getCurso, 'outro').started();
    const lines = await linesOf(metrics);
    expect(lines).toContain(`grpc_client_started_total{${LABELS},target="cursos"} 1`);
    expect(lines).toContain(`grpc_client_started_total{${LABELS},target="outro"} 1`);
    expect(lines.filter((line) => line.startsWith('grpc_server_started_total{'))).toEqual([]);
  });

  it('gives one meter for a method, however often it is asked', async () => {
    const metrics = opened();
    metrics.serverMeter(getCurso).started();
    metrics.serverMeter(getCurso).started();
    expect(await linesOf(metrics)).toContain(`grpc_server_started_total{${LABELS}} 2`);
  });

  it('tells the state of each breaker as it is when it is read', async () => {
    const metrics = opened();
    let state: 'closed' | 'open' = 'closed';
    metrics.breakerState('midia', () => state);
    expect(await linesOf(metrics)).toContain('grpc_client_breaker_state{target="midia",state="closed"} 1');
    state = 'open';
    const lines = await linesOf(metrics);
    expect(lines).toContain('grpc_client_breaker_state{target="midia",state="closed"} 0');
    expect(lines).toContain('grpc_client_breaker_state{target="midia",state="open"} 1');
  });

  it('publishes what a service counts besides', async () => {
    const metrics = opened();
    metrics.counter('duvidas_total', 'Questions.', ['tutor']).inc({ tutor: 'offline' });
    metrics.gauge('fila', 'Waiting.', async () => 7);
    const lines = await linesOf(metrics);
    expect(lines).toContain('trilha_duvidas_total{tutor="offline"} 1');
    expect(lines).toContain('trilha_fila 7');
  });

  it('goes on without a number that can not be read', async () => {
    const metrics = opened();
    metrics.gauge('fila', 'Waiting.', async () => {
      throw new Error('database is closed');
    });
    const lines = await linesOf(metrics);
    expect(lines).toContain('trilha_fila Nan');
    expect(lines.some((line) => line.startsWith('trilha_build_info'))).toBe(true);
  });

  it('says which build runs, and how far the event loop lags', async () => {
    const text = await opened().text();
    expect(text).toContain(`trilha_build_info{service="cursos",version="1.2.3",node="${process.version}"} 1`);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
  });

  it('does not share a number with another registry', async () => {
    const [one, other] = [opened(), opened()];
    one.serverMeter(getCurso).started();
    expect((await other.text()).includes('grpc_server_started_total{')).toBe(false);
  });

  it('follows the rules of the exposition format and of naming', async () => {
    const metrics = opened();
    metrics.serverMeter(getCurso).handled('OK', 0.1);
    metrics.clientMeter(getCurso, 'cursos').handled('OK', 0.1);
    const typeOf = new Map<string, string>();
    const helped = new Set<string>();
    const series = new Set<string>();
    for (const line of await linesOf(metrics)) {
      const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) ([a-z_][a-z0-9_]*) (.+)$/.exec(line) ?? [];
      if (kind === 'HELP') helped.add(name);
      else if (kind === 'TYPE') typeOf.set(name, rest);
      else if (line !== '') {
        expect(line).toMatch(
          /^[a-z_][a-z0-9_]*(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (-?[0-9.e+-]+|Nan)$/,
        );
        const id = line.slice(0, line.lastIndexOf(' '));
        expect(series.has(id)).toBe(false);
        series.add(id);
        const family = line.replace(/[{ ].*$/, '');
        expect(typeOf.has(family) || typeOf.has(family.replace(/_(bucket|sum|count)$/, ''))).toBe(true);
      }
    }
    for (const [name, type] of typeOf) {
      expect(helped.has(name)).toBe(true);
      if (name.startsWith('grpc_') || name.startsWith('trilha_')) {
        expect(name.endsWith('_total')).toBe(type === 'counter');
      }
    }
  });
});
