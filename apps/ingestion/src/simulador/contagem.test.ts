import { seededRandom } from '@trilha/pipeline/testing';
import { EventData } from '@trilha/proto-gen/ingestion';
import { Contagem, Tempos } from './contagem.js';
import type { Concluido } from './despachante.js';

describe('times', () => {
  it.each([0.5, 0.9, 0.99, 0.999])('tell the quantile %d within one in a hundred', (fracao) => {
    const sorte = seededRandom(3);
    const tempos = new Tempos();
    const todos = Array.from({ length: 20_000 }, () => Math.exp(8 * sorte() - 2));
    for (const ms of todos) tempos.juntar(ms);
    const exato = todos.sort((a, b) => a - b)[Math.ceil(todos.length * fracao) - 1] as number;
    expect(tempos.quantil(fracao) / exato).toBeGreaterThanOrEqual(1 - 1e-9);
    expect(tempos.quantil(fracao) / exato).toBeLessThanOrEqual(1.01);
  });

  it('tell mean and maximum exactly, and nothing of nothing', () => {
    const tempos = new Tempos();
    expect(tempos.resumo()).toEqual({ media: 0, p50: 0, p90: 0, p99: 0, p999: 0, maximo: 0 });
    for (const ms of [1, 2, 6]) tempos.juntar(ms);
    expect(tempos.resumo()).toMatchObject({ media: 3, p999: 6, maximo: 6 });
  });

  it('of zero length count', () => {
    const tempos = new Tempos();
    tempos.juntar(0);
    expect(tempos.quantil(0.5)).toBe(0);
  });
});

it('counts events by what became of them, from when they should have been sent, and duplicates apart', () => {
  const concluido = (resultado: Concluido['resultado'], repetido = false): Concluido => ({
    item: { eventId: 'e', tipo: 'score', evento: EventData.fromPartial({}), dependeDe: undefined, repetido },
    ...{ previstoMs: 10, envioMs: 14, respostaMs: 30, resultado },
  });
  const contagem = new Contagem();
  for (const um of ['aceito', 'aceito', 'recusado:X', 'erro:Y'] as const) contagem.juntar(concluido(um));
  contagem.juntar(concluido('aceito', true));
  contagem.juntar(concluido('erro:Y', true));
  expect(contagem).toMatchObject({
    eventos: 4,
    aceitos: 2,
    duplicados: 2,
    recusados: { X: 1 },
    erros: { Y: 2 },
  });
  expect(contagem.latencia.resumo().maximo).toBe(20);
  expect(contagem.atraso.resumo().maximo).toBe(4);
});
