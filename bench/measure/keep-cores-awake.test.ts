import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { keepCoresAwake } from './keep-cores-awake.js';

/** In /proc/PID/stat; 5 is SCHED_IDLE (proc(5), sched(7)). */
const policyOf = (pid: number | undefined): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[38]);
};

const possible = process.env.CI === 'true' || spawnSync('chrt', ['-m']).status === 0;
(possible ? it : it.skip)(
  'keeps a process of the lowest class on each core, until it is told to end',
  async () => {
    const { pids, end } = await keepCoresAwake();
    try {
      expect(pids).toHaveLength(cpus().length);
      // chrt first takes the class, and then becomes what spins.
      for (const pid of pids)
        while (policyOf(pid) !== 5) await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      await end();
    }
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  },
);
