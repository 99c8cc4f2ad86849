export { GaussianNaiveBayes } from './bayes/gaussian-naive-bayes.js';
export { DateFeatures, type DateFeaturesOptions } from './date-features.js';
export { Adwin, type AdwinOptions } from './drift/adwin.js';
export { PageHinkley, type PageHinkleyOptions } from './drift/page-hinkley.js';
export {
  type AnomalyDetector,
  type Classifier,
  type DriftDetector,
  type Encoder,
  mostProbable,
  type Regressor,
  type Transformer,
} from './estimators.js';
export type { LinearModelOptions } from './linear/linear-model.js';
export { LinearRegression, type LinearRegressionOptions } from './linear/linear-regression.js';
export { LogisticRegression, type LogisticRegressionOptions } from './linear/logistic-regression.js';
export { loadTogether } from './load-together.js';
export { Accuracy } from './metrics/accuracy.js';
export { AveragePrecision } from './metrics/average-precision.js';
export { ConfusionMatrix } from './metrics/confusion-matrix.js';
export { F1 } from './metrics/f1.js';
export { LogLoss } from './metrics/log-loss.js';
export { Mae } from './metrics/mae.js';
export type { ClassificationMetric, RegressionMetric } from './metrics/metric.js';
export { Mse } from './metrics/mse.js';
export { Precision } from './metrics/precision.js';
export { R2 } from './metrics/r2.js';
export { Recall } from './metrics/recall.js';
export { type RankingOptions, RocAuc } from './metrics/roc-auc.js';
export { RocAucThresholds, type RocAucThresholdsOptions } from './metrics/roc-auc-thresholds.js';
export { RegressionWithBaseline, WithBaseline } from './metrics/with-baseline.js';
export { OneHot } from './one-hot.js';
export { type AdaGradOptions, adaGrad } from './optimizers/ada-grad.js';
export { type AdamOptions, adam } from './optimizers/adam.js';
export { inverseScaling, type LearningRate } from './optimizers/learning-rate.js';
export type { Optimizer, OptimizerFactory } from './optimizers/optimizer.js';
export { type SgdOptions, sgd } from './optimizers/sgd.js';
export { type Measure, Prequential, type PrequentialOptions } from './prequential.js';
export { Random } from './random.js';
export { StandardScaler } from './standard-scaler.js';
export { StateMismatch, StateReader } from './state-reader.js';
export { StateWriter } from './state-writer.js';
export { TransformedClassifier } from './transformed-classifier.js';
export { AdaptiveRandomForest, type AdaptiveRandomForestOptions } from './trees/adaptive-random-forest.js';
export type { GrowthOptions } from './trees/growing-tree.js';
export { HalfSpaceTrees, type HalfSpaceTreesOptions } from './trees/half-space-trees.js';
export { HoeffdingTree, type HoeffdingTreeOptions } from './trees/hoeffding-tree.js';
