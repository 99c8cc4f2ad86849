import { createMetrics, type Metrics, type RpcMethod } from './metrics.js';

const GET_CURSO: RpcMethod = {
  service: 'trilha.cursos.v1.CursosService',
  method: 'GetCurso',
  type: 'unary',
};
const LABELS = 'grpc_type="unary",grpc_service="trilha.cursos.v1.CursosService",grpc_method="GetCurso"';

const create = (): Metrics => createMetrics({ service: 'cursos', version: '1.2.3' });

async function sampleOf(metrics: Metrics, series: string): Promise<number | undefined> {
  const line = (await metrics.text()).split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe('metrics of RPCs', () => {
  it('count calls that began and calls that ended by status', async () => {
    const metrics = create();
    const meter = metrics.serverMeter(GET_CURSO);
    for (let call = 0; call < 3; call += 1) meter.started();
    meter.handled('OK', 0.001);
    meter.handled('NOT_FOUND', 0.001);
    const handled = `grpc_server_handled_total{${LABELS},grpc_code=`;
    expect(await sampleOf(metrics, `grpc_server_started_total{${LABELS}}`)).toBe(3);
    expect(await sampleOf(metrics, `${handled}"OK"}`)).toBe(1);
    expect(await sampleOf(metrics, `${handled}"NOT_FOUND"}`)).toBe(1);
    expect(await sampleOf(metrics, `${handled}"INTERNAL"}`)).toBeUndefined();
  });

  it('put a duration into every bucket that holds it, its bound included', async () => {
    const metrics = create();
    const meter = metrics.serverMeter(GET_CURSO);
    for (const seconds of [0.0004, 0.0005, 0.3, 11]) meter.handled('OK', seconds);
    const name = 'grpc_server_handling_seconds';
    const bucket = (le: string) => sampleOf(metrics, `${name}_bucket{${LABELS},le="${le}"}`);
    expect(await bucket('0.0005')).toBe(2);
    expect(await bucket('0.25')).toBe(2);
    expect(await bucket('0.5')).toBe(3);
    expect(await bucket('10')).toBe(3);
    expect(await bucket('+Inf')).toBe(4);
    expect(await sampleOf(metrics, `${name}_count{${LABELS}}`)).toBe(4);
    expect(await sampleOf(metrics, `${name}_sum{${LABELS}}`)).toBeCloseTo(11.3009, 10);
  });

  it('survive a duration that is no number', async () => {
    const metrics = create();
    metrics.serverMeter(GET_CURSO).handled('OK', Number.NaN);
    expect(await sampleOf(metrics, `grpc_server_handling_seconds_sum{${LABELS}}`)).toBe(0);
    expect(await sampleOf(metrics, `grpc_server_handling_seconds_count{${LABELS}}`)).toBe(1);
  });

  it('count a status that gRPC does not have as UNKNOWN', async () => {
    const metrics = create();
    metrics.serverMeter(GET_CURSO).handled('constructor', 0.1);
    expect(await metrics.text()).not.toContain('constructor');
    expect(await sampleOf(metrics, `grpc_server_handled_total{${LABELS},grpc_code="UNKNOWN"}`)).toBe(1);
  });

  it('keep client calls apart by the service called', async () => {
    const metrics = create();
    metrics.clientMeter(GET_CURSO, 'cursos').started();
    metrics.clientMeter(GET_CURSO, 'outro').started();
    metrics.clientMeter(GET_CURSO, 'outro').started();
    expect(await sampleOf(metrics, `grpc_client_started_total{target="cursos",${LABELS}}`)).toBe(1);
    expect(await sampleOf(metrics, `grpc_client_started_total{target="outro",${LABELS}}`)).toBe(2);
  });

  it('tell the state of a breaker at the time of the scrape', async () => {
    const metrics = create();
    let state: 'closed' | 'open' = 'closed';
    metrics.breakerState('midia', () => state);
    const open = 'grpc_client_breaker_state{target="midia",state="open"}';
    expect(await sampleOf(metrics, open)).toBe(0);
    state = 'open';
    expect(await sampleOf(metrics, open)).toBe(1);
    expect(await sampleOf(metrics, 'grpc_client_breaker_state{target="midia",state="closed"}')).toBe(0);
  });
});

describe('metrics of a service', () => {
  it('say what runs', async () => {
    const info = `trilha_build_info{service="cursos",version="1.2.3",node="${process.versions.node}"}`;
    expect(await sampleOf(create(), info)).toBe(1);
  });

  it('count what the domain counts', async () => {
    const metrics = create();
    metrics.counter('trilha_inscricoes_total', 'Enrolments.', ['origem']).inc({ origem: 'rest' }, 2);
    expect(await sampleOf(metrics, 'trilha_inscricoes_total{origem="rest"}')).toBe(2);
  });

  it('refuse a counter that is not named like one', () => {
    expect(() => create().counter('trilha_inscricoes', 'Enrolments.')).toThrow(TypeError);
  });

  it('read a gauge on each scrape and leave it out while it fails', async () => {
    const metrics = create();
    let fails = false;
    metrics.gauge('trilha_outbox_events', 'Events that wait.', async () => {
      if (fails) throw new Error('disk');
      return 7;
    });
    expect(await sampleOf(metrics, 'trilha_outbox_events')).toBe(7);
    fails = true;
    expect(await sampleOf(metrics, 'trilha_outbox_events')).toBeUndefined();
    expect(await sampleOf(metrics, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('of two services in one process do not mix', async () => {
    const [one, other] = [create(), create()];
    one.serverMeter(GET_CURSO).started();
    one.counter('trilha_inscricoes_total', 'Enrolments.').inc();
    expect(await sampleOf(other, `grpc_server_started_total{${LABELS}}`)).toBeUndefined();
    expect(await sampleOf(other, 'trilha_inscricoes_total')).toBeUndefined();
    expect(await sampleOf(other, 'process_cpu_seconds_total')).toBeGreaterThan(0);
  });

  it('tell how late the event loop was', async () => {
    const metrics = create();
    let lag = 0;
    // The first look of the monitor measures nothing, so more than one delay may be needed.
    while (lag < 0.05) {
      const until = performance.now() + 100;
      while (performance.now() < until);
      await new Promise((resolve) => setImmediate(resolve));
      lag = (await sampleOf(metrics, 'nodejs_eventloop_lag_max_seconds')) ?? 0;
    }
    expect(lag).toBeLessThan(10);
    expect(await sampleOf(metrics, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  });
});
