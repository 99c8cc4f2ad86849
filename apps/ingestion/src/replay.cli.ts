/**
 * Proves that the stored state is what a single-threaded replay of the log leads to. Of a service that has stopped, with
 * the variables it runs with:
 *
 *   DATA__DIR=data node apps/ingestion/dist/replay.cli.js
 *
 * Exit code 1: something differs. 2: the state can't be looked at.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderStorage, SegmentedLog, systemClock } from '@trilha/pipeline';
import { pastaDaAnalise, pastaDoLog } from './adapters/abrir-armazem.js';
import { lerCambio } from './adapters/ler-cambio.js';
import { loadConfig } from './config.js';
import { refazer } from './topologia/refazer.js';

try {
  process.exitCode = await conferir();
} catch (error) {
  process.stderr.write(`replay: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function conferir(): Promise<number> {
  const { folder, ratesFile } = loadConfig(process.env);
  const log = await SegmentedLog.open(await FolderStorage.open(pastaDoLog(folder)));
  // Beside the original: what is compared may be larger than a memory-backed /tmp.
  const outraPasta = await mkdtemp(join(folder, 'replay-'));
  const limpar = (): Promise<void> => rm(outraPasta, { recursive: true, force: true });
  const interromper = (): void => void limpar().finally(() => process.exit(130));
  for (const sinal of ['SIGINT', 'SIGTERM'] as const) process.once(sinal, interromper);
  try {
    const inicio = performance.now();
    const cambio = lerCambio(ratesFile);
    const pasta = pastaDaAnalise(folder);
    const { eventos, comparadas, diferentes } = await refazer({
      pasta,
      outraPasta,
      log,
      cambio,
      clock: systemClock,
    });
    const segundos = (performance.now() - inicio) / 1000;
    for (const nome of comparadas) {
      process.stdout.write(`${diferentes.includes(nome) ? 'DIFFERS' : 'equal  '}  ${nome}\n`);
    }
    const achado =
      diferentes.length === 0 ? `all ${comparadas.length} parts equal` : `${diferentes.join(', ')} differ`;
    process.stdout.write(
      `${eventos} of ${log.end} records replayed in ${segundos.toFixed(1)} s: ${achado}\n`,
    );
    return diferentes.length === 0 ? 0 : 1;
  } finally {
    await limpar();
    await log.close();
  }
}
