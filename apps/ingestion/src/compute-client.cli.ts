/** Puts a compute server under load and checks every answer; `--help` tells how. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ComputeClient, ConnectionLost, countPrimes } from '@trilha/pipeline/compute';
import { Barra } from './auditoria/barra.js';
import { leave, readTls, TLS_OPTIONS, whole } from './compute/arguments.js';
import { LARGEST_N } from './compute/commands.js';
import { loadReport } from './compute/load-report.js';
import { csvOf, runLoad } from './compute/run-load.js';
import type { StatsMessage } from './compute/stats-message.js';
import { statsReport } from './compute/stats-report.js';
import { loadCliConfig } from './config.js';

const USAGE = `Pede a um servidor de computação quantos primos há até N, muitas vezes ao mesmo tempo, e confere cada resposta.

  npx nx run ingestion:compute-client -- [--concurrency 4] [--requests 5] [--size 500000]

  --host HOST      onde está o servidor (COMPUTE__HOST, 127.0.0.1)
  --port PORTA     (COMPUTE__PORT, 5050)
  --concurrency C  emissores ao mesmo tempo (4)
  --requests R     pedidos de cada emissor, um após o outro (5); 0 com --stats só pergunta
  --size N         até onde contar primos; maior custa mais CPU (500000)
  --connections C  conexões que os emissores dividem (tantas quantos emissores)
  --deadline MS    quanto cada pedido pode demorar (60000)
  --csv ARQUIVO    uma linha por pedido
  --stats          no fim, o que o servidor mediu de si: fila, computação, entrada e saída
  --tls            conexão protegida, com as autoridades do sistema
  --tls-ca FILE    conexão protegida, com a autoridade deste arquivo em PEM
  --tls-cert FILE  certificado deste cliente, com --tls-key
  --tls-key FILE   a chave do certificado
  --tls-name NOME  o nome que o certificado do servidor deve ter, quando não é o de --host
  --help           mostra esta ajuda

Código de saída: 0 todas as respostas certas, 1 alguma errada ou faltando, 2 não foi possível começar.`;

try {
  await main();
} catch (error) {
  if (error instanceof ConnectionLost) {
    console.error(`${error.message}; o servidor está no ar? npx nx run ingestion:compute-server`);
    process.exitCode = 2;
  } else leave(error, USAGE);
}

type Arguments = NonNullable<ReturnType<typeof readArguments>>;

function readArguments() {
  const config = loadCliConfig(process.env);
  const defaults = config.compute();
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: defaults.host },
      port: { type: 'string', default: String(defaults.port) },
      concurrency: { type: 'string', default: '4' },
      requests: { type: 'string', default: '5' },
      size: { type: 'string', default: '500000' },
      connections: { type: 'string' },
      deadline: { type: 'string', default: '60000' },
      csv: { type: 'string' },
      stats: { type: 'boolean', default: false },
      tls: { type: 'boolean', default: false },
      ...TLS_OPTIONS,
      'tls-name': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const concurrency = whole('concurrency', values.concurrency, 1, 1_000);
  const files = readTls(values, defaults.tls, config.caminhoDe);
  return {
    host: values.host,
    port: whole('port', values.port, 1, 65_535),
    concurrency,
    requests: whole('requests', values.requests, 0, 1_000_000),
    size: whole('size', values.size, 0, LARGEST_N),
    connections: whole('connections', values.connections ?? String(concurrency), 1, concurrency),
    deadlineMs: whole('deadline', values.deadline, 1, 86_400_000),
    csv: values.csv === undefined ? undefined : config.caminhoDe(values.csv),
    stats: values.stats,
    tls:
      files !== undefined || values.tls
        ? { cert: files?.cert, key: files?.key, ca: files?.ca, servername: values['tls-name'] }
        : undefined,
  };
}

async function main(): Promise<void> {
  const args = readArguments();
  if (args === undefined) {
    console.log(USAGE);
    return;
  }
  const clients: ComputeClient[] = [];
  try {
    for (let i = 0; i < args.connections; i++) clients.push(await ComputeClient.connect(args));
    if (args.requests > 0) await load(args, clients);
    if (args.stats) console.log(statsReport((await clients[0]?.call('stats')) as StatsMessage));
  } finally {
    for (const client of clients) client.close();
  }
}

async function load(args: Arguments, clients: readonly ComputeClient[]): Promise<void> {
  const { concurrency, requests, size, deadlineMs } = args;
  // Before the clock starts: it may take a second.
  const expected = countPrimes(size);
  const barra = new Barra(`${concurrency} emissores, n = ${size}`);
  let ended = 0;
  const beganMs = performance.now();
  const samples = await runLoad({
    callers: Array.from({ length: concurrency }, (_, i) => ({
      call: (cmd, fields) => (clients[i % clients.length] as ComputeClient).call(cmd, fields, { deadlineMs }),
    })),
    requests,
    size,
    expected,
    onEnd: () => barra.mostrar(++ended, concurrency * requests),
    nowMs: () => performance.now(),
  });
  const seconds = (performance.now() - beganMs) / 1000;
  barra.fechar();
  if (args.csv !== undefined) await writeFile(args.csv, csvOf(samples));
  console.log(loadReport(samples, seconds));
  if (samples.some(({ outcome }) => outcome !== 'OK')) process.exitCode = 1;
}
