import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pausa } from 'node:timers/promises';
import { loadServiceConfig } from '@trilha/service-kit';
import { conectar } from '../../simulador/conexao.js';
import type { ModoDoPipeline } from '../analise/sumario.js';
import { PRAZO_MS, type ServidorMedido } from './conexao-do-servidor.js';
import type { Filho, Filhos } from './filhos.js';
import { filhosDe } from './tempo-de-cpu.js';

export interface IniciarServidorOptions {
  /** Where the built files of the app are. */
  readonly dist: string;
  readonly dataDir: string;
  readonly pipeline: ModoDoPipeline;
  readonly filhos: Filhos;
  readonly signal: AbortSignal;
  /** PATH and the like; settings of whoever runs the experiment are not measured. */
  readonly env: NodeJS.ProcessEnv;
}

const PRONTO_EM_MS = 120_000;
const PARAR_EM_MS = 60_000;
const PERGUNTAR_CADA_MS = 20;

/**
 * Starts the built service on free ports of this machine and waits until it is ready.
 *
 * @throws Error with what it printed, when it ends or does not become ready
 */
export async function iniciarServidor(options: IniciarServidorOptions): Promise<ServidorMedido> {
  const { dist, dataDir, pipeline, filhos, signal } = options;
  const [porta, portaDasMetricas] = await portasLivres();
  const env = { ...options.env, DATA__DIR: dataDir, LOG_LEVEL: 'warn' };
  const filho = filhos.iniciar({
    args: [join(dist, 'main.js')],
    env: {
      ...env,
      GRPC__SERVER__PORT: String(porta),
      METRICS__PORT: String(portaDasMetricas),
      COMPUTE__PORT: '0',
      ...(pipeline === 'inline' ? {} : { PIPELINE__MODE: pipeline }),
    },
  });
  await esperarPronto(filho, `http://127.0.0.1:${portaDasMetricas}/readyz`, signal);
  if (pipeline === 'process') exigirProcessoProprio(filho);
  const alvo = `127.0.0.1:${porta}`;
  const { auth, tls } = loadServiceConfig('ingestion', env).config;
  const client = await conectar({ alvo, token: undefined, auth, tls, prazoMs: PRAZO_MS });
  return {
    client,
    argumentos: ['--server', alvo],
    env,
    descricao: 'iniciado pelo experimento, nesta máquina',
    proprio: true,
    pid: filho.processo.pid,
    fechar: async () => {
      client.close();
      await filho.encerrar('SIGTERM', PARAR_EM_MS);
      if (filho.codigo !== 0) throw falhaDe(filho);
    },
  };
}

/** A service that does not know the variable would run as ever, and be compared with itself. */
function exigirProcessoProprio({ processo: { pid } }: Filho): void {
  const filhosDele = pid === undefined ? undefined : filhosDe(pid);
  if (filhosDele?.length === 0) {
    throw new Error('--pipeline-mode: este serviço não pôs a análise num processo próprio (PIPELINE__MODE)');
  }
}

async function esperarPronto(filho: Filho, url: string, signal: AbortSignal): Promise<void> {
  for (const ateMs = performance.now() + PRONTO_EM_MS; ; ) {
    signal.throwIfAborted();
    if (filho.acabou) throw falhaDe(filho);
    const resposta = await fetch(url, { signal }).catch(() => undefined);
    await resposta?.arrayBuffer();
    if (resposta?.ok === true) return;
    if (performance.now() > ateMs) throw new Error(`o servidor não fica pronto:\n${filho.erros}`);
    await pausa(PERGUNTAR_CADA_MS, undefined, { signal });
  }
}

const falhaDe = (filho: Filho): Error =>
  new Error(`o servidor terminou com ${filho.codigo}:\n${filho.erros}${filho.saida.slice(-2_000)}`);

/** Two that were free a moment ago; both held until both are known, so that they differ. */
async function portasLivres(): Promise<readonly [number, number]> {
  const servidores = [createServer(), createServer()];
  const portas: number[] = [];
  for (const servidor of servidores) {
    servidor.listen(0, '127.0.0.1');
    await once(servidor, 'listening');
    portas.push((servidor.address() as { port: number }).port);
  }
  for (const servidor of servidores) {
    servidor.close();
    await once(servidor, 'close');
  }
  return portas as [number, number] & number[];
}
