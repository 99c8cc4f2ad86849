import { readMetricsPage } from './metrics-page.js';
import { parseMetrics } from './parse-metrics.js';

describe('parseMetrics', () => {
  it('reads names, labels with escapes, and numbers', () => {
    const text =
      '# HELP a b\na 1\nb_total{x="1",y="a\\"b\\\\c\\nd,e}"} 2.5e3\nc{le="+Inf"} +Inf 1700000000\n';
    expect(parseMetrics(text)).toEqual([
      { name: 'a', labels: {}, value: 1 },
      { name: 'b_total', labels: { x: '1', y: 'a"b\\c\nd,e}' }, value: 2_500 },
      { name: 'c', labels: { le: '+Inf' }, value: Number.POSITIVE_INFINITY },
    ]);
  });

  it('passes over what is no sample', () => {
    expect(parseMetrics('<html>\n\n{} 3\nname\n')).toEqual([]);
  });
});

describe('readMetricsPage', () => {
  const labels = 'grpc_type="unary",grpc_service="trilha.midia.v1.MidiaService"';
  const bucket = (le: string, value: number): string =>
    `grpc_server_handling_seconds_bucket{${labels},grpc_method="GetMedia",le="${le}"} ${value}`;

  it('adds up calls and faults, and leaves out those by which a service is watched', () => {
    const page = readMetricsPage(
      [
        `grpc_server_handled_total{${labels},grpc_method="GetMedia",grpc_code="OK"} 7`,
        `grpc_server_handled_total{${labels},grpc_method="GetMedia",grpc_code="NOT_FOUND"} 2`,
        `grpc_server_handled_total{${labels},grpc_method="GetMedia",grpc_code="INTERNAL"} 1`,
        `grpc_server_handled_total{${labels},grpc_method="GetStatus",grpc_code="OK"} 900`,
        'grpc_server_handled_total{grpc_service="grpc.health.v1.Health",grpc_method="Check",grpc_code="OK"} 900',
        bucket('0.0005', 4),
        bucket('0.001', 9),
        bucket('+Inf', 10),
        'process_start_time_seconds 1700000000',
      ].join('\n'),
    );
    expect([page.totals.calls, page.totals.faults, page.startedAt]).toEqual([10, 1, 1_700_000_000]);
    expect(Array.from(page.totals.buckets).slice(0, 2)).toEqual([4, 5]);
  });

  it('takes the HTTP requests of the gateway, a status of 500 or more for a fault', () => {
    const page = readMetricsPage(
      [
        'http_server_requests_total{method="GET",route="/cursos",status="200"} 5',
        'http_server_requests_total{method="GET",route="/cursos",status="404"} 2',
        'http_server_requests_total{method="GET",route="/cursos",status="503"} 1',
        'http_server_requests_total{method="GET",route="/status",status="200"} 400',
      ].join('\n'),
    );
    expect([page.totals.calls, page.totals.faults]).toEqual([8, 1]);
  });

  it('names the breakers that are not closed', () => {
    const page = readMetricsPage(
      [
        'grpc_client_breaker_state{target="midia",state="closed"} 1',
        'grpc_client_breaker_state{target="chatbot",state="closed"} 0',
        'grpc_client_breaker_state{target="chatbot",state="open"} 1',
      ].join('\n'),
    );
    expect(page.breakers).toEqual({ chatbot: 'open' });
  });

  it('reads where the pipeline stands, and how good its model is', () => {
    const page = readMetricsPage(
      [
        'trilha_ingestion_records 10',
        'trilha_ingestion_pending 3',
        'trilha_ingestion_finalised 7',
        'trilha_ingestion_model_quality{measure="f1"} 0.75',
      ].join('\n'),
    );
    expect(page.pipeline).toMatchObject({ records: 10, pending: 3, finalised: 7, quality: { f1: 0.75 } });
  });
});
