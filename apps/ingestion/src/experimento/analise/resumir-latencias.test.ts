import { curvaDePercentis, resumirLatencias } from './resumir-latencias.js';

const deUmAMil = Float64Array.from({ length: 1_000 }, (_, i) => 1_000 - i);

describe('resumirLatencias', () => {
  it('names values that were measured', () => {
    expect(resumirLatencias(deUmAMil)).toEqual({
      quantas: 1_000,
      mediaMs: 500.5,
      p50Ms: 500,
      p90Ms: 900,
      p99Ms: 990,
      p999Ms: 999,
      maximaMs: 1_000,
    });
  });

  it('is the one value there is', () => {
    expect(resumirLatencias(Float64Array.of(7))).toMatchObject({ p50Ms: 7, p999Ms: 7, maximaMs: 7 });
  });

  it('is nothing for nothing', () => {
    expect(resumirLatencias(new Float64Array(0))).toBeUndefined();
  });
});

it('draws the curve of percentiles no further than the values can tell', () => {
  const curva = curvaDePercentis(deUmAMil);
  expect(curva[0]).toEqual({ por: 0, ms: 1 });
  expect(curva.at(-1)?.por).toBeCloseTo(99.9, 6);
  expect(curva.every(({ ms }, i) => i === 0 || ms >= (curva[i - 1]?.ms as number))).toBe(true);
});
