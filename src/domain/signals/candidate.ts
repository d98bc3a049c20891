import { plannedEntry, restingBars } from '../backtest/entry-orders.ts';
import type { EntryRule } from '../backtest/input.ts';
import { paidShareOfTarget, type ScaleOut } from '../backtest/scale-out.ts';
import type { Bars } from '../market/bars.ts';
import { rewardRisk } from '../risk/reward-risk.ts';
import { expectedValue, outcomeDeviation } from './expected-value.ts';
import type { PayoffTable } from './payoff.ts';
import { qualityScore } from './quality-score.ts';

/** A side to take, decided at the close of a bar, with what it takes to judge it. Prices in quote currency. */
export interface SignalCandidate {
  /** Bar whose close decides. */
  readonly index: number;
  readonly timeMs: number;
  readonly side: 1 | -1;
  /** Calibrated probability of the upper label, and of the traded side. */
  readonly probability: number;
  readonly confidence: number;
  /**
   * The price planned when the signal is given (`plannedEntry`): where its order rests, or the close of the deciding bar
   * for a fill at the next open. Stop and target keep their distance from the fill.
   */
  readonly entry: number;
  readonly stop: number;
  readonly target: number;
  /** Distances of both from the entry, above zero. */
  readonly stopDistance: number;
  readonly targetDistance: number;
  /** Expected profit per unit of risk, after costs. */
  readonly expectedValue: number;
  /** Reward of a position that reaches its target, part by part, per unit of risk at the stop, after costs. */
  readonly rewardRisk: number;
  /** Expected value over its standard deviation, both per unit of risk: what the risk budget is given by. */
  readonly riskAdjusted: number;
  /** Quality, 0 to 100 (`qualityScore`). */
  readonly quality: number;
  /** After this a signal that was not filled has lapsed: the close of the last bar its order rests in. */
  readonly expiresMs: number;
}

export interface CandidateInput {
  readonly bars: Bars;
  readonly side: Int8Array;
  readonly probability: Float64Array;
  readonly stopDistance: Float64Array;
  readonly targetDistance: Float64Array;
  readonly payoffs: PayoffTable;
  /** Length of a bar, ms. */
  readonly barMs: number;
  readonly entry: EntryRule;
  readonly scaleOut: readonly ScaleOut[];
  /** Bars after which a position is closed at the latest. */
  readonly horizonBars: number;
  /** Bullish less bearish readings of the market's structure, each of seven. */
  readonly confluence: Float64Array;
  /** Bars that may decide: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
}

/**
 * The signals of a range, oldest first: one for each bar that takes a side and has defined barriers. An entry or a barrier
 * that would lie at or below zero is not a price an order can rest at: such a bar gives no signal.
 * @returns The candidates, and how many sides had no usable barrier (warm-up of the ATR).
 */
export function candidateSignals(input: CandidateInput): {
  readonly candidates: readonly SignalCandidate[];
  readonly withoutBarrier: number;
} {
  const candidates: SignalCandidate[] = [];
  let withoutBarrier = 0;
  for (let i = input.from; i < input.to; i++) {
    if (input.side[i] === 0) continue;
    const candidate = candidateAt(input, i);
    if (candidate) candidates.push(candidate);
    else withoutBarrier++;
  }
  return { candidates, withoutBarrier };
}

function candidateAt(input: CandidateInput, i: number): SignalCandidate | null {
  const side = input.side[i] > 0 ? 1 : -1;
  const stopDistance = input.stopDistance[i];
  const entry = plannedEntry(input.entry, { side, close: input.bars.close[i], stopDistance });
  const targetDistance = input.targetDistance[i];
  const stop = entry - side * stopDistance;
  const target = entry + side * targetDistance;
  if (!(stopDistance > 0 && targetDistance > 0 && entry > 0 && stop > 0 && target > 0)) return null;

  const payoff = side === 1 ? input.payoffs.long : input.payoffs.short;
  const probability = input.probability[i];
  const cost = payoff.costShare * entry;
  const reward = targetDistance * paidShareOfTarget(input.scaleOut);
  const ratio = rewardRisk({ targetDistance: reward, stopDistance, cost });
  if (ratio === null) return null;
  const confidence = side === 1 ? probability : 1 - probability;
  const expectation = expectedValue({ probability, payoff, price: entry, stopDistance });
  return {
    index: i,
    timeMs: input.bars.timeMs[i],
    side,
    probability,
    confidence,
    entry,
    stop,
    target,
    stopDistance,
    targetDistance,
    expectedValue: expectation,
    rewardRisk: ratio,
    riskAdjusted: expectation / outcomeDeviation({ probability, payoff, price: entry, stopDistance }),
    quality: qualityScore({
      confidence,
      expectedValue: expectation,
      rewardRisk: ratio,
      costShare: cost / stopDistance,
      confluence: side * input.confluence[i],
    }),
    expiresMs: openOf(input, i + restingBars(input.entry, input.horizonBars)) + input.barMs,
  };
}

/** Open of a bar, ms: where the market pauses, that is whenever it opens again; beyond the last bar they follow each other. */
function openOf({ bars: { timeMs }, barMs }: CandidateInput, i: number): number {
  const last = timeMs.length - 1;
  return i <= last ? timeMs[i] : timeMs[last] + (i - last) * barMs;
}
