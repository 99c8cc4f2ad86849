/** The compute port alone, without the rest of ingestion and without a database; `--help` tells how. */
import { parseArgs } from 'node:util';
import { probe } from '@trilha/service-kit';
import { leave, readTls, refuseInTheClear, TLS_OPTIONS, whole } from './compute/arguments.js';
import { openCompute } from './compute/open-compute.js';
import { loadCliConfig } from './config.js';

const USAGE = `Responde comandos de computação por TCP, sozinho: sem banco de dados e sem o resto da ingestão.

  npx nx run ingestion:compute-server -- [--host 127.0.0.1] [--port 5050] [--workers N]

  --host HOST      onde escutar (COMPUTE__HOST, 127.0.0.1)
  --port PORTA     0 deixa o sistema escolher (COMPUTE__PORT, 5050)
  --workers N      threads que calculam, no máximo (COMPUTE__WORKERS, tantas quantos núcleos há); cada uma começa quando
                   há trabalho para ela
  --max-queue N    pedidos que podem esperar uma thread; além deles a resposta é OVERLOADED (1024)
  --tls-cert FILE  certificado em PEM, com --tls-key: só aceita conexões protegidas
  --tls-key FILE   a chave do certificado
  --tls-ca FILE    autoridade dos clientes: só aceita quem mostra um certificado dela
  --help           mostra esta ajuda

Sem --tls-*, vale TLS__MODE com seus arquivos. Ctrl-C encerra: o que está em curso é respondido antes.`;

try {
  await main();
} catch (error) {
  leave(error, USAGE);
}

async function main(): Promise<void> {
  const config = loadCliConfig(process.env);
  const defaults = config.compute();
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: defaults.host },
      port: { type: 'string', default: String(defaults.port) },
      workers: { type: 'string', default: String(defaults.workers) },
      'max-queue': { type: 'string', default: '1024' },
      ...TLS_OPTIONS,
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { host } = values;
  const files = readTls(values, defaults.tls, config.caminhoDe);
  refuseInTheClear(host, files, defaults.tls);
  const workers = whole('workers', values.workers, 1, 256);
  const port = whole('port', values.port, 0, 65_535);
  await probe(host, port, '--port');
  const { server, pool } = await openCompute({
    host,
    port,
    workers,
    maxQueue: whole('max-queue', values['max-queue'], 0, 1_000_000),
    worker: new URL('./compute.worker.js', import.meta.url),
    tls: files && { cert: files.cert, key: files.key, ca: files.ca, requestCert: files.mutual },
    onFault: (what, error) => console.error(`falha em ${what}:`, error),
  });
  const end = async (): Promise<void> => {
    await server.close();
    await pool.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
  console.log(
    `computando em ${host}:${server.port} com até ${workers} threads${files === undefined ? '' : ', com TLS'}; Ctrl-C encerra`,
  );
}
