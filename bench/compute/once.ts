/** One request of the side that starts a process for each. */
import { countPrimes } from '@trilha/pipeline/compute';

process.stdout.write(String(countPrimes(Number(process.argv[2]))));
