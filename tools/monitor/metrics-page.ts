import { FAULT_CODES, isHousekeeping, LATENCY_BUCKETS, type Totals } from '@trilha/service-kit';
import { parseMetrics, type Sample } from './parse-metrics.js';

/** What the monitor takes from the metrics page of one service. */
export interface MetricsPage {
  /** Calls served since the process began; HTTP requests of the gateway. */
  readonly totals: Totals;
  /** Unix time in seconds. */
  readonly startedAt: number | undefined;
  /** Targets whose circuit breaker is not closed, with its state. */
  readonly breakers: Readonly<Record<string, string>>;
  /** Of ingestion. */
  readonly pipeline: Pipeline | undefined;
}

/** Where the analysis of events stands. */
export interface Pipeline {
  readonly records: number;
  readonly finalised: number;
  /** Records on disk whose analysis is not. */
  readonly pending: number;
  readonly labels: number;
  readonly drifts: number;
  /** Measures of the model by name. */
  readonly quality: Readonly<Record<string, number>>;
}

/** Routes by which the gateway is watched. */
const WATCHED_BY = new Set(['/healthz', '/readyz', '/status']);

export function readMetricsPage(text: string): MetricsPage {
  const samples = parseMetrics(text);
  const find = (name: string): Sample | undefined => samples.find((sample) => sample.name === name);
  const served = samples.some(({ name }) => name === 'http_server_requests_total') ? HTTP : GRPC;
  return {
    totals: totalsOf(samples, served),
    startedAt: find('process_start_time_seconds')?.value,
    breakers: Object.fromEntries(
      samples
        .filter(({ name, value, labels }) => {
          return name === 'grpc_client_breaker_state' && value === 1 && labels.state !== 'closed';
        })
        .map(({ labels }) => [labels.target ?? '', labels.state ?? '']),
    ),
    pipeline: find('trilha_ingestion_records') === undefined ? undefined : pipelineOf(samples),
  };
}

interface Family {
  readonly count: string;
  readonly histogram: string;
  readonly counts: (labels: Sample['labels']) => boolean;
  readonly isFault: (labels: Sample['labels']) => boolean;
}

const GRPC: Family = {
  count: 'grpc_server_handled_total',
  histogram: 'grpc_server_handling_seconds_bucket',
  counts: ({ grpc_service = '', grpc_method = '' }) => !isHousekeeping(grpc_service, grpc_method),
  isFault: ({ grpc_code = '' }) => FAULT_CODES.has(grpc_code),
};
const HTTP: Family = {
  count: 'http_server_requests_total',
  histogram: 'http_server_request_duration_seconds_bucket',
  counts: ({ route = '' }) => !WATCHED_BY.has(route),
  isFault: ({ status }) => Number(status) >= 500,
};

function totalsOf(samples: readonly Sample[], { count, histogram, counts, isFault }: Family): Totals {
  const cumulative = new Float64Array(LATENCY_BUCKETS.length + 1);
  let [calls, faults] = [0, 0];
  for (const { name, labels, value } of samples) {
    if (!counts(labels)) continue;
    if (name === count) {
      calls += value;
      if (isFault(labels)) faults += value;
    } else if (name === histogram) {
      const bucket =
        labels.le === '+Inf' ? LATENCY_BUCKETS.length : LATENCY_BUCKETS.indexOf(Number(labels.le));
      if (bucket >= 0) cumulative[bucket] = (cumulative[bucket] ?? 0) + value;
    }
  }
  return { calls, faults, buckets: cumulative.map((upTo, i) => upTo - (cumulative[i - 1] ?? 0)) };
}

function pipelineOf(samples: readonly Sample[]): Pipeline {
  const value = (name: string): number =>
    samples.find((sample) => sample.name === `trilha_ingestion_${name}`)?.value ?? Number.NaN;
  return {
    records: value('records'),
    finalised: value('finalised'),
    pending: value('pending'),
    labels: value('labels'),
    drifts: value('drifts'),
    quality: Object.fromEntries(
      samples
        .filter(({ name }) => name === 'trilha_ingestion_model_quality')
        .map(({ labels, value }) => [labels.measure ?? '', value]),
    ),
  };
}
