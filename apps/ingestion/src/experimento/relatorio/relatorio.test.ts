import type { Serie, Sumario } from '../analise/sumario.js';
import { desenharFiguras } from '../graficos/figuras.js';
import { sumarioDeExemplo } from '../sumario.fixture.js';
import { discutir } from './discutir.js';
import { emHtml } from './em-html.js';
import { emMarkdown } from './em-markdown.js';
import { escreverRelatorio } from './escrever.js';
import { textoDoSumario } from './texto-do-sumario.js';

const sumario = sumarioDeExemplo();
const [serie] = sumario.series as readonly [Serie];
const com = (mudancas: Partial<Serie>): Sumario => ({ ...sumario, series: [{ ...serie, ...mudancas }] });
const discussaoDe = (mudancas: Partial<Serie> = {}): string =>
  discutir({ ...serie, ...mudancas }, sumario).join('\n');

describe('discutir', () => {
  it('says in words what the figures say', () => {
    const texto = discussaoDe();
    expect(texto).toMatch(/A maior vazão foi de 4\.\d{3} eventos\/s, com 1[05] instâncias/);
    expect(texto).toMatch(/O joelho está em 1[45](,\d)? instâncias/);
    expect(texto).toContain('lei de Little (L = λ·W) fecha');
    expect(texto).toContain('Em laço aberto, de 1.000 a 3.500 eventos/s');
    expect(texto).toContain('Todas as taxas oferecidas foram atendidas.');
  });

  it('says that there is no knee in the range when the curve still rises', () => {
    expect(discussaoDe({ joelho: { tipo: 'fora da faixa', instancias: 48 } })).toContain(
      'Não há joelho na faixa medida, de até 20 instâncias',
    );
    expect(discussaoDe({ joelho: { tipo: 'sem joelho', tetoPorSegundo: 9_000 } })).toContain(
      'Não há joelho na faixa medida: com κ = 0, a vazão só se aproxima de um teto de 9.000 eventos/s',
    );
  });

  it('trusts no curve that the points do not follow', () => {
    const lei = { lambda: 1_000, sigma: 0.1, kappa: 0.01, r2: 0.4, erroRelativo: 0.3 };
    expect(discussaoDe({ lei })).toContain('O ajuste é fraco');
    expect(discussaoDe()).not.toContain('O ajuste é fraco');
  });

  it('warns of a load that was not steady', () => {
    const fechada = serie.fechada.map((nivel) => ({ ...nivel, little: { ...nivel.little, desvio: -0.2 } }));
    expect(discussaoDe({ fechada })).toContain('a carga não foi estável');
  });

  it('names the rate from which on the system can not follow', () => {
    const aberta = serie.aberta.map((nivel) => ({
      ...nivel,
      vazao: { ...nivel.vazao, media: Math.min(1_500, nivel.vazao.media) },
    }));
    expect(discussaoDe({ aberta })).toContain('A partir de 2.000 eventos/s o sistema não acompanha');
  });

  it('blames the processor only when it is full', () => {
    const cheia = serie.fechada.map((nivel) => ({
      ...nivel,
      cpu: { servidor: 1, simuladores: 0.95, maquina: 1.99 },
    }));
    expect(discussaoDe({ fechada: cheia })).toContain('os simuladores o dividem com o servidor');
    expect(discussaoDe({ fechada: cheia })).not.toContain('Outros programas');
    const perturbada = cheia.map((nivel) => ({ ...nivel, cpu: { ...nivel.cpu, simuladores: 0.3 } }));
    expect(discussaoDe({ fechada: perturbada })).toContain('Outros programas ocupavam 0,69 núcleos');
    const vazia = cheia.map((nivel) => ({ ...nivel, cpu: { ...nivel.cpu, maquina: 1 } }));
    expect(discussaoDe({ fechada: vazia })).toContain('Sobra processador');
  });
});

describe('escreverRelatorio', () => {
  const markdown = emMarkdown(escreverRelatorio(sumario));

  it.each([
    'Lei universal da escalabilidade',
    'Espera e serviço por nó',
    'Lei de Little',
    'Processador de exemplo, 2 núcleos, 8 GiB',
    'Node v20.20.2; @grpc/grpc-js 1.14.7; commit 0123abc',
    'Semente: 1',
    'p99,9 ms',
    'Cada carga: 1 s de aquecimento',
  ])('tells %s', (texto) => {
    expect(markdown).toContain(texto);
  });

  it('begins with what is wrong when an event is missing', () => {
    const contagem = {
      ...sumario.contagem,
      quantasFaltas: 1,
      faltas: [{ eventId: 'evento-1', problema: 'aceito, mas nunca finalizado' }],
    };
    const inicio = emMarkdown(escreverRelatorio({ ...sumario, contagem })).slice(0, 600);
    expect(inicio).toContain('a conta não fecha: 1 problemas');
    expect(inicio).toContain('| evento-1 | aceito, mas nunca finalizado |');
    expect(inicio).not.toContain('Nenhum falta');
  });

  it('compares two ways of running the pipeline when both were', () => {
    const outra = { ...serie, pipeline: 'process' as const };
    const lenta = {
      ...outra,
      fechada: outra.fechada.map((nivel) => ({ ...nivel, vazao: metade(nivel.vazao) })),
    };
    const texto = emMarkdown(escreverRelatorio({ ...sumario, series: [serie, lenta] }));
    expect(texto).toContain('## Pipeline inline e process');
    expect(texto).toContain('Com 1 instância, process tem 50 % menos vazão');
    expect(texto).toContain('(vazao-process.png)');
    expect(markdown).not.toContain('Pipeline inline e process');
  });
});

const metade = ({ media, minima, maxima }: { media: number; minima: number; maxima: number }) => ({
  media: media / 2,
  minima: minima / 2,
  maxima: maxima / 2,
});

describe('emHtml', () => {
  const figuras = new Map(desenharFiguras(sumario).map(({ nome, svg }) => [nome, svg]));
  const html = emHtml(escreverRelatorio(sumario), { titulo: 'Um & dois', figuras });

  it('holds all of the report in one page that loads nothing', () => {
    expect(html.match(/<svg /g)).toHaveLength(figuras.size);
    expect(html).not.toMatch(/<script|<link|<img|src=|@import|url\((?!#)/);
    expect(html).toContain('<html lang="pt-BR">');
    expect(html).toContain('@media print');
  });

  it('lets no two drawings use one name', () => {
    const nomes = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, nome]) => nome);
    expect(new Set(nomes).size).toBe(nomes.length);
    for (const [, nome] of html.matchAll(/url\(#([^)]+)\)/g)) expect(nomes).toContain(nome);
  });

  it('takes no text for a tag', () => {
    const comando = 'x <script>alert("1")</script>';
    const pagina = emHtml(escreverRelatorio({ ...sumario, comando }), { titulo: '<b>', figuras });
    expect(pagina).not.toContain('<script>');
    expect(pagina).toContain('&#60;script&#62;');
    expect(pagina).toContain('<title>&#60;b&#62;</title>');
  });
});

it('writes Markdown in which no text is taken for a mark', () => {
  const markdown = emMarkdown([
    { tipo: 'paragrafo', texto: 'um *texto* com [marcas] e <tags>' },
    { tipo: 'tabela', colunas: ['a', 'b'], linhas: [['x|y', '1']] },
  ]);
  expect(markdown).toContain('um \\*texto\\* com \\[marcas\\] e \\<tags\\>');
  expect(markdown).toContain('| x\\|y | 1 |');
});

it('prints the main figures and what is wrong', () => {
  const contagem = {
    ...sumario.contagem,
    quantasFaltas: 1,
    faltas: [{ eventId: 'e-1', problema: 'em dobro' }],
  };
  const texto = textoDoSumario({ ...com({}), contagem, avisos: ['cuidado'] });
  expect(texto).toMatch(/instâncias: 20 +4\.\d{3} +\d/);
  expect(texto).toContain('Atenção: cuidado');
  expect(texto).toContain('  e-1: em dobro');
});
