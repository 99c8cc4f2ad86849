import type { AnomalyDetector, Classifier, Regressor, Transformer } from './estimators.js';
import { mostProbable } from './estimators.js';
import { DIMENSION, EXTREME, HUGE, inputContract, labelled, probes } from './input.contract.js';
import { Random } from './random.js';
import { statefulContract } from './stateful.contract.js';

interface Options {
  /** Of the state after the stream that is meant to fill it. */
  readonly maxStateBytes: number;
  /** How many events that stream has; default 50,000. */
  readonly events?: number;
}

/** What every classifier of two classes must do. */
export function classifierContract(
  name: string,
  create: (dimension: number) => Classifier,
  options: Options,
): void {
  statefulContract(name, {
    create: () => create(DIMENSION),
    feed: (one, random) => {
      const { x, y } = labelled(random);
      one.learn(x, y);
    },
    ask: (one) => probes().flatMap((x) => [...one.probabilities(x)]),
    otherShape: () => create(DIMENSION + 1),
    ...options,
  });
  inputContract(name, create, {
    learn: (one, x) => one.learn(x, 1),
    probabilities: (one, x) => one.probabilities(x),
  });

  describe(`${name} as Classifier`, () => {
    const expectProbabilities = (p: Float64Array): void => {
      expect(p.length).toBe(2);
      for (const one of p) expect(one >= 0 && one <= 1).toBe(true);
      expect((p[0] as number) + (p[1] as number)).toBeCloseTo(1, 12);
    };

    it('learns two overlapping classes far above the share of the greater', () => {
      const one = create(DIMENSION);
      const random = new Random(4);
      let correct = 0;
      for (let i = 0; i < 4_000; i++) {
        const { x, y } = labelled(random);
        if (i >= 2_000 && mostProbable(one.probabilities(x)) === y) correct++;
        one.learn(x, y);
      }
      // The best there is, by the normal distribution at √3: 0.958.
      expect(correct / 2_000).toBeGreaterThan(0.9);
    });

    it('gives probabilities before it has learned, and after one class only', () => {
      const one = create(DIMENSION);
      expectProbabilities(one.probabilities(new Float64Array(DIMENSION)));
      one.learn(new Float64Array(DIMENSION), 1);
      expectProbabilities(one.probabilities(new Float64Array(DIMENSION)));
      expect(one.ready).toBe(true);
    });

    it('gives probabilities for extreme input, before and after learning it', () => {
      const one = create(DIMENSION);
      const random = new Random(1);
      for (let i = 0; i < 300; i++) {
        const { x, y } = labelled(random);
        one.learn(x, y);
      }
      for (const values of EXTREME) expectProbabilities(one.probabilities(Float64Array.from(values)));
      for (let i = 0; i < 400; i++) {
        one.learn(Float64Array.from(EXTREME[i % EXTREME.length] as number[]), i % 3 === 0 ? 1 : 0);
      }
      for (const values of EXTREME) expectProbabilities(one.probabilities(Float64Array.from(values)));
      for (const x of probes()) expectProbabilities(one.probabilities(x));
    });

    it('answers into the array it is given', () => {
      const one = create(DIMENSION);
      const into = new Float64Array(2);
      expect(one.probabilities(probes()[0] as Float64Array, into)).toBe(into);
      expectProbabilities(into);
    });

    it('refuses classes and weights that are none, without a trace', () => {
      const one = create(DIMENSION);
      const before = one.save();
      const x = new Float64Array(DIMENSION);
      for (const y of [-1, 2, 0.5, Number.NaN]) expect(() => one.learn(x, y)).toThrow(RangeError);
      for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => one.learn(x, 1, weight)).toThrow(RangeError);
      }
      expect(one.save()).toEqual(before);
    });

    it('changes no answer for an event of weight 0', () => {
      const one = create(DIMENSION);
      const random = new Random(1);
      for (let i = 0; i < 100; i++) {
        const { x, y } = labelled(random);
        one.learn(x, y);
      }
      const before = probes().map((x) => [...one.probabilities(x)]);
      one.learn(Float64Array.of(9, 9, 9, 9, 3), 0, 0);
      expect(probes().map((x) => [...one.probabilities(x)])).toEqual(before);
    });
  });
}

/** What every regressor must do. */
export function regressorContract(
  name: string,
  create: (dimension: number) => Regressor,
  options: Options,
): void {
  const plane = (x: Float64Array): number => 2 * (x[0] as number) - (x[1] as number) + 0.5;
  statefulContract(name, {
    create: () => create(DIMENSION),
    feed: (one, random) => {
      const { x } = labelled(random);
      one.learn(x, plane(x) + 0.1 * random.normal());
    },
    ask: (one) => probes().map((x) => one.predict(x)),
    otherShape: () => create(DIMENSION + 1),
    ...options,
  });
  inputContract(name, create, {
    learn: (one, x) => one.learn(x, 1),
    predict: (one, x) => one.predict(x),
  });

  describe(`${name} as Regressor`, () => {
    it('learns a plane', () => {
      const one = create(DIMENSION);
      const random = new Random(4);
      for (let i = 0; i < 10_000; i++) {
        const { x } = labelled(random);
        one.learn(x, plane(x));
      }
      for (const x of probes()) expect(Math.abs(one.predict(x) - plane(x))).toBeLessThan(0.2);
    });

    it('stays finite after extreme input', () => {
      const one = create(DIMENSION);
      for (let i = 0; i < 100; i++) {
        one.learn(Float64Array.from(EXTREME[i % EXTREME.length] as number[]), i % 2 === 0 ? HUGE : -HUGE);
      }
      for (const values of EXTREME)
        expect(Number.isFinite(one.predict(Float64Array.from(values)))).toBe(true);
    });

    it('refuses targets and weights that are none, without a trace', () => {
      const one = create(DIMENSION);
      const before = one.save();
      const x = new Float64Array(DIMENSION);
      for (const y of [Number.NaN, Number.POSITIVE_INFINITY])
        expect(() => one.learn(x, y)).toThrow(RangeError);
      expect(() => one.learn(x, 1, -1)).toThrow(RangeError);
      expect(one.save()).toEqual(before);
    });
  });
}

/** What every detector of anomalies must do. */
export function anomalyDetectorContract(
  name: string,
  create: (dimension: number) => AnomalyDetector,
  options: Options,
): void {
  /** A dense cloud around the middle of the unit cube. */
  const usual = (random: Random): Float64Array => {
    const x = new Float64Array(DIMENSION);
    for (let i = 0; i < DIMENSION; i++) x[i] = 0.5 + 0.05 * random.normal();
    return x;
  };
  statefulContract(name, {
    create: () => create(DIMENSION),
    feed: (one, random) => one.learn(usual(random)),
    ask: (one) => probes().map((x) => one.score(x)),
    otherShape: () => create(DIMENSION + 1),
    ...options,
  });
  inputContract(name, create, {
    learn: (one, x) => one.learn(x),
    score: (one, x) => one.score(x),
  });

  describe(`${name} as AnomalyDetector`, () => {
    it('scores what is far out above all that is usual', () => {
      const one = create(DIMENSION);
      const random = new Random(4);
      for (let i = 0; i < 1_000; i++) one.learn(usual(random));
      const scores = Array.from({ length: 200 }, () => one.score(usual(random)));
      expect(one.score(new Float64Array(DIMENSION).fill(0.95))).toBeGreaterThan(Math.max(...scores));
    });

    it('scores from 0 to 1 whatever comes', () => {
      const one = create(DIMENSION);
      const random = new Random(4);
      for (let i = 0; i < 1_000; i++) {
        one.learn(i % 10 === 0 ? Float64Array.from(EXTREME[(i / 10) % 4] as number[]) : usual(random));
        const score = one.score(Float64Array.from(EXTREME[i % 4] as number[]));
        expect(score >= 0 && score <= 1).toBe(true);
      }
    });
  });
}

/** What every transformer must do. */
export function transformerContract(
  name: string,
  create: (dimension: number) => Transformer,
  options: Options,
): void {
  statefulContract(name, {
    create: () => create(DIMENSION),
    feed: (one, random) => one.learn(labelled(random).x),
    ask: (one) => probes().flatMap((x) => [...one.transform(x)]),
    otherShape: () => create(DIMENSION + 1),
    ...options,
  });
  inputContract(name, create, {
    learn: (one, x) => one.learn(x),
    transform: (one, x) => one.transform(x),
  });

  describe(`${name} as Transformer`, () => {
    it('stays finite after extreme input', () => {
      const one = create(DIMENSION);
      const expectFinite = (): void => {
        for (const values of EXTREME) {
          for (const z of one.transform(Float64Array.from(values))) expect(Number.isFinite(z)).toBe(true);
        }
      };
      expectFinite();
      for (const values of EXTREME) {
        one.learn(Float64Array.from(values));
        expectFinite();
      }
    });

    it('answers into the array it is given, which may be x', () => {
      const one = create(DIMENSION);
      const random = new Random(1);
      for (let i = 0; i < 50; i++) one.learn(labelled(random).x);
      const [x] = probes() as [Float64Array];
      const expected = [...one.transform(x)];
      expect(one.transform(x, x)).toBe(x);
      expect([...x]).toEqual(expected);
    });
  });
}
