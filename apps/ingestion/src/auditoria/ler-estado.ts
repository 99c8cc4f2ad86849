import type { DurableLog } from '@trilha/pipeline';
import { type CheckpointStore, type Pipeline, PipelineRun, type Storage } from '@trilha/pipeline';
import { Cambio } from '../domain/cambio.js';
import { MOEDAS } from '../domain/evento.js';
import { abrirPartes, type Partes } from '../topologia/abrir-partes.js';
import { criarPipeline } from '../topologia/criar-pipeline.js';

/** Amounts are not converted again: any rates will do. */
const cambio = new Cambio(
  MOEDAS.map((moeda) => ({ dia: 0, moeda, taxa: 1 })),
  MOEDAS,
);

/** What a stopped analysis left, restored from its last checkpoint. */
export interface EstadoGuardado {
  readonly partes: Partes;
  readonly pipeline: Pipeline;
  /** Everything before it is finalised or dead. */
  readonly offset: number;
  /** How many are dead, by the run's own count. */
  readonly mortos: number;
  /** The bytes of every state, by the name it has in the checkpoint. */
  readonly estados: ReadonlyMap<string, Uint8Array>;
  close(): Promise<void>;
}

/**
 * Restores the states of an analysis without going on with it.
 *
 * @throws StorageLocked, CheckpointCorrupt, CheckpointMismatch, MortosDanificados, and whatever a state that can't be
 * decoded throws
 */
export async function lerEstado(pasta: Storage, log: DurableLog): Promise<EstadoGuardado> {
  const partes = await abrirPartes(pasta);
  const close = async (): Promise<void> => {
    await partes.checkpoints.close();
    await partes.resultados.close();
    await partes.mortos.close();
  };
  try {
    const { pipeline } = criarPipeline({ cambio, ...partes });
    const run = new PipelineRun(pipeline, {
      log,
      checkpoints: { commit: naoGuardar },
      decode: () => undefined,
    });
    const offset = partes.checkpoints.restore(run.parts) ?? 0;
    const estados = new Map(Object.entries(run.parts).map(([nome, parte]) => [nome, parte.save()]));
    return { partes, pipeline, offset, mortos: contaDoRun(pipeline, estados), estados, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The one part that is the run's own: how many are dead, as a big-endian uint64. */
function contaDoRun({ parts }: Pipeline, estados: ReadonlyMap<string, Uint8Array>): number {
  const [conta] = [...estados].flatMap(([nome, bytes]) => (parts[nome] === undefined ? [bytes] : []));
  return conta === undefined ? 0 : Number(Buffer.from(conta).readBigUint64BE());
}

const naoGuardar: CheckpointStore['commit'] = () => Promise.reject(new Error('nothing is written here'));
