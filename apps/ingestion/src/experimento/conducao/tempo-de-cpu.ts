import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Linux counts in hundredths of a second whatever the kernel ticks at (USER_HZ). */
const TIQUES_POR_SEGUNDO = 100;

interface Processo {
  readonly pid: number;
  readonly pai: number;
  readonly segundos: number;
}

/**
 * Processor time of a process and all that it started, in seconds.
 *
 * @returns undefined where the system has no /proc, or the process is gone
 */
export function segundosDeCpu(pid: number): number | undefined {
  const processos = lerProcessos();
  const deles = new Set([pid]);
  // Children follow in no order: go on until no more are found.
  for (let antes = 0; antes !== deles.size; ) {
    antes = deles.size;
    for (const processo of processos) if (deles.has(processo.pai)) deles.add(processo.pid);
  }
  const achados = processos.filter((processo) => deles.has(processo.pid));
  if (!achados.some((processo) => processo.pid === pid)) return undefined;
  return achados.reduce((soma, { segundos }) => soma + segundos, 0);
}

/** Processes that a process started and that still run; undefined where the system has no /proc. */
export function filhosDe(pid: number): readonly number[] | undefined {
  const processos = lerProcessos();
  return processos.length === 0
    ? undefined
    : processos.filter(({ pai }) => pai === pid).map((processo) => processo.pid);
}

function lerProcessos(): readonly Processo[] {
  let pastas: string[];
  try {
    pastas = readdirSync('/proc').filter((nome) => /^\d+$/.test(nome));
  } catch {
    return [];
  }
  return pastas.flatMap((pasta) => {
    try {
      return [lerStat(Number(pasta), readFileSync(`/proc/${pasta}/stat`, 'utf8'))];
    } catch {
      // It ended between the listing and the reading.
      return [];
    }
  });
}

/** A line of `/proc/<pid>/stat`; the name, which may hold anything, is in parentheses. */
export function lerStat(pid: number, stat: string): Processo {
  const campos = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [pai, usuario, sistema] = [campos[1], campos[11], campos[12]].map(Number) as [number, number, number];
  return { pid, pai, segundos: (usuario + sistema) / TIQUES_POR_SEGUNDO };
}

/** Time of all cores since the start of the machine in which they were busy, in seconds. */
export function segundosDaMaquina(): number {
  return cpus().reduce(
    (soma, { times: { user, nice, sys, irq } }) => soma + (user + nice + sys + irq) / 1_000,
    0,
  );
}
