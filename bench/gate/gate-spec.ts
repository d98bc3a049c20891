import { parseSpec } from '../../src/orchestration/spec/parse-spec.ts';
import type { WorkflowSpec } from '../../src/orchestration/spec/spec.ts';

/** What the bots of the bench may look at: each edge shows in some of them, most say nothing. */
const GATE_FEATURES = [
  'log_return_1',
  'log_return_5',
  'log_return_20',
  'log_return_60',
  'rsi_14',
  'adx_14',
  'aroon_48_up',
  'aroon_48_down',
  'channel_position_20',
  'close_location',
  'volume_ratio_20',
  'ny_day_sin',
  'ny_day_cos',
  'ict_in_asia',
  'ict_in_london',
  'ict_in_new_york',
  'ict_in_london_close',
] as const;

/**
 * The spec of every series. Every step and every bar of the verdict is the default; the columns are declared, the search is
 * small enough to be repeated hundreds of times, and the threshold is what a trade needs to earn its costs. Few columns and
 * trees of one or two splits, as anybody would choose for so faint an edge: what more could fit is noise, and what a
 * search spreads out, the deflated Sharpe ratio takes off again. Platt's two parameters for the same reason. Nobody is
 * asked: what passes every gate and the risk manager is released, so that an outcome is a verdict.
 * @param seed Of the search; one a series.
 */
export const gateSpec = (seed: number): WorkflowSpec =>
  parseSpec({
    name: 'gate bench',
    market: { symbol: 'SYNTH', timeframe: '1h', source: { kind: 'file', path: 'synthetic.csv' } },
    quality: { calendar: 'learned' },
    features: { smc: false, technical: false, include: [...GATE_FEATURES] },
    training: {
      trials: 4,
      seed,
      calibration: 'platt',
      learningCurve: false,
      selection: {
        criteria: ['information_coefficient', 'mutual_information', 'gain'],
        clusterCorrelation: 0.8,
        stabilityDraws: 0,
        maxFeatures: 3,
      },
      search: {
        learning_rate: [0.06, 0.12],
        num_iterations: [50, 100],
        num_leaves: [2, 3],
        min_data_in_leaf: [200, 500],
        feature_fraction: [0.8, 1],
        lambda_l2: [0, 10],
      },
    },
    signals: { minConfidence: 0.56 },
    validation: { walkForward: { windows: 4, trials: 2, initialTrain: 0.3 }, draws: 199 },
    limits: { retries: 1 },
    approval: { release: 'never', onValidationFailed: false, onDataQuality: false },
  });
