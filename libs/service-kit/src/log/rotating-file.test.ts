import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RotatingFile } from './rotating-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('RotatingFile', () => {
  it('makes its folder and appends to what is there', () => {
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'logs/a.log'), 'old\n');
    const log = new RotatingFile({ file: join(folder, 'logs/a.log') });
    log.write('new\n');
    log.close();
    expect(textOf('logs/a.log')).toBe('old\nnew\n');
  });

  it('keeps every line whole and in order over many files', () => {
    const log = new RotatingFile({ file: join(folder, 'a.log'), maxBytes: 40_000, keep: 20 });
    const lines = Array.from({ length: 10_000 }, (_, i) => `{"n":${i},"text":"ção ${'x'.repeat(i % 50)}"}\n`);
    for (const line of lines) log.write(line);
    log.close();
    const files = readdirSync(folder).sort((a, b) => ageOf(b) - ageOf(a));
    expect(files.length).toBeGreaterThan(5);
    expect(files.map(textOf).join('')).toBe(lines.join(''));
    for (const file of files) expect(textOf(file).endsWith('\n')).toBe(true);
  });

  it('keeps no more files than it was told', () => {
    const log = new RotatingFile({ file: join(folder, 'a.log'), maxBytes: 10, keep: 2 });
    for (let i = 0; i < 6; i++) {
      log.write(`line number ${i}\n`);
      log.flush();
    }
    log.close();
    expect(readdirSync(folder).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    expect(textOf('a.log.1')).toBe('line number 4\n');
  });

  it('has everything in the file after a flush', () => {
    const log = new RotatingFile({ file: join(folder, 'a.log') });
    log.write('one\n');
    log.flush();
    expect(textOf('a.log')).toBe('one\n');
    log.close();
  });

  it('says once that it can not write, loses lines and goes on when it can again', () => {
    let now = 0;
    const troubles: string[] = [];
    writeFileSync(join(folder, 'logs'), 'a file where the folder should be');
    const log = new RotatingFile({
      file: join(folder, 'logs/a.log'),
      onTrouble: (why) => troubles.push(why),
      now: () => now,
    });
    for (const line of ['lost\n', 'lost too\n']) {
      log.write(line);
      log.flush();
    }
    expect(troubles).toHaveLength(1);
    rmSync(join(folder, 'logs'));
    now = 10_000;
    log.write('kept\n');
    log.close();
    expect(textOf('logs/a.log')).toBe('kept\n');
  });
});

const ageOf = (name: string): number => Number(name.split('.')[2] ?? 0);
