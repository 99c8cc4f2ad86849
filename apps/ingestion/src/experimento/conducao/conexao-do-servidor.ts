import { setTimeout as pausa } from 'node:timers/promises';
import type { AuthConfig, TlsConfig } from '@trilha/service-kit';
import type { IngestionClient } from '../../simulador/canal.js';
import { conectar } from '../../simulador/conexao.js';

/** A server that can be measured. */
export interface ServidorMedido {
  readonly client: IngestionClient;
  /** Arguments by which a simulator reaches it. */
  readonly argumentos: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** What the report says of it. */
  readonly descricao: string;
  /** Whether nobody else sends to it. */
  readonly proprio: boolean;
  /** Of its main process; undefined for a server elsewhere. */
  readonly pid: number | undefined;
  fechar(): Promise<void>;
}

export interface ServidorAlheioOptions {
  readonly alvo: string;
  readonly token: string | undefined;
  readonly auth: AuthConfig;
  readonly tls: TlsConfig;
  readonly env: NodeJS.ProcessEnv;
  readonly argumentos: readonly string[];
}

/** Reading the timelines of a long log takes a while. */
export const PRAZO_MS = 600_000;

/** A server that somebody else runs. */
export async function usarServidor(options: ServidorAlheioOptions): Promise<ServidorMedido> {
  const { alvo, env, argumentos } = options;
  const client = await conectar({ ...options, prazoMs: PRAZO_MS });
  return {
    client,
    argumentos: ['--server', alvo, ...argumentos],
    env,
    descricao: `em execução em ${alvo}`,
    proprio: false,
    pid: undefined,
    fechar: async () => client.close(),
  };
}

const PERGUNTAR_CADA_MS = 20;

/**
 * Resolves when the server has analysed all that it had acknowledged.
 *
 * @throws Error after so long
 */
export async function esperarFim(
  client: IngestionClient,
  prazoMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (const ateMs = performance.now() + prazoMs; ; ) {
    const { pendentes } = await client.getPipelineStatus({}, { signal });
    if (pendentes === 0n) return;
    if (performance.now() > ateMs) throw new Error(`${pendentes} eventos continuam pendentes`);
    await pausa(PERGUNTAR_CADA_MS, undefined, { signal });
  }
}
