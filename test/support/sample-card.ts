import type { CardEstimate, CardSample, ModelCard } from '../../src/orchestration/model-card.ts';

const estimate = (value: number | null, half = 0.04): CardEstimate => ({
  value,
  interval: value === null ? null : { low: value - half, high: value + half },
});

const SCORES: Record<keyof CardSample['scores'], CardEstimate> = {
  auc: estimate(0.561),
  pr_auc: estimate(0.58),
  information_coefficient: estimate(0.07),
  log_loss: estimate(0.689),
  brier: estimate(0.2471),
  log_loss_calibrated: estimate(0.686),
  brier_calibrated: estimate(0.2459),
  calibration_error: estimate(0.021, 0.01),
  hit_rate: estimate(0.57),
  f_beta: estimate(null),
};

const sample = (rows: number): CardSample => ({
  rows,
  baseRate: 0.51,
  scores: SCORES,
  firstAt: '2012-03-07T00:00:00.000Z',
  lastAt: '2016-03-11T00:00:00.000Z',
  calibration: [{ meanPredicted: 0.45, observed: 0.47, count: rows }],
  profit: {
    figures: { sharpe: 0.63, trades: 97, total_return: 0.18 },
    metrics: [
      { name: 'max_drawdown', value: 0.21, low: 0.12, high: 0.4, convention: 'largest loss from a peak' },
    ],
    sharpe: estimate(0.63, 0.8),
    meanReturn: estimate(0.0002, 0.0001),
  },
  thresholds: [
    {
      confidence: 0.5,
      called: rows,
      hitRate: 0.53,
      fBeta: 0.55,
      trades: 140,
      totalReturn: 0.02,
      expectancy: 0.0001,
      sharpe: 0.1,
    },
    {
      confidence: 0.55,
      called: 400,
      hitRate: 0.57,
      fBeta: null,
      trades: 97,
      totalReturn: 0.18,
      expectancy: 0.0018,
      sharpe: 0.63,
    },
  ],
  slices: [
    { by: 'year', name: '2012', rows: 200, baseRate: 0.5, scores: SCORES, totalReturn: 0.07, sharpe: 1.1 },
    {
      by: 'trend',
      name: 'down',
      rows: 90,
      baseRate: 0.44,
      scores: { ...SCORES, auc: estimate(0.48) },
      totalReturn: -0.03,
      sharpe: -0.4,
    },
  ],
});

/** A card as a training stores it, with the corners: an undefined score, a missing value, a feature that has moved. */
export const sampleCard = (): ModelCard => ({
  format: 1,
  modelId: 'a'.repeat(64),
  data: {
    datasetId: 'd'.repeat(64),
    symbol: 'SPX',
    timeframe: '1d',
    source: 'sp500',
    bars: 5_105,
    trainedFrom: '2000-01-03T00:00:00.000Z',
    trainedTo: '2012-02-21T00:00:00.000Z',
    knownTo: '2020-04-17T00:00:00.000Z',
    qualityScore: 96,
    qualityVerdict: 'accept',
  },
  features: { names: ['rsi_14', 'atr_14'], registryHash: 'f'.repeat(64) },
  labels: {
    rules: { method: 'triple-barrier', horizonBars: 10 },
    up: 1_500,
    down: 1_450,
    meanUniqueness: 0.21,
  },
  training: {
    objective: 'sharpe',
    params: { num_leaves: 12 },
    seed: 7,
    trials: 20,
    folds: 5,
    calibration: 'isotonic',
    costs: { spread: 1 },
  },
  evaluation: {
    confidence: 0.95,
    resamples: 300,
    minConfidence: 0.55,
    outOfFold: sample(2_950),
    validation: sample(1_001),
  },
  explanation: {
    rows: 1_001,
    shap: [
      {
        feature: 'rsi_14',
        meanAbsolute: 0.12,
        direction: -0.8,
        points: Array.from({ length: 40 }, (_, i) => ({
          value: 30 + i,
          rank: i / 39,
          contribution: 0.2 - i / 100,
        })),
      },
      {
        feature: 'atr_14',
        meanAbsolute: 0.03,
        direction: null,
        points: [{ value: null, rank: null, contribution: 0.01 }],
      },
    ],
    permutation: [
      { feature: 'rsi_14', lossIncrease: 0.004, interval: { low: 0.001, high: 0.007 } },
      { feature: 'atr_14', lossIncrease: -0.0001, interval: null },
    ],
    partialDependence: [
      {
        feature: 'rsi_14',
        points: [
          { value: 30, probability: 0.56 },
          { value: 50, probability: 0.51 },
          { value: 70, probability: 0.46 },
        ],
      },
    ],
  },
  learningCurve: [
    { share: 0.5, rows: 1_100, train: 0.66, test: 0.695, testAuc: 0.53 },
    { share: 1, rows: 2_200, train: 0.67, test: 0.689, testAuc: 0.55 },
  ],
  drift: {
    features: [
      { feature: 'atr_14', psi: 0.41, ks: 0.3, missing: 0, missingBefore: 0.01 },
      { feature: 'rsi_14', psi: 0.02, ks: 0.04, missing: 0, missingBefore: 0 },
    ],
    prediction: { feature: 'prediction', psi: 0.05, ks: 0.08, missing: 0, missingBefore: 0 },
    reference: { rsi_14: { edges: [40, 60], shares: [0.3, 0.4, 0.3], missing: 0 } },
    validationReference: { rsi_14: { edges: [42, 58], shares: [0.3, 0.3, 0.4], missing: 0 } },
    predictionReference: { train: { edges: [0.5], shares: [0.4, 0.6], missing: 0 }, validation: null },
  },
  limits: [
    'The Sharpe ratio on the validation segment is 0.63; its interval does not rule out zero.',
    'It lost <money> in: trend down.',
  ],
});
