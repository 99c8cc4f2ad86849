import { GaussianTable } from '../bayes/gaussian-table.js';
import { logNormalise } from '../bayes/log-normalise.js';
import { mostProbable } from '../estimators.js';
import type { StateReader } from '../state-reader.js';
import type { StateWriter } from '../state-writer.js';

const LEAST_LOG_DENSITY = Math.log(1e-9);

/**
 * Where a path through the tree ends: counts classes, and keeps for some features how they are distributed within each
 * class, for splits and for predictions.
 */
export class HoeffdingLeaf {
  readonly isLeaf = true;

  private constructor(
    readonly depth: number,
    /** Weight of each class, with what the split that made this leaf expected here. */
    readonly classWeights: Float64Array,
    /** Indices of the features that are kept. */
    readonly features: Int32Array,
    readonly table: GaussianTable,
    /** Least and greatest value of each class and kept feature, features of a class side by side. */
    readonly least: Float64Array,
    readonly greatest: Float64Array,
    /** Weight for which the most frequent class, and naive Bayes, was right before it was learned. */
    private majorityCorrect: number,
    private bayesCorrect: number,
    /** Weight when a split was last tried. */
    public weightAtAttempt: number,
  ) {}

  static fresh(depth: number, classWeights: Float64Array, features: Int32Array): HoeffdingLeaf {
    const classes = classWeights.length;
    const size = classes * features.length;
    return new HoeffdingLeaf(
      depth,
      classWeights,
      features,
      GaussianTable.empty(classes, features.length),
      new Float64Array(size).fill(Number.POSITIVE_INFINITY),
      new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
      0,
      0,
      sumOf(classWeights),
    );
  }

  get weight(): number {
    return sumOf(this.classWeights);
  }

  /** Classes that occurred. */
  get classesSeen(): number {
    let seen = 0;
    for (const weight of this.classWeights) if (weight > 0) seen++;
    return seen;
  }

  /** @param scratch of the length of classes */
  learn(x: Float64Array, y: number, weight: number, scratch: Float64Array): void {
    this.majorityVote(scratch);
    if (mostProbable(scratch) === y) this.majorityCorrect += weight;
    this.bayesVote(x, scratch);
    if (mostProbable(scratch) === y) this.bayesCorrect += weight;

    const { features, table, least, greatest } = this;
    this.classWeights[y] = (this.classWeights[y] as number) + weight;
    table.count(y, weight);
    for (let k = 0, at = y * features.length; k < features.length; k++, at++) {
      const value = x[features[k] as number] as number;
      table.observe(y, k, value, weight);
      if (value < (least[at] as number)) least[at] = value;
      if (value > (greatest[at] as number)) greatest[at] = value;
    }
  }

  /** By whichever of both was right more often in this leaf. */
  vote(x: Float64Array, into: Float64Array): void {
    if (this.bayesCorrect >= this.majorityCorrect) this.bayesVote(x, into);
    else this.majorityVote(into);
  }

  write(writer: StateWriter): void {
    writer.uint32(this.depth);
    writer.uint32(this.features.length);
    writer.int32s(this.features);
    writer.float64s(this.classWeights);
    this.table.write(writer);
    writer.float64s(this.least);
    writer.float64s(this.greatest);
    writer.float64(this.majorityCorrect);
    writer.float64(this.bayesCorrect);
    writer.float64(this.weightAtAttempt);
  }

  static read(reader: StateReader, dimension: number, classes: number): HoeffdingLeaf {
    const depth = reader.uint32();
    const kept = reader.atMost('features of a leaf', dimension);
    const features = reader.int32s(kept);
    if (features.some((feature) => feature < 0 || feature >= dimension)) {
      throw reader.mismatch('a leaf keeps a feature that is none');
    }
    return new HoeffdingLeaf(
      depth,
      reader.float64s(classes),
      features,
      GaussianTable.read(reader, classes, kept),
      reader.float64s(classes * kept),
      reader.float64s(classes * kept),
      reader.float64(),
      reader.float64(),
      reader.float64(),
    );
  }

  private majorityVote(into: Float64Array): void {
    const weight = this.weight;
    for (let c = 0; c < into.length; c++) {
      into[c] = weight > 0 ? (this.classWeights[c] as number) / weight : 1 / into.length;
    }
  }

  private bayesVote(x: Float64Array, into: Float64Array): void {
    const { classWeights, features, table } = this;
    const weight = this.weight;
    for (let c = 0; c < into.length; c++) {
      let log = Math.log((classWeights[c] as number) / weight || 0);
      if (log > Number.NEGATIVE_INFINITY) {
        for (let k = 0; k < features.length; k++) {
          const density = table.logDensity(c, k, x[features[k] as number] as number);
          // Far out of what was seen: against the class, but no veto.
          log += density < LEAST_LOG_DENSITY ? LEAST_LOG_DENSITY : density;
        }
      }
      into[c] = log;
    }
    logNormalise(into);
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum;
}
