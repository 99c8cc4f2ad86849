import { parseArgs } from 'node:util';
import type { Modo, ModoDoPipeline } from '../experimento/analise/sumario.js';
import * as ler from './argumentos.js';

export const USAGE = `Mede o serviço de ingestão sob carga crescente e escreve um relatório com figuras.

  npx nx run ingestion:experiment -- [--instances 1,2,5,10,15,20] [--mode unary|batch|stream] [--repeats N]

  --instances LISTA   contagens de instâncias do simulador, cada uma um processo (1,2,5,10,15,20)
  --mode MODO         como enviam: unary uma chamada por evento, batch lotes, stream um fluxo (unary)
  --repeats N         repetições de cada contagem, intercaladas (3)
  --rates LISTA       taxas do laço aberto, em eventos por segundo de todas as instâncias juntas; none: sem laço aberto
                      (25, 50, 75 e 90 % da maior vazão medida)
  --rate-instances N  instâncias no laço aberto (a maior contagem, no máximo 4)
  --rate-repeats N    repetições de cada taxa (1)
  --warmup S          segundos do começo de cada rodada que não contam (1)
  --seconds S         segundos medidos em cada rodada (3)
  --events N          eventos de cada instância, em vez de segundos
  --concurrency N     chamadas ou mensagens sem resposta de cada instância, em laço fechado (unary 32, batch e stream 4)
  --clients N         clientes que cada instância cadastra antes, fora da medição (50)
  --seed S            semente da primeira instância; a seguinte tem S + 1 (1)
  --server H:P        mede este serviço, em execução, em vez de iniciar um; o token vem de TRILHA_TOKEN ou da pasta de dados
  --data-dir PASTA    dados do serviço iniciado, que ficam; ou onde está a chave para fazer o token de --server
                      (uma pasta temporária, apagada no fim)
  --pipeline-mode M   inline: a análise no processo do servidor; process: em processo próprio; both: os dois, comparados
                      (inline)
  --merge             analisa logs de envio já feitos, de uma ou várias máquinas, em vez de enviar: os arquivos vêm a
                      seguir; os registros de finalização vêm de --server, ou do serviço iniciado sobre --data-dir
  --out PASTA         onde o relatório é escrito (reports/<hora>)
  --help              mostra esta ajuda

Escreve report.html, report.md, summary.json, events.csv e as figuras em SVG e PNG. Os valores padrão levam menos de cinco
minutos em dois núcleos. Vários logs de uma vez: npx nx run ingestion:experiment -- --merge a.csv b.csv --server H:P.

Código de saída: 0 cada evento aceito foi finalizado uma vez, 1 algum falta ou está em dobro (o relatório diz quais),
2 não foi possível medir, 130 interrompido.`;

/** What the command line asks for. */
export interface ComandoExperiment {
  readonly instancias: readonly number[];
  readonly modo: Modo;
  readonly repeticoes: number;
  /** `auto`: by what the closed loop gave. */
  readonly taxas: readonly number[] | 'auto';
  readonly instanciasAbertas: number;
  readonly repeticoesAbertas: number;
  readonly aquecimentoMs: number;
  readonly medicaoMs: number;
  readonly eventos: number | undefined;
  readonly simultaneas: number;
  readonly clientes: number;
  readonly semente: number;
  readonly servidor: string | undefined;
  readonly dataDir: string | undefined;
  readonly pipelines: readonly ModoDoPipeline[];
  readonly logs: readonly string[] | undefined;
  readonly saida: string | undefined;
}

const MAIS_INSTANCIAS = 100;
const INSTANCIAS_ABERTAS = 4;
const SIMULTANEAS: Readonly<Record<Modo, string>> = { unary: '32', batch: '4', stream: '4' };
const PIPELINES: Readonly<Record<string, readonly ModoDoPipeline[]>> = {
  inline: ['inline'],
  process: ['process'],
  both: ['inline', 'process'],
};

/**
 * @returns undefined when help is asked for
 * @throws ArgumentoInvalido naming the argument that can't be taken; what parseArgs throws
 */
export function lerComandoExperiment(args: readonly string[]): ComandoExperiment | undefined {
  const { values, positionals } = separar(args);
  if (values.help) return undefined;
  if (!values.merge && positionals.length > 0) {
    throw new ler.ArgumentoInvalido(`${JSON.stringify(positionals[0])}: arquivos só depois de --merge`);
  }
  if (values.merge && positionals.length === 0) {
    throw new ler.ArgumentoInvalido('--merge: faltam os logs de envio');
  }
  if (values.merge && values.server === undefined && values['data-dir'] === undefined) {
    throw new ler.ArgumentoInvalido(
      '--merge: falta --server ou --data-dir, de onde vêm os registros de finalização',
    );
  }
  const instancias = lista('instances', values.instances).map((um) =>
    ler.inteiro('instances', um, 1, MAIS_INSTANCIAS),
  );
  const maior = Math.max(...instancias);
  const modo = ler.modo('mode', values.mode);
  const pipelines = PIPELINES[values['pipeline-mode']];
  if (pipelines === undefined) {
    throw new ler.ArgumentoInvalido(
      `--pipeline-mode: veio ${JSON.stringify(values['pipeline-mode'])}, aceita inline, process ou both`,
    );
  }
  if (values.server !== undefined && values['pipeline-mode'] === 'both') {
    throw new ler.ArgumentoInvalido('--pipeline-mode: both só com o serviço que o experimento inicia');
  }
  return {
    instancias: [...new Set(instancias)].sort((a, b) => a - b),
    modo,
    repeticoes: ler.inteiro('repeats', values.repeats, 1, 100),
    taxas: taxasEm(values.rates),
    instanciasAbertas: ler.inteiro(
      'rate-instances',
      values['rate-instances'] ?? String(Math.min(maior, INSTANCIAS_ABERTAS)),
      1,
      MAIS_INSTANCIAS,
    ),
    repeticoesAbertas: ler.inteiro('rate-repeats', values['rate-repeats'], 1, 100),
    aquecimentoMs: 1_000 * ler.decimal('warmup', values.warmup, 0, 3_600),
    medicaoMs: 1_000 * ler.decimal('seconds', values.seconds, 0.1, 3_600),
    eventos: values.events === undefined ? undefined : ler.inteiro('events', values.events, 1, 1e9),
    simultaneas: ler.inteiro('concurrency', values.concurrency ?? SIMULTANEAS[modo], 1, 10_000),
    clientes: ler.inteiro('clients', values.clients, 1, 100_000),
    semente: ler.inteiro('seed', values.seed, 0, 2 ** 31),
    servidor: values.server === undefined ? undefined : ler.endereco('server', values.server),
    dataDir: values['data-dir'],
    pipelines,
    logs: values.merge ? positionals : undefined,
    saida: values.out,
  };
}

function separar(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      instances: { type: 'string', default: '1,2,5,10,15,20' },
      mode: { type: 'string', default: 'unary' },
      repeats: { type: 'string', default: '3' },
      rates: { type: 'string' },
      'rate-instances': { type: 'string' },
      'rate-repeats': { type: 'string', default: '1' },
      warmup: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '3' },
      events: { type: 'string' },
      concurrency: { type: 'string' },
      clients: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      server: { type: 'string' },
      'data-dir': { type: 'string' },
      'pipeline-mode': { type: 'string', default: 'inline' },
      merge: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}

const lista = (nome: string, texto: string): readonly string[] => {
  const partes = texto.split(',').map((parte) => parte.trim());
  if (partes.includes('')) {
    throw new ler.ArgumentoInvalido(
      `--${nome}: veio ${JSON.stringify(texto)}, aceita números com vírgulas entre eles`,
    );
  }
  return partes;
};

function taxasEm(texto: string | undefined): readonly number[] | 'auto' {
  if (texto === undefined) return 'auto';
  if (texto === 'none') return [];
  const taxas = lista('rates', texto).map((uma) => ler.decimal('rates', uma, 0.1, 1e6));
  return [...new Set(taxas)].sort((a, b) => a - b);
}
