import { juntarEnviosERegistros } from './juntar-envios-e-registros.js';
import { latenciaMs, type Medida } from './medida.js';

const ADIANTADO_MS = 7_000;

/** Sent by a clock that is seven seconds behind that of the server; final after 50 ms in truth. */
const medidas = (instancia: string, atrasadoMs: number): Medida[] =>
  Array.from({ length: 200 }, (_, i) => {
    const sentiuMs = 1_000_000 + i * 7;
    const eventId = `${instancia}-${i}`;
    const envioMs = sentiuMs - atrasadoMs;
    return {
      envio: {
        ...{ eventId, tipo: 'transacao', instancia, previstoMs: envioMs, envioMs, resultado: 'aceito' },
        respostaMs: sentiuMs + 2.2 + (i % 3) - atrasadoMs,
      },
      registro: {
        ...{ eventId, tipo: 'transacao', estado: 'finalizado', recebidoMs: sentiuMs },
        lote: { duravelMs: sentiuMs + 2, finalizadoMs: sentiuMs + 50, etapas: [] },
      },
    };
  });

const juntar = (mesmoRelogio: boolean) => {
  const todas = [...medidas('perto', 0), ...medidas('longe', ADIANTADO_MS)];
  return juntarEnviosERegistros({
    envios: todas.map(({ envio }) => envio),
    registros: todas.map(({ registro }) => registro),
    mesmoRelogio,
    exclusivo: true,
  });
};

describe('juntarEnviosERegistros', () => {
  it('brings the times of every sender to the clock of the server', () => {
    const { correlacao, relogios } = juntar(false);
    const longe = relogios.find(({ instancia }) => instancia === 'longe');
    expect(Math.abs((longe?.diferencaMs as number) - ADIANTADO_MS)).toBeLessThanOrEqual(
      longe?.incertezaMs as number,
    );
    expect(longe?.incertezaMs).toBeLessThan(1);
    for (const medida of correlacao.medidas) expect(Math.abs(latenciaMs(medida) - 50)).toBeLessThan(1);
  });

  it('leaves times as they are where there is one clock, and tells the difference all the same', () => {
    const { correlacao, relogios } = juntar(true);
    expect(Math.max(...correlacao.medidas.map(latenciaMs))).toBe(50 + ADIANTADO_MS);
    expect(relogios.map(({ instancia }) => instancia)).toEqual(['perto', 'longe']);
  });
});
