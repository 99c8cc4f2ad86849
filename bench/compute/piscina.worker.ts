import { countPrimes } from '@trilha/pipeline/compute';

export default (n: number): number => countPrimes(n);
