import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm, watch } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RotatingFile, type RotatingFileOptions } from './rotating-file.js';

describe('RotatingFile', () => {
  let folder: string;
  let path: string;
  let open: RotatingFile[] = [];

  const create = (options: Partial<RotatingFileOptions> = {}): RotatingFile => {
    const file = new RotatingFile({ path, ...options });
    open.push(file);
    return file;
  };
  const read = (name = 'cursos.log'): string => readFileSync(join(folder, name), 'utf8');
  /** All files, the oldest first. */
  const readAll = (): string[] => {
    const age = (name: string): number => Number(/\.log\.(\d+)$/.exec(name)?.[1] ?? 0);
    const names = readdirSync(folder).sort((one, other) => age(other) - age(one));
    return names.flatMap((name) => read(name).split('\n').slice(0, -1));
  };
  const numbered = (count: number): string[] =>
    Array.from({ length: count }, (_, at) => JSON.stringify({ n: at, text: 'ação'.repeat(at % 7) }));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trilha-log-'));
    path = join(folder, 'cursos.log');
  });

  afterEach(async () => {
    await Promise.all(open.map((file) => file.close()));
    open = [];
    await rm(folder, { recursive: true });
  });

  it('keeps 10,000 lines whole and in order over many rotations', async () => {
    const lines = numbered(10_000);
    const file = create({ maxBytes: 32 * 1024, keep: 100 });
    for (const [at, line] of lines.entries()) {
      file.write(`${line}\n`);
      if (at % 997 === 0) await file.flush();
      if (at % 1_499 === 0) file.flushSync();
    }
    await file.flush();
    expect(readAll()).toEqual(lines);
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(32 * 1024);
  });

  it('keeps the order when a synchronous flush meets a write under way', async () => {
    const lines = numbered(9_000);
    const between = '{"between":true}';
    const bytes = Buffer.byteLength(lines.join('\n')) + 1 + 9 * (between.length + 1);
    const file = create({ maxBytes: bytes });
    for (const [at, line] of lines.entries()) {
      file.write(`${line}\n`);
      if (at % 1_000 === 999) {
        const flushed = file.flush();
        file.write(`${between}\n`);
        file.flushSync();
        await flushed;
      }
    }
    await file.flush();
    const written = readAll();
    expect(written.filter((line) => line !== between)).toEqual(lines);
    expect(written).toHaveLength(9_009);
    // It has counted right: all of it just fits.
    expect(readdirSync(folder)).toEqual(['cursos.log']);
  });

  it('keeps so many older files and no more', async () => {
    const file = create({ maxBytes: 10, keep: 2 });
    for (let at = 0; at < 6; at += 1) file.write(`line ${at}...\n`);
    await file.flush();
    expect(readdirSync(folder).sort()).toEqual(['cursos.log', 'cursos.log.1', 'cursos.log.2']);
    expect(readAll()).toEqual(['line 3...', 'line 4...', 'line 5...']);
  });

  it('writes a line that is larger than a file into one of its own', async () => {
    const file = create({ maxBytes: 10 });
    for (const line of ['a', 'b'.repeat(50), 'c']) file.write(`${line}\n`);
    await file.flush();
    expect(readAll()).toEqual(['a', 'b'.repeat(50), 'c']);
  });

  it('appends to the file that is there, and rotates it when it is full', async () => {
    writeFileSync(path, 'old\n');
    const file = create({ maxBytes: 12 });
    file.write('new 1\n');
    file.write('new 2\n');
    await file.flush();
    expect(read('cursos.log.1')).toBe('old\nnew 1\n');
    expect(read()).toBe('new 2\n');
  });

  it('begins a line of its own after one that a crash cut short', async () => {
    writeFileSync(path, '{"n":1}\n{"n":');
    const file = create();
    file.write('{"n":3}\n');
    await file.flush();
    expect(read()).toBe('{"n":1}\n{"n":\n{"n":3}\n');
  });

  it('makes the folder', async () => {
    path = join(folder, 'a/b/cursos.log');
    const file = create();
    file.write('x\n');
    await file.flush();
    expect(readFileSync(path, 'utf8')).toBe('x\n');
  });

  it('goes on in a new file when somebody moved the old one away', async () => {
    const file = create();
    file.write('before\n');
    await file.flush();
    renameSync(path, join(folder, 'moved'));
    file.write('after\n');
    await file.flush();
    expect(read('moved')).toBe('before\n');
    expect(read()).toBe('after\n');
  });

  it('writes synchronously when asked', () => {
    const file = create();
    file.write('fatal\n');
    file.flushSync();
    expect(read()).toBe('fatal\n');
  });

  it('writes by itself a little later', async () => {
    create().write('x\n');
    for await (const _change of watch(folder)) {
      if (existsSync(path) && read() !== '') break;
    }
    expect(read()).toBe('x\n');
  });

  describe('in trouble', () => {
    const troubles: (string | undefined)[] = [];
    let now = 0;
    const createWatched = (options: Partial<RotatingFileOptions> = {}): RotatingFile =>
      create({
        onTrouble: (error: NodeJS.ErrnoException) => troubles.push(error.code),
        nowMs: () => now,
        ...options,
      });

    beforeEach(() => {
      troubles.length = 0;
      now = 0;
    });

    it('tells once of a full disk, and writes what waited when there is room again', async () => {
      symlinkSync('/dev/full', path);
      const file = createWatched();
      file.write('one\n');
      await file.flush();
      file.write('two\n');
      file.flushSync();
      now = 10_000;
      await file.flush();
      expect(troubles).toEqual(['ENOSPC']);
      rmSync(path);
      now = 19_999;
      await file.flush();
      expect(existsSync(path)).toBe(false);
      now = 20_000;
      await file.flush();
      expect(read()).toBe('one\ntwo\n');
    });

    it('tells again when it worked in between', async () => {
      symlinkSync('/dev/full', path);
      const file = createWatched();
      file.write('one\n');
      await file.flush();
      rmSync(path);
      now = 10_000;
      await file.flush();
      rmSync(path);
      symlinkSync('/dev/full', path);
      file.write('two\n');
      await file.flush();
      expect(troubles).toEqual(['ENOSPC', 'ENOSPC']);
    });

    it('survives a folder that can not be made', async () => {
      writeFileSync(join(folder, 'file'), '');
      path = join(folder, 'file/cursos.log');
      const file = createWatched();
      file.write('x\n');
      await file.flush();
      expect(troubles).toHaveLength(1);
    });

    it('survives an older file that can not be replaced', async () => {
      mkdirSync(join(folder, 'cursos.log.1/x'), { recursive: true });
      const file = createWatched({ maxBytes: 4, keep: 1 });
      file.write('one\n');
      file.write('two\n');
      await file.flush();
      expect(troubles).toHaveLength(1);
      expect(read()).toBe('one\n');
      rmSync(join(folder, 'cursos.log.1'), { recursive: true });
      now = 10_000;
      await file.flush();
      expect(readAll()).toEqual(['one', 'two']);
    });

    it('keeps what waits within a bound', async () => {
      symlinkSync('/dev/full', path);
      const file = createWatched();
      const line = `${'x'.repeat(1024 * 1024 - 1)}\n`;
      for (let at = 0; at < 20; at += 1) {
        file.write(line);
        await file.flush();
      }
      rmSync(path);
      now = 10_000;
      await file.flush();
      // One was taken in hand, eight waited.
      expect(read().length).toBe(9 * line.length);
    });
  });
});
