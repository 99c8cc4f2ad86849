import { checkClass, checkClasses, checkDimension, checkFeatures, checkWeight } from '../arguments.js';
import type { Classifier } from '../estimators.js';
import { StateReader } from '../state-reader.js';
import { StateWriter } from '../state-writer.js';
import { GaussianTable } from './gaussian-table.js';
import { logNormalise } from './log-normalise.js';

const KIND = 'gaussian-naive-bayes';
const VERSION = 1;
/** Added to every density, so that one feature far out, or without variance, can't decide alone. */
const DENSITY_FLOOR = 1e-9;

/**
 * Bayes' rule with features taken for independent and normal within a class (T. F. Chan, G. H. Golub, R. J. LeVeque, 1979,
 * "Updating formulae and a pairwise algorithm for computing sample variances" for the streaming form):
 *
 *     ln P(c | x) = ln(n_c / n) + Σᵢ ln(10⁻⁹ + N(xᵢ; μ_ci, σ²_ci)) + constant
 *
 * The variance is that of a sample; a class that was not seen has probability 0, and before any was seen all are alike.
 */
export class GaussianNaiveBayes implements Classifier {
  private table: GaussianTable;
  private total = 0;

  /** @throws RangeError when the dimension or the count of classes is none */
  constructor(
    readonly dimension: number,
    readonly classes = 2,
  ) {
    checkDimension(dimension);
    checkClasses(classes);
    this.table = GaussianTable.empty(classes, dimension);
  }

  get ready(): boolean {
    return this.total > 0;
  }

  learn(x: Float64Array, y: number, weight = 1): void {
    checkFeatures(x, this.dimension);
    checkClass(y, this.classes);
    checkWeight(weight);
    if (weight === 0) return;
    this.total += weight;
    this.table.count(y, weight);
    for (let i = 0; i < this.dimension; i++) this.table.observe(y, i, x[i] as number, weight);
  }

  probabilities(x: Float64Array, into: Float64Array = new Float64Array(this.classes)): Float64Array {
    checkFeatures(x, this.dimension);
    for (let c = 0; c < this.classes; c++) {
      // ln 0 is −∞, which no density lifts.
      let log = Math.log(this.table.weight(c) / this.total || 0);
      if (log > Number.NEGATIVE_INFINITY) {
        for (let i = 0; i < this.dimension; i++) {
          log += Math.log(DENSITY_FLOOR + this.table.density(c, i, x[i] as number));
        }
      }
      into[c] = log;
    }
    logNormalise(into);
    return into;
  }

  save(): Uint8Array {
    const writer = new StateWriter(KIND, VERSION);
    writer.uint32(this.dimension);
    writer.uint32(this.classes);
    writer.float64(this.total);
    this.table.write(writer);
    return writer.finish();
  }

  load(bytes: Uint8Array): void {
    const reader = new StateReader(bytes, KIND, VERSION);
    reader.expect('dimension', this.dimension);
    reader.expect('classes', this.classes);
    const total = reader.float64();
    const table = GaussianTable.read(reader, this.classes, this.dimension);
    reader.end();
    this.total = total;
    this.table = table;
  }
}
