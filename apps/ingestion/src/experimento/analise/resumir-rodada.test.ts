import { filaMM1 } from './fila-mm1.fixture.js';
import { RodadaCurta, resumirRodada } from './resumir-rodada.js';

/** 60 % loaded: mean stay 1 / (100 − 60) = 25 ms, 1.5 events present. */
const [LAMBDA, MU] = [60, 100];

describe('resumirRodada on an M/M/1 queue', () => {
  const rodada = resumirRodada(filaMM1(LAMBDA, MU, 200_000, 1), 10_000);

  it('finds the throughput', () => {
    expect(rodada.finalizadosPorSegundo / LAMBDA).toBeCloseTo(1, 1);
  });

  it('finds the mean stay and its percentiles, which are those of an exponential distribution', () => {
    const { mediaMs, p50Ms, p90Ms, p99Ms, p999Ms } = rodada.resumo;
    const estadaMs = 1_000 / (MU - LAMBDA);
    for (const [achado, teoria] of [
      [mediaMs, estadaMs],
      [p50Ms, estadaMs * Math.log(2)],
      [p90Ms, estadaMs * Math.log(10)],
      [p99Ms, estadaMs * Math.log(100)],
    ] as const) {
      expect(Math.abs(achado / teoria - 1)).toBeLessThan(0.05);
    }
    expect(Math.abs(p999Ms / (estadaMs * Math.log(1_000)) - 1)).toBeLessThan(0.15);
  });

  it("agrees with Little's law, and with how many are present in theory", () => {
    expect(Math.abs(rodada.little.desvio)).toBeLessThan(0.001);
    expect(Math.abs(rodada.little.presentes / (LAMBDA / (MU - LAMBDA)) - 1)).toBeLessThan(0.05);
  });

  it('tells waiting from service, and both add up to the latency', () => {
    const [noServidor] = rodada.decomposicao.etapas.filter(({ etapa }) => etapa === 'servidor');
    expect(Math.abs((noServidor?.servicoMs as number) / (1_000 / MU) - 1)).toBeLessThan(0.02);
    expect(Math.abs((noServidor?.filaMs as number) / (25 - 10) - 1)).toBeLessThan(0.08);
    const soma = rodada.decomposicao.etapas.reduce(
      (toda, { filaMs, servicoMs }) => toda + filaMs + servicoMs,
      0,
    );
    expect(soma).toBeCloseTo(rodada.resumo.mediaMs, 6);
  });
});

it('refuses a run that ended before the warm-up did', () => {
  expect(() => resumirRodada(filaMM1(LAMBDA, MU, 100, 1), 10_000)).toThrow(RodadaCurta);
});
