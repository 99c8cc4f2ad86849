import {
  AdaptiveRandomForest,
  Adwin,
  adam,
  GaussianNaiveBayes,
  HalfSpaceTrees,
  HoeffdingTree,
  LogisticRegression,
  PageHinkley,
  StandardScaler,
} from '@trilha/pipeline/online';

/** What is timed: predicts and learns one event. */
export interface Subject {
  readonly name: string;
  readonly predict: (x: Float64Array) => void;
  readonly learn: (x: Float64Array, y: number) => void;
  readonly stateBytes: () => number;
}

/** Every estimator with its defaults; two classes. */
export function subjects(dimension: number): Subject[] {
  const into = new Float64Array(2);
  const scaled = new Float64Array(dimension);
  const scaler = new StandardScaler(dimension);
  const adwin = new Adwin();
  const pageHinkley = new PageHinkley();
  const halfSpaces = new HalfSpaceTrees(dimension, { limits: [-3, 3] });
  const classifiers = {
    'LogisticRegression, sgd': new LogisticRegression(dimension),
    'LogisticRegression, adam': new LogisticRegression(dimension, { optimizer: adam() }),
    GaussianNaiveBayes: new GaussianNaiveBayes(dimension),
    HoeffdingTree: new HoeffdingTree(dimension),
    AdaptiveRandomForest: new AdaptiveRandomForest(dimension),
  };
  return [
    {
      name: 'StandardScaler',
      predict: (x) => scaler.transform(x, scaled),
      learn: (x) => scaler.learn(x),
      stateBytes: () => scaler.save().length,
    },
    ...Object.entries(classifiers).map(([name, model]) => ({
      name,
      predict: (x: Float64Array) => model.probabilities(x, into),
      learn: (x: Float64Array, y: number) => model.learn(x, y),
      stateBytes: () => model.save().length,
    })),
    {
      name: 'HalfSpaceTrees',
      predict: (x) => halfSpaces.score(x),
      learn: (x) => halfSpaces.learn(x),
      stateBytes: () => halfSpaces.save().length,
    },
    {
      name: 'Adwin',
      predict: () => undefined,
      learn: (_, y) => adwin.update(y),
      stateBytes: () => adwin.save().length,
    },
    {
      name: 'PageHinkley',
      predict: () => undefined,
      learn: (_, y) => pageHinkley.update(y),
      stateBytes: () => pageHinkley.save().length,
    },
  ];
}
