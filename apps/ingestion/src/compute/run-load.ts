import { ComputeError } from '@trilha/pipeline/compute';

/** Someone to ask; a connection may serve many. */
export interface Asked {
  call(cmd: string, fields: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface LoadOptions {
  /** One for each caller at a time. */
  readonly callers: readonly Asked[];
  /** Requests of each caller, one after the other. */
  readonly requests: number;
  /** The n of each request, and the right answer to it. */
  readonly size: number;
  readonly expected: number;
  /** Called as each request ends. */
  readonly onEnd: () => void;
  readonly nowMs: () => number;
}

/** One request and what became of it. */
export interface Sample {
  readonly caller: number;
  readonly request: number;
  /** Since the load began. */
  readonly sentMs: number;
  readonly latencyMs: number;
  /** `OK`, `WRONG`, a code of the protocol, or `LOST` when nothing came back. */
  readonly outcome: string;
  readonly result: unknown;
}

/** Every caller asks again as soon as it has its answer. Failures are samples like any other. */
export async function runLoad({
  callers,
  requests,
  size,
  expected,
  onEnd,
  nowMs,
}: LoadOptions): Promise<readonly Sample[]> {
  const beganMs = nowMs();
  const samples: Sample[] = [];
  const ask = async (asked: Asked): Promise<{ outcome: string; result?: unknown }> => {
    try {
      const result = await asked.call('compute', { n: size });
      return { outcome: result === expected ? 'OK' : 'WRONG', result };
    } catch (error) {
      return { outcome: error instanceof ComputeError ? error.code : 'LOST' };
    }
  };
  const callOn = async (asked: Asked, caller: number): Promise<void> => {
    for (let request = 0; request < requests; request++) {
      const sentMs = nowMs();
      const { outcome, result } = await ask(asked);
      const latencyMs = nowMs() - sentMs;
      samples.push({ caller, request, sentMs: sentMs - beganMs, latencyMs, outcome, result });
      onEnd();
    }
  };
  await Promise.all(callers.map(callOn));
  return samples;
}

/** A line for each request, in the order of their ends. */
export const csvOf = (samples: readonly Sample[]): string =>
  [
    'emissor,pedido,enviado_ms,latencia_ms,desfecho,resultado',
    ...samples.map(({ caller, request, sentMs, latencyMs, outcome, result }) =>
      [caller, request, sentMs.toFixed(3), latencyMs.toFixed(3), outcome, String(result ?? '')].join(','),
    ),
    '',
  ].join('\n');
