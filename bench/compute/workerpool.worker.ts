import { countPrimes } from '@trilha/pipeline/compute';
import workerpool from 'workerpool';

workerpool.worker({ countPrimes: (n: number) => countPrimes(n) });
