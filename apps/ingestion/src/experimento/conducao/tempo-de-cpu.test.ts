import { filhosDe, lerStat, segundosDaMaquina, segundosDeCpu } from './tempo-de-cpu.js';

const noLinux = process.platform === 'linux' ? it : it.skip;

it('lerStat reads parent and times, whatever the name of the process', () => {
  const stat = '42 (um (nome) com 9 espacos) S 7 42 42 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 1 0 5';
  expect(lerStat(42, stat)).toEqual({ pid: 42, pai: 7, segundos: 2 });
});

noLinux('counts what this process used, and more the more it works', () => {
  const antes = segundosDeCpu(process.pid) as number;
  const { user, system } = process.cpuUsage();
  expect(Math.abs(antes - (user + system) / 1e6)).toBeLessThan(1);
  // The system counts in hundredths of a second: work until it must have noticed.
  for (const alvo = process.cpuUsage().user + 100_000; process.cpuUsage().user < alvo; );
  expect(segundosDeCpu(process.pid)).toBeGreaterThan(antes);
});

noLinux('knows whose child a process is', () => {
  expect(filhosDe(process.ppid)).toContain(process.pid);
});

it('has no time for a process that is not there', () => {
  expect(segundosDeCpu(2 ** 30)).toBeUndefined();
});

it('counts the machine', () => {
  expect(segundosDaMaquina()).toBeGreaterThan(0);
});
