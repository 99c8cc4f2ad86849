import { Sorte } from '../../gerador/sorte.js';
import { compararRelogios } from './relogios.js';

const idas = (adiantadoMs: number, semente: number) => {
  const sorte = new Sorte(semente);
  return Array.from({ length: 2_000 }, (_, i) => {
    const envioMs = 1_000_000 + i * 3.7;
    const ida = 0.2 + sorte.exponencial(2);
    const noDisco = ida + 0.5 + sorte.exponencial(3);
    return {
      envioMs,
      recebidoMs: Math.floor(envioMs + adiantadoMs + ida),
      duravelMs: Math.floor(envioMs + adiantadoMs + noDisco),
      respostaMs: envioMs + noDisco + 0.1 + sorte.exponencial(1),
    };
  });
};

describe('compararRelogios', () => {
  it.each([0, 1_234.5, -86_400_000])('finds by how much a server is ahead: %d ms', (adiantadoMs) => {
    const achada = compararRelogios(idas(adiantadoMs, 1));
    expect(achada?.amostras).toBe(2_000);
    expect(achada?.incertezaMs).toBeLessThan(1.5);
    expect(Math.abs((achada?.diferencaMs as number) - adiantadoMs)).toBeLessThanOrEqual(
      achada?.incertezaMs as number,
    );
  });

  it('knows no difference that fits when a clock was set meanwhile', () => {
    expect(compararRelogios([...idas(0, 1), ...idas(500, 2)])).toBeUndefined();
    expect(compararRelogios([])).toBeUndefined();
  });
});
