import { Sorte } from '../../gerador/sorte.js';
import {
  ajustarEscalabilidade,
  ajusteFraco,
  type Escalabilidade,
  joelhoDe,
  vazaoPrevista,
} from './escalabilidade.js';

const CONTAGENS = [1, 2, 5, 10, 15, 20];
const pontosDe = (lambda: number, sigma: number, kappa: number, contagens = CONTAGENS, ruido = () => 1) =>
  contagens.map((instancias) => ({
    instancias,
    porSegundo: vazaoPrevista({ lambda, sigma, kappa }, instancias) * ruido(),
  }));

describe('ajustarEscalabilidade', () => {
  it.each([
    [1_000, 0.05, 0.002],
    [250, 0.4, 0.0001],
    [9_000, 0, 0.01],
    [9_000, 0.2, 0],
    [40, 0, 0],
  ])('finds λ = %d, σ = %d, κ = %d again', (lambda, sigma, kappa) => {
    const lei = ajustarEscalabilidade(pontosDe(lambda, sigma, kappa));
    expect(lei?.lambda).toBeCloseTo(lambda, 4);
    expect(lei?.sigma).toBeCloseTo(sigma, 8);
    expect(lei?.kappa).toBeCloseTo(kappa, 8);
    expect(lei?.r2).toBeCloseTo(1, 8);
  });

  it('comes close when the measurements are noisy', () => {
    const sorte = new Sorte(7);
    const muitas = Array.from({ length: 20 }, () => CONTAGENS).flat();
    const lei = ajustarEscalabilidade(pontosDe(1_000, 0.05, 0.002, muitas, () => 1 + 0.03 * sorte.normal()));
    expect(Math.abs((lei?.sigma as number) / 0.05 - 1)).toBeLessThan(0.25);
    expect(Math.abs((lei?.kappa as number) / 0.002 - 1)).toBeLessThan(0.15);
  });

  it('takes no help from others for a loss, however much faster two are than twice one', () => {
    const lei = ajustarEscalabilidade(
      [100, 250, 700, 1_500].map((porSegundo, i) => ({ instancias: [1, 2, 5, 10][i] as number, porSegundo })),
    );
    expect(lei).toMatchObject({ sigma: 0, kappa: 0 });
  });

  it('knows when the points do not follow, and takes no flat curve for that', () => {
    const sorte = new Sorte(3);
    const espalhados = ajustarEscalabilidade(
      pontosDe(1_000, 0.3, 0.001, CONTAGENS, () => 0.4 + 1.2 * sorte.fracao()),
    );
    expect(ajusteFraco(espalhados as Escalabilidade)).toBe(true);
    const plana = ajustarEscalabilidade(pontosDe(1_000, 0.98, 0, CONTAGENS, () => 1 + 0.03 * sorte.normal()));
    expect(plana?.r2).toBeLessThan(0.9);
    expect(ajusteFraco(plana as Escalabilidade)).toBe(false);
  });

  it('fits nothing to fewer than four counts', () => {
    expect(ajustarEscalabilidade(pontosDe(1_000, 0.05, 0.002, [1, 2, 5, 5]))).toBeUndefined();
  });
});

describe('joelhoDe', () => {
  const lei = { lambda: 1_000, sigma: 0.05, kappa: 0.002 };

  it('is where no other count has more throughput', () => {
    const joelho = joelhoDe(lei, 30);
    expect(joelho).toEqual({
      tipo: 'na faixa',
      instancias: Math.sqrt(0.95 / 0.002),
      porSegundo: expect.any(Number),
    });
    for (let n = 1; n <= 100; n += 0.5) {
      expect(vazaoPrevista(lei, n)).toBeLessThanOrEqual((joelho as { porSegundo: number }).porSegundo);
    }
  });

  it('tells when it lies beyond what was measured', () => {
    expect(joelhoDe(lei, 20)).toEqual({ tipo: 'fora da faixa', instancias: Math.sqrt(0.95 / 0.002) });
  });

  it('is nowhere without crosstalk', () => {
    expect(joelhoDe({ ...lei, kappa: 0 }, 20)).toEqual({ tipo: 'sem joelho', tetoPorSegundo: 20_000 });
    expect(joelhoDe({ ...lei, kappa: 0, sigma: 0 }, 20)).toEqual({
      tipo: 'sem joelho',
      tetoPorSegundo: undefined,
    });
  });
});
