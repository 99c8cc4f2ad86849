import type { Stateful } from '../state/stateful.js';
import { Random } from './random.js';

/** The dimension of every stream here. */
export const DIMENSION = 5;
export const HUGE = 1e308;
export const EXTREME: readonly (readonly number[])[] = [
  [HUGE, HUGE, HUGE, HUGE, HUGE],
  [-HUGE, HUGE, -HUGE, HUGE, -HUGE],
  [0, 0, 0, 0, 0],
  [5e-324, -5e-324, 1e-200, -1e-200, 1e200],
];

/** Two classes: three features differ in the mean by twice the deviation, the fourth is noise, the fifth a constant. */
export function labelled(random: Random): { x: Float64Array; y: number } {
  const y = random.below(2);
  const centre = y === 1 ? 1 : -1;
  const x = new Float64Array(DIMENSION).fill(3);
  for (let i = 0; i < 4; i++) x[i] = random.normal() + (i < 3 ? centre : 0);
  return { x, y };
}

export const probes = (): Float64Array[] => {
  const random = new Random(99);
  return Array.from({ length: 20 }, () => labelled(random).x);
};

/** What all estimators do with their input; `uses` are the methods that take x. */
export function inputContract<E extends Stateful>(
  name: string,
  create: (dimension: number) => E,
  uses: Readonly<Record<string, (one: E, x: Float64Array) => unknown>>,
): void {
  describe(`${name} and its input`, () => {
    it.each(Object.entries(uses))('%s leaves x as it was', (_, use) => {
      const one = create(DIMENSION);
      const random = new Random(1);
      for (let i = 0; i < 300; i++) {
        const { x } = labelled(random);
        const before = [...x];
        use(one, x);
        expect([...x]).toEqual(before);
      }
    });

    it.each(Object.entries(uses))(
      '%s refuses what is not finite, naming the index, without a trace',
      (_, use) => {
        const one = create(DIMENSION);
        const before = one.save();
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
          expect(() => use(one, Float64Array.of(0, 1, 2, bad, 4))).toThrow(
            new RangeError(`feature 3 is ${bad}, takes a finite number`),
          );
        }
        expect(one.save()).toEqual(before);
      },
    );

    it.each(Object.entries(uses))('%s refuses another dimension', (_, use) => {
      expect(() => use(create(DIMENSION), new Float64Array(DIMENSION - 1))).toThrow(RangeError);
      expect(() => use(create(DIMENSION), new Float64Array(DIMENSION + 1))).toThrow(RangeError);
    });

    it('cannot be made without features', () => {
      expect(() => create(0)).toThrow(RangeError);
      expect(() => create(1.5)).toThrow(RangeError);
    });
  });
}
