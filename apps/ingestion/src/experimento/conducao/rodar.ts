import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pausa } from 'node:timers/promises';
import { cabemAte } from '../../simulador/carga.js';
import type { Resumo } from '../../simulador/resumo.js';
import { lerLogDeEnvio } from '../analise/ler-log-de-envio.js';
import type { Envio } from '../analise/medida.js';
import type { Carga, Modo, UsoDeCpu } from '../analise/sumario.js';
import type { ServidorMedido } from './conexao-do-servidor.js';
import type { Filho, Filhos } from './filhos.js';
import { segundosDaMaquina, segundosDeCpu } from './tempo-de-cpu.js';

export interface RodarOptions {
  readonly dist: string;
  readonly servidor: ServidorMedido;
  readonly filhos: Filhos;
  readonly signal: AbortSignal;
  readonly modo: Modo;
  readonly semente: number;
  /** Each instance has its own. */
  readonly clientes: number;
  /** Calls or messages that each instance keeps under way in a closed loop. */
  readonly simultaneas: number;
  readonly carga: Carga;
  /** Part of the names of the instances: no two runs may share events. */
  readonly nome: string;
  /** For the logs. */
  readonly pasta: string;
  /** How long the simulators may take until all of them begin together. */
  readonly partidaMs: number;
  readonly aquecimentoMs: number;
  readonly medicaoMs: number;
  /** Events of each instance, where they and not the time end a run. */
  readonly eventos: number | undefined;
}

export interface Rodou {
  readonly envios: readonly Envio[];
  readonly cpu: UsoDeCpu;
  /** Events that had to wait because too many were without an answer; only in an open loop. */
  readonly represados: number;
  /** By how much the last instance began later than it was told to. */
  readonly atrasoMs: number;
}

/** So long ago that no run comes to an end of the events that fit between then and now. */
const INICIO = '2000-01-01';
/** A simulator that was told to stop waits 5 s for answers. */
const DESPEDIDA_MS = 20_000;
/** Of a run that ends by its events; a server that takes none does not hold it for ever. */
const MAIS_LONGA_MS = 600_000;

/**
 * Lets so many simulators send at the same time, each a process of its own, and reads what they sent.
 *
 * @throws Error with what a simulator printed, when one fails
 */
export async function rodar(options: RodarOptions): Promise<Rodou> {
  const { carga, filhos, signal, servidor, aquecimentoMs, medicaoMs, eventos } = options;
  const comecarMs = Date.now() + options.partidaMs;
  const logs = Array.from({ length: carga.instancias }, (_, i) =>
    join(options.pasta, `${options.nome}-${i}.csv`),
  );
  const simuladores = logs.map((log, i) =>
    filhos.iniciar({
      args: [join(options.dist, 'simulate.cli.js'), ...argumentosDe(options, i, log, comecarMs)],
      env: servidor.env,
    }),
  );
  const todos = Promise.all(simuladores.map(({ fim }) => fim));
  const comecaramMs = await esperarPartida(logs, comecarMs, simuladores, signal);
  await algoOuFim(pausa(Math.max(0, comecaramMs - Date.now()) + aquecimentoMs, undefined, { signal }), todos);
  const medirCpu = comecarAMedir(servidor.pid);
  if (eventos === undefined) await algoOuFim(pausa(medicaoMs, undefined, { signal }), todos);
  else await algoOuFim(pausa(MAIS_LONGA_MS, undefined, { signal }), todos);
  const cpu = medirCpu();
  // A little more than what is measured: the window ends with the first to stop.
  await Promise.all(simuladores.map((simulador) => simulador.encerrar('SIGTERM', DESPEDIDA_MS)));
  const resumos = simuladores.map(resumoDe);
  const envios = (await Promise.all(logs.map(lerLogDeEnvio))).flat();
  const nucleos = resumos.map(({ cpuSegundos, segundos }) => cpuSegundos / Math.max(segundos, 0.001));
  return {
    envios,
    cpu: { ...cpu, simuladores: soma(nucleos) },
    atrasoMs: Math.max(...resumos.map(({ inicio }) => inicio / 1_000 - comecarMs)),
    represados: soma(resumos.map(({ represados }) => represados)),
  };
}

function argumentosDe(
  { modo, semente, clientes, simultaneas, nome, carga, servidor, eventos }: RodarOptions,
  i: number,
  log: string,
  comecarMs: number,
): readonly string[] {
  // A run that ends by the clock has as many events as there can be: they are made while they are sent.
  const todos = cabemAte({ clientes, inicioMs: Date.parse(INICIO) }, Date.now());
  const opcoes = {
    instance: `${nome}-${i}`,
    log,
    mode: modo,
    rate: carga.tipo === 'aberta' ? carga.porSegundo / carga.instancias : 'max',
    concurrency: simultaneas,
    // Two instances with one seed would make the same schedule, and send in step.
    seed: semente + i,
    clients: clientes,
    events: eventos ?? todos,
    start: INICIO,
    'start-at': comecarMs,
  };
  const pares = Object.entries(opcoes).flatMap(([opcao, valor]) => [`--${opcao}`, String(valor)]);
  return [...servidor.argumentos, ...pares, '--json'];
}

const PERGUNTAR_CADA_MS = 20;
/** Between opening its log and sending its first transaction a simulator sends its clients. */
const CADASTRO_MS = 300;

/**
 * Waits until every simulator has opened its log: from then on it listens to signals.
 *
 * @returns about when all of them send: at the time they were told, or later where they took longer to start
 */
async function esperarPartida(
  logs: readonly string[],
  comecarMs: number,
  simuladores: readonly Filho[],
  signal: AbortSignal,
): Promise<number> {
  while (!logs.every((log) => existsSync(log))) {
    const caido = simuladores.find(({ acabou }) => acabou);
    if (caido !== undefined) throw falhaDe(caido);
    await pausa(PERGUNTAR_CADA_MS, undefined, { signal });
  }
  return Math.max(comecarMs, Date.now() + CADASTRO_MS);
}

/** Waits, but no longer than until all simulators have ended. */
const algoOuFim = (espera: Promise<unknown>, fim: Promise<unknown>): Promise<unknown> => {
  espera.catch(() => {});
  return Promise.race([espera, fim]);
};

/** 0: sent all; 1: some without an answer, which the correlation judges; 130: told to stop. */
const SAIDAS_BOAS: readonly (number | string | null)[] = [0, 1, 130];

function resumoDe(simulador: Filho): Resumo {
  const ultima = simulador.saida.trimEnd().split('\n').at(-1) ?? '';
  if (!SAIDAS_BOAS.includes(simulador.codigo) || !ultima.startsWith('{')) {
    throw falhaDe(simulador);
  }
  return JSON.parse(ultima) as Resumo;
}

const falhaDe = (simulador: Filho): Error =>
  new Error(`um simulador terminou com ${simulador.codigo}:\n${simulador.erros}`);

function comecarAMedir(pid: number | undefined): () => Omit<UsoDeCpu, 'simuladores'> {
  const servidor = (): number | undefined => (pid === undefined ? undefined : segundosDeCpu(pid));
  const antes = { servidor: servidor(), maquina: segundosDaMaquina(), ms: performance.now() };
  return () => {
    const depois = servidor();
    const segundos = Math.max(0.001, (performance.now() - antes.ms) / 1_000);
    return {
      servidor:
        antes.servidor === undefined || depois === undefined
          ? undefined
          : (depois - antes.servidor) / segundos,
      maquina: (segundosDaMaquina() - antes.maquina) / segundos,
    };
  };
}

const soma = (valores: readonly number[]): number => valores.reduce((toda, valor) => toda + valor, 0);
