import type { Encoder } from './estimators.js';

/**
 * A category as features: 1 at the place of the category in the list, 0 elsewhere; the last place is for every category
 * that is not in the list. The list is fixed so that the dimension is.
 */
export class OneHot implements Encoder<string> {
  readonly width: number;
  private readonly places: ReadonlyMap<string, number>;

  /** @throws RangeError when a category is listed twice */
  constructor(categories: readonly string[]) {
    this.places = new Map(categories.map((category, place) => [category, place]));
    if (this.places.size < categories.length) throw new RangeError('a category is listed twice');
    this.width = categories.length + 1;
  }

  /** @throws RangeError when `into` has no room from `at` on */
  encode(category: string, into: Float64Array = new Float64Array(this.width), at = 0): Float64Array {
    const end = at + this.width;
    if (end > into.length) throw new RangeError(`features ${at} to ${end - 1} do not fit ${into.length}`);
    into.fill(0, at, end);
    into[at + (this.places.get(category) ?? this.width - 1)] = 1;
    return into;
  }
}
