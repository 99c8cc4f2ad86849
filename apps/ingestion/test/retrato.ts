import { createHash } from 'node:crypto';
import type { DurableLog, Storage } from '@trilha/pipeline';
import { CopiaEmMemoria } from '../src/auditoria/copia-em-memoria.js';
import { lerEstado } from '../src/auditoria/ler-estado.js';

/** What a stopped analysis left, but for the times of the clock: a digest of each state and of the results. */
export async function retratoDe(pasta: Storage, log: DurableLog): Promise<Readonly<Record<string, unknown>>> {
  const { offset, mortos, estados, partes, close } = await lerEstado(new CopiaEmMemoria(pasta), log);
  const arquivo = await pasta.openToRead('resultados');
  const resultados = await arquivo.read(0, arquivo.size);
  await arquivo.close();
  await close();
  return {
    offset,
    mortos,
    cartas: partes.mortos.todas.map(({ atMs: _, ...carta }) => carta),
    resultados: [resultados.length, resumo(resultados)],
    ...Object.fromEntries([...estados].map(([nome, bytes]) => [nome, [bytes.length, resumo(bytes)]])),
  };
}

const resumo = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
