import { bounded } from '../bounded.js';
import type { StateReader } from '../state-reader.js';
import type { StateWriter } from '../state-writer.js';

const SQRT_2_PI = Math.sqrt(2 * Math.PI);

/**
 * How each of some features is distributed within each class, as a normal distribution: weight, mean and sum of squared
 * deviations by the weighted form of Welford's recurrence (D. H. D. West, 1979, "Updating mean and variance estimates: an
 * improved method"). The variance is that of a sample, divided by n − 1.
 */
export class GaussianTable {
  private constructor(
    private readonly features: number,
    /** One a class. */
    private readonly weights: Float64Array,
    /** One a class and feature, the features of a class side by side. */
    private readonly means: Float64Array,
    private readonly squares: Float64Array,
  ) {}

  static empty(classes: number, features: number): GaussianTable {
    const size = classes * features;
    return new GaussianTable(
      features,
      new Float64Array(classes),
      new Float64Array(size),
      new Float64Array(size),
    );
  }

  static read(reader: StateReader, classes: number, features: number): GaussianTable {
    const size = classes * features;
    return new GaussianTable(
      features,
      reader.float64s(classes),
      reader.float64s(size),
      reader.float64s(size),
    );
  }

  write(writer: StateWriter): void {
    writer.float64s(this.weights);
    writer.float64s(this.means);
    writer.float64s(this.squares);
  }

  weight(y: number): number {
    return this.weights[y] as number;
  }

  /** Call once an event and class, then `observe` for each feature. */
  count(y: number, weight: number): void {
    this.weights[y] = (this.weights[y] as number) + weight;
  }

  observe(y: number, feature: number, value: number, weight: number): void {
    const at = y * this.features + feature;
    const near = bounded(value);
    const mean = this.means[at] as number;
    const delta = near - mean;
    const next = mean + (weight / (this.weights[y] as number)) * delta;
    this.means[at] = next;
    this.squares[at] = (this.squares[at] as number) + weight * delta * (near - next);
  }

  mean(y: number, feature: number): number {
    return this.means[y * this.features + feature] as number;
  }

  /** 0 until the class weighs more than 1. */
  variance(y: number, feature: number): number {
    const weight = this.weights[y] as number;
    return weight > 1 ? (this.squares[y * this.features + feature] as number) / (weight - 1) : 0;
  }

  /** −(x − μ)² / 2σ² − ln(2πσ²) / 2; 0, which says nothing, while the variance is 0. */
  logDensity(y: number, feature: number, value: number): number {
    const variance = this.variance(y, feature);
    if (!(variance > 0)) return 0;
    const distance = value - this.mean(y, feature);
    return -(distance * distance) / (2 * variance) - Math.log(2 * Math.PI * variance) / 2;
  }

  /** e^(−(x − μ)² / 2σ²) / √(2πσ²); 0 while the variance is 0. */
  density(y: number, feature: number, value: number): number {
    const variance = this.variance(y, feature);
    if (!(variance > 0)) return 0;
    const distance = value - this.mean(y, feature);
    return Math.exp(-(distance * distance) / (2 * variance)) / (SQRT_2_PI * Math.sqrt(variance));
  }
}
