import { systemClock } from '@trilha/pipeline';
import { MemoryLog, MemoryStorage, seededRandom } from '@trilha/pipeline/testing';
import { AnaliseLocal } from '../src/topologia/analise-local.js';
import { CambioComVeneno } from './exemplos.js';
import { logGerado, VENENO } from './log-gerado.js';
import { retratoDe } from './retrato.js';
import { Progresso } from './start-ingestion.js';

const QUANTOS = 9_000;

interface Corte {
  readonly checkpointEventos: number;
  readonly checkpointMs: number;
  readonly loteEventos: number;
}
const SEM_PARAR: Corte = { checkpointEventos: QUANTOS, checkpointMs: 600_000, loteEventos: 1_024 };

let registros: readonly Uint8Array[];
let log: MemoryLog;
let semParar: Awaited<ReturnType<typeof retratoDe>>;

beforeAll(async () => {
  registros = logGerado(1, QUANTOS);
  log = new MemoryLog();
  await log.append(registros);
  const storage = new MemoryStorage();
  const { analise, progresso } = await abrir(storage, log, SEM_PARAR);
  await progresso.ate(QUANTOS, analise.done);
  await analise.close();
  semParar = await retratoDe(storage, log);
});

async function abrir(pasta: MemoryStorage, de: MemoryLog, corte: Corte) {
  const progresso = new Progresso();
  const analise = await AnaliseLocal.abrir({
    pasta,
    log: de,
    cambio: new CambioComVeneno(VENENO),
    clock: systemClock,
    ...corte,
    finalizado: (offset) => progresso.chegou(offset),
  });
  analise.done.catch(() => {});
  return { analise, progresso };
}

/** Bounds of any size, small ones as often as large ones. */
function sortearCorte(sorte: () => number): Corte {
  const ate = (maior: number): number => Math.max(1, Math.floor(maior ** sorte()));
  return { checkpointEventos: ate(QUANTOS), checkpointMs: ate(50), loteEventos: ate(2_048) };
}

it('the log holds of every kind enough to tell a difference', () => {
  const { cartas, mortos } = semParar as { cartas: { node: string; replayOf?: number }[]; mortos: number };
  expect(mortos).toBe(cartas.length);
  expect(new Set(cartas.map(({ node }) => node))).toEqual(new Set(['normalizar', 'aprender']));
  expect(cartas.some(({ replayOf }) => replayOf !== undefined)).toBe(true);
  expect(Object.keys(semParar)).toEqual(
    expect.arrayContaining(['modelo', 'versoes', 'historias', 'pessoas', 'agregados', 'avaliacao', 'contas']),
  );
});

it.each([1, 2, 3])(
  'states, results and dead letters are the same to the bit however the log is cut (seed %i)',
  async (seed) => {
    const storage = new MemoryStorage();
    const { analise, progresso } = await abrir(storage, log, sortearCorte(seededRandom(seed)));
    await progresso.ate(QUANTOS, analise.done);
    await analise.close();
    expect(await retratoDe(storage, log)).toEqual(semParar);
  },
);

it.each([11, 12])(
  'and when the service stops and starts at any event while the log grows (seed %i)',
  async (seed) => {
    const sorte = seededRandom(seed);
    const storage = new MemoryStorage();
    const cresce = new MemoryLog();
    while (cresce.end < QUANTOS) {
      const { analise, progresso } = await abrir(storage, cresce, sortearCorte(sorte));
      const mais = 1 + Math.floor(sorte() * 1_500);
      await cresce.append(registros.slice(cresce.end, cresce.end + mais));
      if (sorte() < 0.5) await progresso.ate(Math.floor(sorte() * cresce.end), analise.done);
      await analise.close();
    }
    const { analise, progresso } = await abrir(storage, cresce, sortearCorte(sorte));
    await progresso.ate(QUANTOS, analise.done);
    await analise.close();
    expect(await retratoDe(storage, cresce)).toEqual(semParar);
  },
);

it.each([21, 22, 23, 24])(
  'and when the machine loses its power at any operation, keeping any of what was not synced (seed %i)',
  async (seed) => {
    const sorte = seededRandom(seed);
    let storage = new MemoryStorage();
    let quedas = 0;
    for (let fim = 0; fim < QUANTOS || quedas < 6; ) {
      const { checkpointEventos, ...corte } = sortearCorte(sorte);
      // A start costs some operations; after those a crash may come anywhere.
      storage.crashAfter(Math.floor(sorte() * 90));
      fim = await abrir(storage, log, {
        ...corte,
        checkpointEventos: Math.min(2_000, checkpointEventos),
      }).then(
        ({ analise, progresso }) =>
          progresso.ate(QUANTOS, analise.done).then(
            async () => {
              await analise.close().catch(() => {});
              return progresso.offset;
            },
            async () => {
              await analise.close().catch(() => {});
              return 0;
            },
          ),
        () => 0,
      );
      storage = storage.crash({ keep: sorte });
      quedas += 1;
    }
    const { analise, progresso } = await abrir(storage, log, SEM_PARAR);
    await progresso.ate(QUANTOS, analise.done);
    await analise.close();
    expect(await retratoDe(storage, log)).toEqual(semParar);
  },
);
