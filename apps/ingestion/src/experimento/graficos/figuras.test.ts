import { sumarioDeExemplo } from '../sumario.fixture.js';
import { emPng } from './em-png.js';
import { desenharFiguras } from './figuras.js';

const sumario = sumarioDeExemplo();
const figuras = new Map(desenharFiguras(sumario).map(({ nome, svg }) => [nome, svg]));
const textosDe = (svg = ''): string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, texto = '']) => texto);

it('draws every chart that there is data for', () => {
  expect([...figuras.keys()]).toEqual([
    'vazao',
    'latencia',
    'percentis',
    'etapas',
    'processador',
    'latencia-por-taxa',
  ]);
  const [serie] = sumario.series;
  const semAberta = { ...sumario, series: serie === undefined ? [] : [{ ...serie, aberta: [] }] };
  expect(desenharFiguras(semAberta).map(({ nome }) => nome)).not.toContain('latencia-por-taxa');
});

it.each([
  ['vazao', ['instâncias do simulador', 'eventos finalizados por segundo', 'joelho']],
  ['latencia', ['instâncias do simulador', 'latência até a finalização (ms, escala log)', 'p99,9']],
  ['percentis', ['percentil dos eventos', '99 %', '20 instâncias']],
  ['etapas', ['ms por evento', 'normalizar', 'gravação no log', 'espera']],
  ['processador', ['núcleos ocupados', 'servidor', 'simuladores']],
  ['latencia-por-taxa', ['eventos oferecidos por segundo', 'p50']],
])('%s names its axes with their units, and what it shows', (nome, textos) => {
  expect(textosDe(figuras.get(nome))).toEqual(expect.arrayContaining(textos));
});

it('puts each measured throughput where the axis says', () => {
  // The scatter is drawn with paths moved to their place: one for each run.
  const circulos = (figuras.get('vazao') ?? '').match(/fill="#56B4E9"/g) ?? [];
  expect(circulos.length).toBeGreaterThanOrEqual(12);
});

it('paints an SVG as PNG, twice as large', async () => {
  const png = Buffer.from(await emPng(figuras.get('vazao') ?? ''));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1_720, 960]);
});
