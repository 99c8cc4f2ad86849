import type { Stateful } from '../state/stateful.js';
import { StateReader } from './state-reader.js';
import { StateWriter } from './state-writer.js';

const KIND = 'random';
const VERSION = 1;
// Bound once: where globals are intercepted, as by test runners, each lookup costs more than the arithmetic.
const { imul, floor, sqrt, log } = Math;
/** Products of uniform numbers stay normal, and draws few, below it. */
const MAX_POISSON_MEAN = 100;

/**
 * A generator whose state belongs to the checkpoint: xoshiro128** (D. Blackman, S. Vigna, 2021, "Scrambled linear
 * pseudorandom number generators"), seeded by splitmix32, so that close seeds give unlike streams. Not for secrets.
 */
export class Random implements Stateful {
  private state: Int32Array;

  /** @param seed any whole number; its low 32 bits count */
  constructor(seed: number) {
    this.state = new Int32Array(4);
    let s = seed | 0;
    for (let i = 0; i < 4; i++) {
      s = (s + 0x9e3779b9) | 0;
      let z = s;
      z = imul(z ^ (z >>> 16), 0x21f0aaad);
      z = imul(z ^ (z >>> 15), 0x735a2d97);
      this.state[i] = z ^ (z >>> 15);
    }
  }

  /** A whole number from 0 to 2³² − 1. */
  uint32(): number {
    const s = this.state;
    const s1 = s[1] as number;
    const scrambled = imul(rotate(imul(s1, 5), 7), 9);
    s[2] = (s[2] as number) ^ (s[0] as number);
    s[3] = (s[3] as number) ^ s1;
    s[1] = s1 ^ (s[2] as number);
    s[0] = (s[0] as number) ^ (s[3] as number);
    s[2] = (s[2] as number) ^ (s1 << 9);
    s[3] = rotate(s[3] as number, 11);
    return scrambled >>> 0;
  }

  /** From 0 to below 1, of 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number {
    return floor(this.uniform() * bound);
  }

  /**
   * A Poisson-distributed count, by products of uniform numbers (D. E. Knuth, The Art of Computer Programming 2, 3.4.1).
   *
   * @throws RangeError for a mean above 100
   */
  poisson(mean: number): number {
    if (!(mean >= 0 && mean <= MAX_POISSON_MEAN)) {
      throw new RangeError(`the mean is ${mean}, takes a number from 0 to ${MAX_POISSON_MEAN}`);
    }
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  /** Normally distributed, mean 0 and deviation 1, by the polar method (G. Marsaglia, T. A. Bray, 1964). */
  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      // The second number of the pair is let go: keeping it would be state.
      if (s > 0 && s < 1) return u * sqrt((-2 * log(s)) / s);
    }
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.int32s(this.state);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    const state = reader.int32s(4);
    reader.end();
    this.state = state;
  }
}

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));
