import { correlacionar } from './correlacionar.js';
import { medidaDe } from './fila-mm1.fixture.js';
import type { Envio, Registro } from './medida.js';

const envio = (eventId: string, resultado = 'aceito'): Envio => ({
  ...medidaDe(eventId, 1, 2, 3).envio,
  resultado,
});
const registro = (eventId: string, estado: Registro['estado'] = 'finalizado'): Registro => ({
  ...medidaDe(eventId, 1, 2, 3).registro,
  estado,
});
const juntar = (envios: Envio[], registros: Registro[], exclusivo = true) =>
  correlacionar({ envios, registros, exclusivo });

describe('correlacionar', () => {
  it('joins every event with its end, whatever the order', () => {
    const { medidas, quantasFaltas } = juntar(
      [envio('a'), envio('b')],
      [registro('b', 'morto'), registro('a')],
    );
    expect(medidas.map((uma) => [uma.envio.eventId, uma.registro.eventId])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
    expect(quantasFaltas).toBe(0);
  });

  it.each([
    ['missing', [envio('a')], [], 'aceito, mas nunca finalizado'],
    ['twice in the store', [envio('a')], [registro('a'), registro('a')], 'finalizado em dobro'],
    ['twice in the logs', [envio('a'), envio('a')], [registro('a')], 'em dobro nos logs de envio'],
    ['stored though refused', [envio('a', 'recusado:X')], [registro('a')], 'recusado, mas guardado'],
    ['sent by nobody', [], [registro('a')], 'guardado, mas em nenhum log de envio'],
  ])('tells of an event that is %s', (_, envios, registros, problema) => {
    const { faltas, quantasFaltas } = juntar(envios, registros);
    expect(faltas).toEqual([{ eventId: 'a', problema }]);
    expect(quantasFaltas).toBe(1);
  });

  it('leaves it to the server what became of an event without a sure answer', () => {
    const achado = juntar([envio('a', 'erro:UNAVAILABLE'), envio('b', 'erro:UNAVAILABLE')], [registro('a')]);
    expect(achado).toMatchObject({ incertosGuardados: 1, incertosPerdidos: 1, quantasFaltas: 0 });
  });

  it('counts the events of others on a server that is shared', () => {
    expect(juntar([], [registro('a')], false)).toMatchObject({ alheios: 1, quantasFaltas: 0 });
  });

  it('names the first faults and counts all', () => {
    const muitos = Array.from({ length: 50 }, (_, i) => envio(`e${i}`));
    const { faltas, quantasFaltas } = juntar(muitos, []);
    expect([faltas.length, quantasFaltas]).toEqual([20, 50]);
  });
});
