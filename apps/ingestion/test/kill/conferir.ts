import { FolderStorage, isMarked, SegmentedLog, systemClock } from '@trilha/pipeline';
import { MemoryStorage } from '@trilha/pipeline/testing';
import { pastaDaAnalise, pastaDoLog } from '../../src/adapters/abrir-armazem.js';
import type { Item } from '../../src/app/receber.js';
import { auditar } from '../../src/auditoria/auditar.js';
import { CopiaEmMemoria } from '../../src/auditoria/copia-em-memoria.js';
import type { Cambio } from '../../src/domain/cambio.js';
import { lerCabecalho } from '../../src/registro/registro.js';
import { AnaliseLocal } from '../../src/topologia/analise-local.js';
import { retratoDe } from '../retrato.js';

/**
 * What is wrong with a folder whose service was killed, started again, and then came to its end.
 *
 * @param confirmados rejected positions by acknowledged call
 * @param cambio the rates that the service had
 */
export async function conferir(
  dataDir: string,
  carga: readonly (readonly Pick<Item, 'eventId'>[])[],
  confirmados: ReadonlyMap<number, ReadonlySet<number>>,
  cambio: Cambio,
): Promise<string[]> {
  const folder = `${dataDir}/ingestion`;
  const deLog = await FolderStorage.open(pastaDoLog(folder));
  const daAnalise = await FolderStorage.open(pastaDaAnalise(folder));
  const laudo = await auditar({ pastaDoLog: deLog, pastaDaAnalise: daAnalise });
  const problemas = laudo.problemas.map(({ offset, problema }) => `${offset}: ${problema}`);
  if (laudo.pendentes > 0) problemas.push(`${laudo.pendentes} eventos ficaram pendentes`);
  const log = await SegmentedLog.open(new CopiaEmMemoria(deLog));
  try {
    const ids = await idsEm(log);
    for (const [numero, rejeitados] of confirmados) {
      const perdidos = (carga[numero] ?? []).filter(
        ({ eventId }, posicao) => !rejeitados.has(posicao) && !ids.has(eventId),
      );
      if (perdidos.length > 0) {
        problemas.push(`${perdidos.length} eventos confirmados do lote ${numero} não estão no log`);
      }
    }
    problemas.push(...(await conferirEstado(daAnalise, log, cambio)));
  } finally {
    await log.close();
  }
  return problemas;
}

/** Holds what an analysis left against a fresh one of the same log. */
async function conferirEstado(
  pasta: FolderStorage,
  log: SegmentedLog,
  cambio: Cambio,
): Promise<readonly string[]> {
  const nova = new MemoryStorage();
  let chegou = (): void => {};
  const pronta = new Promise<void>((resolve) => {
    chegou = resolve;
  });
  const analise = await AnaliseLocal.abrir({
    pasta: nova,
    log,
    cambio,
    clock: systemClock,
    finalizado: (offset) => {
      if (offset === log.end) chegou();
    },
  });
  await Promise.race([pronta, analise.done]);
  await analise.close();
  const [esta, fresca] = [await retratoDe(pasta, log), await retratoDe(nova, log)];
  return Object.keys({ ...esta, ...fresca })
    .filter((nome) => JSON.stringify(esta[nome]) !== JSON.stringify(fresca[nome]))
    .map((nome) => `${nome} não é o de uma análise feita de uma vez`);
}

async function idsEm(log: SegmentedLog): Promise<ReadonlySet<string>> {
  return new Set(await listarIds(log));
}

/** The id of every event of a log, in order. */
export async function listarIds(log: SegmentedLog): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let offset = 0; offset < log.end; ) {
    const registros = await log.read(offset, 10_000);
    for (const { bytes } of registros)
      if (!isMarked(bytes)) ids.push(lerCabecalho(Buffer.from(bytes)).eventId);
    offset += registros.length;
  }
  return ids;
}
