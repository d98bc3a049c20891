import { backtest } from '../../domain/backtest/backtest.ts';
import type { BacktestResult } from '../../domain/backtest/input.ts';
import type { Labels } from '../../domain/labels/label.ts';
import { sideBarriers } from '../../domain/labels/side-barriers.ts';
import type { Bars } from '../../domain/market/bars.ts';
import { upProbability } from '../../domain/signals/meta-probability.ts';
import { sidesFromProbability } from '../../domain/signals/threshold.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { RowRange } from '../row-range.ts';
import { tradingRules } from '../trading-rules.ts';

/** Bars with what the spec makes of them. */
export interface SampleBars {
  readonly bars: Bars;
  readonly labels: Labels;
  /** Side of the primary rule of meta-labels by bar; null without one. */
  readonly side: Int8Array | null;
}

export interface SampleTrading extends SampleBars {
  /** Calibrated probability by bar; NaN where there is none. */
  readonly calibrated: Float64Array;
  readonly range: RowRange;
  readonly spec: WorkflowSpec;
}

/** Trades calibrated probabilities from a confidence up, with barriers, time limit and costs and no further filter. */
export function tradeSample(
  { bars, labels, side: primary, calibrated, range, spec }: SampleTrading,
  confidence: number,
): BacktestResult {
  const side = sidesFromProbability(upProbability(calibrated, primary), confidence);
  return backtest({ ...tradingRules(spec), bars, side, ...sideBarriers(labels, side), ...range });
}
