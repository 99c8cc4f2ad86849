import {
  CheckpointStore,
  type Clock,
  type DurableLog,
  FolderStorage,
  PipelineRun,
  type Storage,
} from '@trilha/pipeline';
import type { Cambio } from '../domain/cambio.js';
import { abrirPartes } from './abrir-partes.js';
import { AnaliseLocal } from './analise-local.js';
import { criarPipeline } from './criar-pipeline.js';
import { LogAte } from './log-ate.js';

export interface RefazerOptions {
  /** Of the analysis that is looked at; nobody else may have it open. Nothing in it is changed. */
  readonly pasta: string;
  /** An empty folder for the replay. */
  readonly outraPasta: string;
  readonly log: DurableLog;
  readonly cambio: Cambio;
  readonly clock: Clock;
  /** Told how many events the replay has passed. */
  readonly progresso?: (eventos: number) => void;
}

export interface Refeito {
  /** Where the checkpoint stands that was compared: so many events were analysed again. */
  readonly eventos: number;
  /** What was compared, by name. */
  readonly comparadas: readonly string[];
  /** Those of them that differ. */
  readonly diferentes: readonly string[];
}

/** What of the state does not depend on the wall clock, by name. */
type Fotografia = ReadonlyMap<string, Uint8Array>;

const PEDACO = 1 << 20;

/**
 * Analyses the log anew from its beginning, in this thread, up to where the stored checkpoint stands, and compares every
 * part of the state, the result of every event and the dead letters byte for byte. Left out is what tells the time of
 * day: when events passed each node, and when one died.
 *
 * @throws StorageLocked when the analysis is running
 * @throws CheckpointCorrupt, CheckpointMismatch, LogCorrupt
 */
export async function refazer(options: RefazerOptions): Promise<Refeito> {
  const { pasta, outraPasta, log, cambio, clock, progresso } = options;
  const guardada = await fotografar(pasta, log, cambio);
  const { eventos } = guardada;
  await analisarAte(eventos, { pasta: outraPasta, log, cambio, clock, progresso });
  const refeita = await fotografar(outraPasta, log, cambio);
  if (refeita.eventos !== eventos)
    throw new Error(`the replay ended at ${refeita.eventos}, not at ${eventos}`);
  const nomes = [...new Set([...guardada.partes.keys(), ...refeita.partes.keys()])].sort();
  const diferentes = nomes.filter((nome) => !iguais(guardada.partes.get(nome), refeita.partes.get(nome)));
  const resultados = await comecamIguais(
    await FolderStorage.open(pasta),
    await FolderStorage.open(outraPasta),
    'resultados',
  );
  return {
    eventos,
    comparadas: [...nomes, 'resultados'],
    diferentes: resultados ? diferentes : [...diferentes, 'resultados'],
  };
}

/** Reads the state as of the last checkpoint. */
async function fotografar(
  pasta: string,
  log: DurableLog,
  cambio: Cambio,
): Promise<{ readonly eventos: number; readonly partes: Fotografia }> {
  const partes = await abrirPartes(pasta);
  const { checkpoints, mortos, resultados } = partes;
  const { pipeline } = criarPipeline({ cambio, ...partes });
  const semGravar = { commit: () => Promise.reject(new Error('only looked at')) };
  // Never started: it tells which parts a checkpoint has.
  const run = new PipelineRun(pipeline, { log, checkpoints: semGravar, decode: (bytes) => bytes });
  const eventos = checkpoints.restore(run.parts) ?? 0;
  const fotografia = new Map(
    Object.entries(run.parts).map(([nome, parte]) => [nome, Uint8Array.from(parte.save())]),
  );
  const cartas = (await mortos.between(0, eventos)).map(({ atMs: _relogio, ...carta }) => carta);
  fotografia.set('mortos', Buffer.from(JSON.stringify(cartas)));
  await checkpoints.close();
  await mortos.close();
  await resultados.close();
  return { eventos, partes: fotografia };
}

async function analisarAte(
  fim: number,
  { pasta, log, cambio, clock, progresso }: Omit<RefazerOptions, 'outraPasta'>,
): Promise<void> {
  if (fim === 0) {
    await (await CheckpointStore.open(await FolderStorage.open(pasta))).close();
    return;
  }
  const sinal = { chegou: () => {} };
  const chegou = new Promise<void>((resolve) => {
    sinal.chegou = resolve;
  });
  const analise = await AnaliseLocal.abrir({
    pasta,
    log: new LogAte(log, fim),
    cambio,
    clock,
    finalizado: (offset) => {
      progresso?.(offset);
      if (offset >= fim) sinal.chegou();
    },
  });
  await Promise.race([chegou, analise.done]);
  await analise.close();
}

const iguais = (uma: Uint8Array | undefined, outra: Uint8Array | undefined): boolean =>
  uma !== undefined && outra !== undefined && Buffer.compare(uma, outra) === 0;

/** Whether the file of one begins with all of the file of the other: rows beyond a checkpoint do not count. */
async function comecamIguais(uma: Storage, outra: Storage, nome: string): Promise<boolean> {
  const [a, b] = await Promise.all([uma.openToRead(nome), outra.openToRead(nome)]);
  try {
    for (let onde = 0; onde < b.size; onde += PEDACO) {
      const quantos = Math.min(PEDACO, b.size - onde);
      if (!iguais(await a.read(onde, quantos), await b.read(onde, quantos))) return false;
    }
    return true;
  } finally {
    await a.close();
    await b.close();
  }
}
