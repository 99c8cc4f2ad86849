import { countPrimes, cpuCommand, serveTasks } from '@trilha/pipeline/compute';

serveTasks({ compute: cpuCommand({ read: ({ n }) => n as number, run: countPrimes }) });
