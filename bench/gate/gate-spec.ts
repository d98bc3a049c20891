import { parseSpec } from '../../src/orchestration/spec/parse-spec.ts';
import type { WorkflowSpec } from '../../src/orchestration/spec/spec.ts';

/**
 * The spec of every series: defaults, but for the session columns (the session edge lies in them) and a search that is
 * small enough to be repeated hundreds of times. Nobody is asked: what passes every gate and the risk manager is
 * released, so that an outcome is a verdict.
 * @param seed Of the search; one a series.
 */
export const gateSpec = (seed: number): WorkflowSpec =>
  parseSpec({
    name: 'gate bench',
    market: { symbol: 'SYNTH', timeframe: '1h', source: { kind: 'file', path: 'synthetic.csv' } },
    quality: { calendar: 'learned' },
    features: { ict: true },
    training: {
      trials: 4,
      folds: 3,
      seed,
      learningCurve: false,
      search: { num_iterations: [20, 40] },
    },
    validation: { walkForward: { windows: 4, trials: 2 }, draws: 199 },
    limits: { retries: 1 },
    approval: { release: 'never', onValidationFailed: false, onDataQuality: false },
  });
