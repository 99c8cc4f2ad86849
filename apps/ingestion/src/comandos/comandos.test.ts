import { INICIO_MS } from '../simulador/carga.js';
import { lerComandoGenerate } from './comando-generate.js';
import { lerComandoSimulate } from './comando-simulate.js';

const AGORA = Date.UTC(2026, 10, 21);
const simulate = (...args: string[]) => lerComandoSimulate(args, AGORA);
const generate = (...args: string[]) => lerComandoGenerate(args);

describe('the command line of ingestion:simulate', () => {
  it('has defaults for everything', () => {
    expect(simulate()).toEqual({
      options: {
        modo: 'batch',
        carga: {
          ...{ semente: 1, instancia: '1', clientes: 1_000, inicioMs: INICIO_MS },
          ...{ duplicados: 0, invalidos: 0 },
        },
        ...{ eventos: 10_000, pular: 0, cadastrar: true, taxa: 'max', lote: 500, simultaneas: 4 },
        ...{ janela: 50_000, reuniaoMs: 10, prazoMs: 30_000, desistirMs: 60_000 },
      },
      ...{
        server: undefined,
        token: undefined,
        data: undefined,
        log: undefined,
        verbose: false,
        json: false,
      },
    });
  });

  it('has others for single calls, which never travel together', () => {
    const options = simulate('--mode', 'unary', '--batch-size', '7')?.options;
    expect(options).toMatchObject({ lote: 1, simultaneas: 32, janela: 1_000 });
  });

  it('takes what it is told', () => {
    const comando = simulate(
      ...['--mode', 'stream', '--rate', '12.5', '--events', '9', '--instance', 'sp-1', '--seed', '0'],
      ...['--server', 'dns:///h:1', '--log', 'a.csv', '--token', 't', '--data', 'd', '--verbose', '--json'],
      ...[
        '--no-setup',
        '--skip',
        '3',
        '--start',
        '2026-02-03',
        '--start-at',
        '1795275507223',
        '--linger',
        '0',
      ],
      ...['--concurrency', '2', '--batch-size', '10', '--window', '30', '--timeout', '1.5'],
      ...['--give-up-after', '0', '--duplicates', '0.5', '--invalid', '1', '--clients', '5'],
    );
    expect(comando).toEqual({
      options: {
        modo: 'stream',
        carga: {
          ...{ semente: 0, instancia: 'sp-1', clientes: 5, inicioMs: Date.UTC(2026, 1, 3) },
          ...{ duplicados: 0.5, invalidos: 1 },
        },
        ...{ eventos: 9, pular: 3, cadastrar: false, taxa: 12.5, lote: 10, simultaneas: 2, janela: 30 },
        ...{ reuniaoMs: 0, prazoMs: 1_500, desistirMs: 0, comecarEmMs: 1_795_275_507_223 },
      },
      ...{ server: 'dns:///h:1', token: 't', data: 'd', log: 'a.csv', verbose: true, json: true },
    });
  });

  it('sends no events when only clients are asked for', () => {
    expect(simulate('--setup-only')?.options).toMatchObject({ eventos: 0, cadastrar: true });
  });

  it.each([
    [['--mode', 'rest'], '--mode: veio "rest", aceita um de unary, batch, stream'],
    [['--rate', '0'], '--rate: veio "0", aceita max ou um número acima de 0'],
    [['--rate', ''], '--rate: veio ""'],
    [['--instance', 'a,b'], '--instance: veio "a,b", aceita até 32 caracteres'],
    [['--server', 'aqui'], '--server: veio "aqui", aceita host:porta'],
    [['--duplicates', '2'], '--duplicates: veio "2", aceita um número de 0 a 1'],
    [['--events', '1e3'], '--events: veio "1e3", aceita um inteiro de 1 a 1000000000'],
    [['--batch-size', '10001'], '--batch-size: veio "10001", aceita um inteiro de 1 a 10000'],
    [['--clients', '1', '--events', '10000000'], 'passariam de hoje'],
    [['--start', '2026-02-30'], '--start: veio "2026-02-30", aceita um dia AAAA-MM-DD'],
    [['--setup-only', '--no-setup'], '--setup-only e --no-setup: um ou outro'],
    [['--nada'], "Unknown option '--nada'"],
  ])('refuses %j, naming what it can not take', (args, mensagem) => {
    expect(() => simulate(...args)).toThrow(mensagem);
  });
});

describe('the command line of ingestion:generate', () => {
  it('writes all kinds to standard output unless told otherwise', () => {
    expect(generate()).toMatchObject({
      carga: { semente: 1, instancia: '', clientes: 1_000, inicioMs: INICIO_MS },
      eventos: 10_000,
      destino: { tipo: 'arquivos', out: '-', formato: 'jsonl', truth: undefined },
    });
    expect(generate()?.destino).toMatchObject({ tipos: ['cliente', 'score', 'transacao', 'rotulo'] });
  });

  it('tells the format by the name of the file', () => {
    const destino = generate('--out', 'a.csv', '--only', 'rotulo,cliente', '--truth', 't.csv')?.destino;
    expect(destino).toMatchObject({ formato: 'csv', tipos: ['cliente', 'rotulo'], truth: 't.csv' });
  });

  it('sends to a server instead', () => {
    expect(generate('--server', 'h:1', '--token', 't')?.destino).toEqual({
      ...{ tipo: 'servidor', server: 'h:1', token: 't', data: undefined },
    });
  });

  it.each([
    [['--clients', '0'], '--clients: veio "0", aceita um inteiro de 1 a 1000000'],
    [['--seed', '4294967296'], '--seed: veio "4294967296", aceita um inteiro de 0 a 4294967295'],
    [['--out', 'a.txt'], '--out: veio "a.txt", aceita ARQUIVO.jsonl, ARQUIVO.csv ou -'],
    [['--only', 'cliente,loja'], '--only: veio "loja", aceita cliente, score, transacao, rotulo'],
    [['--start', 'ontem'], '--start: veio "ontem", aceita um dia AAAA-MM-DD'],
    [['--server', 'h:1', '--out', 'a.csv'], '--out: só sem --server'],
    [['--nada'], "Unknown option '--nada'"],
  ])('refuses %j, naming what it can not take', (args, mensagem) => {
    expect(() => generate(...args)).toThrow(mensagem);
  });
});

it('help is asked for by both', () => {
  expect([simulate('--help'), generate('-h')]).toEqual([undefined, undefined]);
});
