import { labelBySpec } from '../../src/agents/spec-labels.ts';
import { tradingRules } from '../../src/agents/trading-rules.ts';
import { backtest } from '../../src/domain/backtest/backtest.ts';
import { sideBarriers } from '../../src/domain/labels/side-barriers.ts';
import { type Bars, barCount } from '../../src/domain/market/bars.ts';
import { barsPerYear } from '../../src/domain/split/bars-per-year.ts';
import { moments } from '../../src/domain/validation/moments.ts';
import { annualised, sharpePerBar } from '../../src/domain/validation/sharpe.ts';
import { createRng } from '../../src/kernel/rng.ts';
import type { WorkflowSpec } from '../../src/orchestration/spec/spec.ts';
import { type EdgeKind, plantedEdge, plantedSides } from './planted-edge.ts';
import { growBars } from './price-process.ts';

export interface CalibrationRequest {
  readonly kind: EdgeKind;
  /** Annual Sharpe ratio after costs the planted rule is to have, above 0. */
  readonly sharpe: number;
  readonly spec: WorkflowSpec;
  /** Markets the mean is taken over, and bars of each. */
  readonly markets: number;
  readonly bars: number;
}

export interface Calibration {
  /** Drift in deviations of a bar. */
  readonly strength: number;
  /** Mean of the rule's annual Sharpe ratio over the markets, and its standard error. */
  readonly sharpe: number;
  readonly standardError: number;
}

/** The planted rule's annual Sharpe ratio on bars, by the backtest engine and the spec's barriers and costs. */
export function ruleSharpe(kind: EdgeKind, bars: Bars, spec: WorkflowSpec): number {
  const side = plantedSides(kind, bars);
  const { returns } = backtest({
    ...tradingRules(spec),
    bars,
    side,
    ...sideBarriers(labelBySpec(bars, spec).labels, side),
    from: 0,
    to: barCount(bars),
  });
  return annualised(sharpePerBar(moments(returns)), barsPerYear(bars.timeMs)) ?? 0;
}

/** Strongest drift that is tried. */
const STRONGEST = 1;
/** What the mean may miss the wanted Sharpe ratio by. */
const TOLERANCE = 0.005;
const MOST_STEPS = 20;

/**
 * The strength at which the planted rule has the wanted Sharpe ratio on average: at every strength over the same noise, so
 * that the mean is a smooth and nearly straight function of it, whose root the secant method finds in a few steps. These
 * markets are not among those that are judged. There must be many of them: over ten years of hours the Sharpe ratio of
 * one lies a third about its mean.
 * @throws RangeError when the strongest edge does not reach it, or the markets are too few for a smooth mean.
 */
export function calibrate({ kind, sharpe, spec, markets, bars }: CalibrationRequest): Calibration {
  const at = (strength: number): Point => {
    const reached = Array.from({ length: markets }, (_, i) =>
      ruleSharpe(kind, plantedBars(kind, strength, bars, `calibration/${i}`), spec),
    );
    return { strength, reached, miss: mean(reached) - sharpe };
  };
  let before = at(STRONGEST / 20);
  let now = at(STRONGEST / 8);
  for (let step = 0; Math.abs(now.miss) > TOLERANCE; step++) {
    if (now.strength === STRONGEST && now.miss < 0) {
      throw new RangeError(`no ${kind} edge has a Sharpe ratio of ${sharpe} after costs`);
    }
    if (step === MOST_STEPS || now.miss === before.miss) {
      throw new RangeError(
        `${kind}: no strength gives ${sharpe} to within ${TOLERANCE} over ${markets} markets of ${bars} bars; take more`,
      );
    }
    const slope = (now.miss - before.miss) / (now.strength - before.strength);
    const next = Math.min(STRONGEST, Math.max(0, now.strength - now.miss / slope));
    before = now;
    now = at(next);
  }
  const average = mean(now.reached);
  const variance =
    now.reached.reduce((sum, value) => sum + (value - average) ** 2, 0) / Math.max(1, markets - 1);
  return { strength: now.strength, sharpe: average, standardError: Math.sqrt(variance / markets) };
}

/** What the rule reaches at a strength. */
interface Point {
  readonly strength: number;
  /** One Sharpe ratio a market. */
  readonly reached: readonly number[];
  /** Their mean less what is wanted. */
  readonly miss: number;
}

/** Bars of a planted market; the label names its noise. */
export function plantedBars(kind: EdgeKind, strength: number, bars: number, label: string): Bars {
  const rng = createRng(`gate/${kind}/${label}`);
  return growBars(bars, rng.fork('range'), plantedEdge(kind, strength, rng.fork('returns')));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
