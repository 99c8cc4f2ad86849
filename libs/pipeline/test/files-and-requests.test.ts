import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildPipeline,
  type CursorStore,
  FolderWatch,
  Intake,
  kind,
  LogRowIntake,
  PipelineRun,
  sink,
  source,
  Timer,
} from '../src/index.js';
import { FakeClock, MemoryCheckpoints, MemoryLog } from '../src/testing/index.js';

const Texto = kind<string>('texto');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('requests, timers and files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipeline-triggers-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('feed the same handlers through one log', async () => {
    const clock = new FakeClock();
    const log = new MemoryLog();
    const found: string[] = [];
    const texts = source({ name: 'textos', emits: Texto });
    const end = sink({ name: 'fim', accepts: Texto, after: texts, handle: (texto) => found.push(texto) });
    const run = new PipelineRun(buildPipeline('entrada', [texts, end]), {
      log,
      clock,
      checkpoints: new MemoryCheckpoints(),
      decode: (bytes) => Buffer.from(bytes).toString('utf8'),
    });
    await run.start();
    const intake = new Intake<string>({
      log,
      clock,
      encode: (texto) => Buffer.from(texto),
      lag: () => run.lag,
    });
    const store: CursorStore = { load: async () => undefined, save: async () => {} };

    await intake.offer(['pedido']);
    writeFileSync(join(folder, 'x.csv'), 'texto\narquivo 1\narquivo 2\n');
    utimesSync(join(folder, 'x.csv'), 0, 0);
    const watch = new FolderWatch<string>({
      folder,
      clock,
      pollMs: 60_000,
      intake: new LogRowIntake({ watch: 'x', intake, log, store }),
      toItem: ({ texto }) => String(texto),
      onError: (error) => {
        throw error;
      },
    });
    const timer = new Timer({
      everyMs: 10,
      clock,
      work: async () => void (await intake.offer(['relógio'])),
      onError: (error) => {
        throw error;
      },
    });
    clock.advance(10);
    while (log.end < 4) await turn();
    await timer.close();
    await watch.close();
    await run.drain();
    expect([...found].sort()).toEqual(['arquivo 1', 'arquivo 2', 'pedido', 'relógio']);
  });
});
