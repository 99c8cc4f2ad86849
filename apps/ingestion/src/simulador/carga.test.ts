import { Agenda } from './agenda.js';
import { type CargaOptions, cabemAte, cadastroDe, type Enviavel, eventosDe, INICIO_MS } from './carga.js';

const CARGA: CargaOptions = {
  ...{
    semente: 1,
    instancia: 'a',
    clientes: 20,
    inicioMs: INICIO_MS,
    duplicados: 0,
    invalidos: 0,
  },
};
const ids = (itens: Iterable<Enviavel>): string[] => [...itens].map(({ eventId }) => eventId);

it('begins with every client and its score', () => {
  const tipos = [...cadastroDe(CARGA)].map(({ tipo }) => tipo);
  expect(tipos).toEqual(Array.from({ length: 20 }, () => ['cliente', 'score']).flat());
});

it('goes on with so many events of every kind, the same each time', () => {
  const eventos = [...eventosDe(CARGA, 5_000)];
  expect(eventos).toHaveLength(5_000);
  expect(new Set(eventos.map(({ tipo }) => tipo)).size).toBe(4);
  expect(ids(eventosDe(CARGA, 5_000))).toEqual(ids(eventos));
  const antes = new Set(ids(cadastroDe(CARGA)));
  expect(eventos.some(({ eventId }) => antes.has(eventId))).toBe(false);
});

it('leaves out what was sent before', () => {
  expect(ids(eventosDe(CARGA, 300, 700))).toEqual(ids(eventosDe(CARGA, 1_000)).slice(700));
});

it('shares no id with another instance', () => {
  const daOutra = new Set(ids(eventosDe({ ...CARGA, instancia: 'b' }, 3_000)));
  expect(ids(eventosDe(CARGA, 3_000)).filter((id) => daOutra.has(id))).toEqual([]);
});

it('a label names the transaction before it that it waits for', () => {
  const vistas = new Set<string>();
  let rotulos = 0;
  for (const { tipo, eventId, dependeDe } of eventosDe(CARGA, 5_000)) {
    if (tipo === 'transacao') vistas.add(eventId);
    expect(dependeDe === undefined).toBe(tipo !== 'rotulo');
    if (dependeDe === undefined) continue;
    rotulos += 1;
    expect(vistas.has(dependeDe)).toBe(true);
  }
  expect(rotulos).toBeGreaterThan(50);
});

it('does not pass the day up to which it is said to fit', () => {
  const agora = INICIO_MS + 100 * 86_400_000;
  const cabem = cabemAte(CARGA, agora);
  expect(cabem).toBeGreaterThan(5_000);
  const dias = [...eventosDe(CARGA, cabem)].flatMap(({ evento: { dados } }) =>
    dados?.$case === 'transacao' ? [Date.parse(dados.value.data)] : [],
  );
  expect(Math.max(...dias)).toBeLessThanOrEqual(agora);
  expect(cabemAte(CARGA, INICIO_MS - 1)).toBe(0);
});

it('plants duplicates besides, with the id of their first, and broken ones among the events', () => {
  const eventos = [...eventosDe({ ...CARGA, duplicados: 0.1, invalidos: 0.05 }, 2_000)];
  const repetidos = eventos.filter(({ repetido }) => repetido);
  const primeiros = eventos.filter(({ repetido }) => !repetido);
  expect(primeiros).toHaveLength(2_000);
  expect(new Set(ids(primeiros)).size).toBe(2_000);
  expect(repetidos.length).toBeGreaterThan(100);
  const conhecidos = new Set(ids(primeiros));
  expect(repetidos.every(({ eventId }) => conhecidos.has(eventId))).toBe(true);
  expect(primeiros.filter(({ eventId }) => eventId.endsWith('-x')).length).toBeGreaterThan(50);
});

it('an open loop has events due at random times with the mean that was asked for, the same for a seed', () => {
  const horas = (semente: number): number[] => {
    const agenda = new Agenda(200, semente, 5_000);
    return Array.from({ length: 20_000 }, () => agenda.proximaMs());
  };
  const um = horas(1);
  expect(um).toEqual(horas(1));
  expect(um).not.toEqual(horas(2));
  const intervalos = um.map((hora, i) => hora - (um[i - 1] ?? 5_000));
  const media = intervalos.reduce((soma, ms) => soma + ms, 0) / intervalos.length;
  expect(media).toBeGreaterThan(4.8);
  expect(media).toBeLessThan(5.2);
  // Exponential: as spread as they are long.
  const desvio = Math.sqrt(intervalos.reduce((soma, ms) => soma + (ms - media) ** 2, 0) / intervalos.length);
  expect(desvio / media).toBeGreaterThan(0.95);
  expect(desvio / media).toBeLessThan(1.05);
});
