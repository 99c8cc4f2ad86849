import { ComputeError } from '@trilha/pipeline/compute';
import { loadReport } from './load-report.js';
import { type Asked, csvOf, runLoad, type Sample } from './run-load.js';

/** A clock on which every answer takes as many milliseconds as it is told. */
const loadOf = async (callers: readonly Asked[], requests = 2): Promise<readonly Sample[]> => {
  let nowMs = 0;
  return runLoad({ callers, requests, size: 10, expected: 4, onEnd: () => {}, nowMs: () => nowMs++ });
};

describe('a load', () => {
  it('asks of each caller one request after the other', async () => {
    let [inFlight, most] = [0, 0];
    const asked: Asked = {
      call: async (cmd, fields) => {
        expect([cmd, fields]).toEqual(['compute', { n: 10 }]);
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise((resolve) => setImmediate(resolve));
        inFlight -= 1;
        return 4;
      },
    };
    const samples = await loadOf([asked, asked, asked], 4);
    expect([samples.length, most]).toEqual([12, 3]);
    expect(samples.every(({ outcome }) => outcome === 'OK')).toBe(true);
  });

  it('tells wrong answers, refusals and missing answers apart', async () => {
    const failing = (error: Error): Asked => ({ call: () => Promise.reject(error) });
    const samples = await loadOf(
      [
        { call: async () => 5 },
        failing(new ComputeError('OVERLOADED', 'cheia')),
        failing(new Error('a conexão foi encerrada')),
      ],
      1,
    );
    expect(samples.map(({ outcome }) => outcome)).toEqual(['WRONG', 'OVERLOADED', 'LOST']);
  });

  it('reports rate and percentiles of the right answers only', () => {
    const sample = (latencyMs: number, outcome = 'OK'): Sample => ({
      caller: 0,
      request: 0,
      sentMs: 0,
      latencyMs,
      outcome,
      result: 4,
    });
    const samples = [...Array.from({ length: 100 }, (_, i) => sample(i + 1)), sample(1e6, 'WRONG')];
    const lines = loadReport(samples, 2)
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' '));
    expect(lines).toEqual([
      'pedidos 101',
      'respostas certas 100',
      ' WRONG 1',
      'duração 2,00 s',
      'vazão 50,00 pedidos/s',
      'latência média 50,50 ms',
      ' p50 50,00 ms',
      ' p90 90,00 ms',
      ' p99 99,00 ms',
      ' máxima 100,00 ms',
    ]);
  });

  it('writes a line for each request', async () => {
    expect(csvOf(await loadOf([{ call: async () => 4 }], 1))).toBe(
      'emissor,pedido,enviado_ms,latencia_ms,desfecho,resultado\n0,0,1.000,1.000,OK,4\n',
    );
  });
});
