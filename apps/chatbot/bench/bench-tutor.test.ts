import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, 'bench-tutor.ts');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-tutor-'));
  const qas = [{ question: 'Quando o farol foi aceso?', answers: [{ text: '1898', answer_start: 35 }] }];
  const context = 'O farol guia navios. Foi aceso em  1898 pelo mestre.';
  writeFileSync(join(folder, 'dados.json'), JSON.stringify({ data: [{ paragraphs: [{ context, qas }] }] }));
  writeFileSync(join(folder, 'fora.json'), JSON.stringify(['Qual a altura do Everest?']));
});
afterAll(() => rmSync(folder, { recursive: true }));

const bench = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', SCRIPT, ...args], {
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
    timeout: 30_000,
  });

describe('bench-tutor', () => {
  it('prints one JSON object, with paths counted from where the command was typed', () => {
    const { stdout, status } = bench('--dataset', 'dados.json', '--offtopic', 'fora.json', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      questions: 1,
      recallAt1: 1,
      rightSentence: 1,
      offTopic: { rejected: 1 },
    });
    expect(status).toBe(0);
  });

  it('prints a table for people', () => {
    const { stdout } = bench('--dataset', join(folder, 'dados.json'));
    expect(stdout).toMatch(/1 questions over 1 paragraphs\n {2}retrieval R@1 +1\.000/);
    expect(stdout).not.toContain('off-topic');
  });

  it('ends with one line and code 1 for a file it cannot use', () => {
    const { stdout, stderr, status } = bench('--dataset', 'fora.json');
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr.trim()).toMatch(/^bench-tutor: .*fora\.json: is not SQuAD data: .*$/);
  });

  it.each([[['--dados', 'x']], [[]]])('ends with one line and code 2 for the arguments %j', (args) => {
    const { stderr, status } = bench(...args);
    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('explains itself', () => {
    const { stdout, status } = bench('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('--offtopic FILE');
  });
});
