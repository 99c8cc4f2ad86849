import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isLoopback } from '@trilha/service-kit';
import type { ComandoExperiment } from '../../comandos/comando-experiment.js';
import type { loadCliConfig } from '../../config.js';
import type { ModoDoPipeline } from '../analise/sumario.js';
import { type ServidorMedido, usarServidor } from './conexao-do-servidor.js';
import type { Filhos } from './filhos.js';
import { iniciarServidor } from './iniciar-servidor.js';

export interface AbridorOptions {
  readonly opcoes: ComandoExperiment;
  readonly config: ReturnType<typeof loadCliConfig>;
  readonly filhos: Filhos;
  readonly dist: string;
  /** Of servers that are started, where nobody says another folder. */
  readonly dadosDaVez: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Nothing else of the environment reaches a server that is started: settings of whoever types are not measured. */
const PASSAM = ['PATH', 'HOME', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'] as const;

/** How the server that is measured is come by: one that runs, or one that is started for each way of the pipeline. */
export function criarAbridor({ opcoes, config, filhos, dist, dadosDaVez, env, signal }: AbridorOptions) {
  const { servidor: alvo, dataDir } = opcoes;
  if (alvo !== undefined) {
    // Of `dns:///host:port`, and of an address in brackets.
    const host = alvo
      .replace(/^.*\//, '')
      .replace(/:\d+$/, '')
      .replace(/^\[|\]$/g, '');
    const argumentos = dataDir === undefined ? [] : ['--data', config.caminhoDe(dataDir)];
    const { token, auth, tls } = config.servico(dataDir);
    return {
      mesmoRelogio: isLoopback(host),
      abrir: (): Promise<ServidorMedido> => usarServidor({ alvo, token, auth, tls, env, argumentos }),
    };
  }
  return {
    mesmoRelogio: true,
    abrir: async (pipeline: ModoDoPipeline): Promise<ServidorMedido> => {
      const pasta = dataDir === undefined ? join(dadosDaVez, pipeline) : config.caminhoDe(dataDir);
      await mkdir(pasta, { recursive: true });
      return iniciarServidor({
        ...{ dist, pipeline, filhos, signal, dataDir: pasta },
        env: Object.fromEntries(
          PASSAM.flatMap((nome) => (env[nome] === undefined ? [] : [[nome, env[nome]]])),
        ),
      });
    },
  };
}
