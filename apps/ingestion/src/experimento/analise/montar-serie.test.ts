import { LEI_DE_EXEMPLO, sumarioDeExemplo } from '../sumario.fixture.js';
import type { Serie } from './sumario.js';

const { series } = sumarioDeExemplo();
const [serie] = series as readonly [Serie];

describe('montarSerie', () => {
  it('puts the repetitions of each load together, the smallest load first', () => {
    expect(serie.fechada.map(({ carga, repeticoes }) => [carga.instancias, repeticoes])).toEqual(
      [1, 2, 5, 10, 15, 20].map((instancias) => [instancias, 2]),
    );
    expect(serie.aberta.map(({ carga }) => carga)).toEqual(
      [1_000, 2_000, 3_500].map((porSegundo) => ({ tipo: 'aberta', instancias: 2, porSegundo })),
    );
  });

  it('takes percentiles over the events of all repetitions', () => {
    const [um] = serie.fechada;
    expect(um?.latencia.quantas).toBeGreaterThan(1.9 * 3 * (um?.vazao.media as number) * 0.95);
    expect(um?.vazao.minima).toBeLessThanOrEqual(um?.vazao.media as number);
  });

  it('finds the law behind the throughput, and its knee', () => {
    expect(serie.lei?.sigma).toBeCloseTo(LEI_DE_EXEMPLO.sigma, 1);
    expect(serie.lei?.kappa).toBeCloseTo(LEI_DE_EXEMPLO.kappa, 3);
    expect(serie.joelho).toMatchObject({ tipo: 'na faixa' });
  });

  it('gives stages that add up to the mean latency', () => {
    for (const { etapas, latencia } of serie.fechada) {
      const soma = etapas.reduce((toda, { filaMs, servicoMs }) => toda + filaMs + servicoMs, 0);
      expect(soma).toBeCloseTo(latencia.mediaMs, 6);
    }
  });
});
