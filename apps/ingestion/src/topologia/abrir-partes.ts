import { CheckpointStore, FolderStorage, KeyedTable, type Storage } from '@trilha/pipeline';
import { Agregar } from './agregar.js';
import { Avaliar } from './avaliar.js';
import { Contas } from './contas.js';
import { COLUNAS_DA_HISTORIA, COLUNAS_DA_PESSOA, type Memorias } from './enriquecer.js';
import { Modelo } from './modelo.js';
import { Mortos } from './mortos.js';
import type { Saber } from './prever.js';
import { Recentes } from './recentes.js';
import { Resultados } from './resultados.js';
import { Versoes } from './versoes.js';

/** Transactions whose features are in memory; more than may lie between two checkpoints. */
const RECENTES = 131_072;
const SEMENTE = 1;

/** What the analysis stands on: its states, empty until a checkpoint is restored, and its files. */
export interface Partes {
  readonly storage: Storage;
  readonly checkpoints: CheckpointStore;
  readonly memorias: Memorias;
  readonly agregar: Agregar;
  readonly avaliar: Avaliar;
  readonly contas: Contas;
  readonly saber: Saber;
  readonly resultados: Resultados;
  readonly mortos: Mortos;
}

/**
 * @param pasta a folder, or the storage that stands for one
 * @throws StorageLocked, CheckpointCorrupt, MortosDanificados
 */
export async function abrirPartes(pasta: string | Storage): Promise<Partes> {
  const storage = typeof pasta === 'string' ? await FolderStorage.open(pasta) : pasta;
  const abertas: { close(): Promise<void> }[] = [];
  const abrir = async <T extends { close(): Promise<void> }>(aberta: Promise<T>): Promise<T> => {
    abertas.push(await aberta);
    return aberta;
  };
  try {
    const checkpoints = await abrir(CheckpointStore.open(storage));
    const resultados = await abrir(Resultados.abrir(storage));
    const mortos = await abrir(Mortos.abrir(storage));
    return { storage, checkpoints, resultados, mortos, ...estadosVazios(resultados) };
  } catch (error) {
    // Whatever closing says, the fault is the first one.
    await Promise.allSettled(abertas.map((aberta) => aberta.close()));
    throw error;
  }
}

const estadosVazios = (
  resultados: Resultados,
): Pick<Partes, 'memorias' | 'agregar' | 'avaliar' | 'contas' | 'saber'> => ({
  memorias: { historias: new KeyedTable(COLUNAS_DA_HISTORIA), pessoas: new KeyedTable(COLUNAS_DA_PESSOA) },
  agregar: new Agregar(),
  avaliar: new Avaliar(),
  contas: new Contas(),
  saber: {
    modelo: new Modelo({ seed: SEMENTE, umaEmCada: 4 }),
    versoes: new Versoes(),
    estabelecimentos: new KeyedTable(2),
    recentes: new Recentes(RECENTES, resultados),
  },
});
