import { Random } from '@trilha/pipeline/online';

/** Random numbers that one seed decides, in the forms in which people and purchases are made up. */
export class Sorte {
  private readonly random: Random;

  constructor(semente: number) {
    this.random = new Random(semente);
  }

  /** A whole number of 32 bits. */
  bits(): number {
    return this.random.uint32();
  }

  /** In [0, 1). */
  fracao(): number {
    return this.random.uniform();
  }

  /** A whole number from 0 to `n` − 1. */
  ate(n: number): number {
    return this.random.below(n);
  }

  de<T>(lista: readonly T[]): T {
    return lista[this.ate(lista.length)] as T;
  }

  chance(p: number): boolean {
    return this.fracao() < p;
  }

  /** With mean 0 and variance 1. */
  normal(): number {
    return this.random.normal();
  }

  /** With this mean. */
  exponencial(media: number): number {
    return -Math.log(1 - this.fracao()) * media;
  }
}
