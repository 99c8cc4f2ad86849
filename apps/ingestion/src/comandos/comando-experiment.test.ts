import { ArgumentoInvalido } from './argumentos.js';
import { type ComandoExperiment, lerComandoExperiment, USAGE } from './comando-experiment.js';

const ler = (...args: string[]): ComandoExperiment => {
  const comando = lerComandoExperiment(args);
  if (comando === undefined) throw new Error('ajuda');
  return comando;
};

describe('lerComandoExperiment', () => {
  it('takes the defaults that its help tells', () => {
    expect(ler()).toEqual({
      instancias: [1, 2, 5, 10, 15, 20],
      modo: 'unary',
      repeticoes: 3,
      taxas: 'auto',
      instanciasAbertas: 4,
      repeticoesAbertas: 1,
      aquecimentoMs: 1_000,
      medicaoMs: 3_000,
      eventos: undefined,
      simultaneas: 32,
      clientes: 50,
      semente: 1,
      servidor: undefined,
      dataDir: undefined,
      pipelines: ['inline'],
      logs: undefined,
      saida: undefined,
    });
    for (const padrao of ['(1,2,5,10,15,20)', '(unary)', '(3)', '(50)', '(inline)']) {
      expect(USAGE).toContain(padrao);
    }
  });

  it('sorts counts and rates and takes each once', () => {
    const { instancias, taxas } = ler('--instances', '5, 1,5', '--rates', '900,100');
    expect([instancias, taxas]).toEqual([
      [1, 5],
      [100, 900],
    ]);
    expect(ler('--rates', 'none').taxas).toEqual([]);
  });

  it('takes files after --merge, with where the records come from', () => {
    expect(ler('--merge', 'a.csv', 'b.csv', '--server', 'host:1').logs).toEqual(['a.csv', 'b.csv']);
    expect(ler('--merge', 'a.csv', '--data-dir', 'x')).toMatchObject({ logs: ['a.csv'], dataDir: 'x' });
  });

  it('gives its help', () => {
    expect(lerComandoExperiment(['--help'])).toBeUndefined();
  });

  it.each([
    [['--instances', '0'], '--instances'],
    [['--instances', '1,,2'], '--instances'],
    [['--instances', 'dois'], '--instances'],
    [['--mode', 'carta'], '--mode'],
    [['--repeats', '1.5'], '--repeats'],
    [['--rates=-1'], '--rates'],
    [['--seconds', 'x'], '--seconds'],
    [['--pipeline-mode', 'outro'], '--pipeline-mode'],
    [['--pipeline-mode', 'both', '--server', 'host:1'], '--pipeline-mode'],
    [['--server', 'sem-porta'], '--server'],
    [['--merge'], '--merge'],
    [['--merge', 'a.csv'], '--server'],
    [['a.csv'], '--merge'],
  ])('refuses %j, naming the argument', (args, nome) => {
    expect(() => lerComandoExperiment(args)).toThrow(ArgumentoInvalido);
    expect(() => lerComandoExperiment(args)).toThrow(nome);
  });

  it('refuses an argument that there is not', () => {
    expect(() => lerComandoExperiment(['--nada'])).toThrow('--nada');
  });
});
