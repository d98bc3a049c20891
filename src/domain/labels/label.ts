import { AppError } from '../../kernel/errors.ts';
import { requireWindow } from '../indicators/parameters.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { requireUsableBars } from '../market/usable-bars.ts';
import { type Barriers, barrierDistances, type VolatilityUnit } from './barrier-distances.ts';
import { atTimeLimit, type BothTouchRule, firstTouch, type Outcome } from './first-touch.ts';
import { MIN_TREND_BARS, trendStatistics } from './trend-scan.ts';

export type LabelMethod = 'triple-barrier' | 'forward-return' | 'trend-scanning';

export interface LabelOptions {
  readonly method: LabelMethod;
  /** Distance of the upper barrier above the entry, in units of the volatility at the event bar; above 0. */
  readonly takeProfitAtr: number;
  /** Distance of the lower barrier below the entry, in the same units; above 0. */
  readonly stopLossAtr: number;
  /** Last bar a label may look at is `horizonBars` after the event bar; at least 1, for trend scanning 2. */
  readonly horizonBars: number;
  /** What distances are measured in; ATR(14) unless told otherwise. */
  readonly volatility?: VolatilityUnit;
  /** What counts when one bar reaches both barriers; the stop unless told otherwise. */
  readonly bothTouch?: BothTouchRule;
  /**
   * Cost of a round trip at each bar, share of the price, nothing unless told otherwise: both barriers are moved out by
   * it, so that a touch pays its distance net, and at the time limit only a gain above it counts as one.
   */
  readonly roundTripCost?: Float64Array | undefined;
}

/** One label a bar, from the point of view of a long trade decided at that bar's close. */
export interface Labels extends Barriers {
  /** +1: upper barrier first (or a gain at the time limit) · -1: lower first (or no gain) · 0: no label. */
  readonly direction: Int8Array;
  /** Last bar the label looks at; -1 without a label. What purging and embargo go by. */
  readonly endIndex: Int32Array;
  /** Bar whose open is the entry: the event bar + 1; -1 without a label. */
  readonly entryIndex: Int32Array;
}

/**
 * Labels every bar by what a long trade entered at the next open would have met (Lopez de Prado 2018, ch. 3).
 *
 * Triple barrier: the first bar from i + 1 to i + horizon whose high reaches entry + target or whose low reaches
 * entry - stop decides; when one bar reaches both, the order inside it is unknown and `bothTouch` decides. Else the
 * close of bar i + horizon decides: a gain +1, none -1 (a trade that gains nothing loses its costs).
 * Forward return: that last rule alone. Trend scanning: the sign of the clearest line through the closes of bars i
 * to i + horizon; it looks at all of them to choose, so it ends at i + horizon whichever length was chosen.
 *
 * There is no label while the volatility is unknown or zero, and where the series ends before the outcome is known.
 * Worst case O(n * horizon), in practice n times the mean time to a barrier.
 *
 * @throws AppError `parameter_invalid` for impossible options or bars.
 */
export const labelBars = (bars: Bars, options: LabelOptions): Labels =>
  labelSides(bars, new Int8Array(barCount(bars)).fill(1), options);

/**
 * Meta-labels (Lopez de Prado 2018, ch. 3.6): what becomes of the side that a primary rule takes at each bar, between
 * the very barriers it would trade. A model of them does not choose the side, only whether to take it.
 *
 * @param side +1 or -1 where the primary rule takes a side, 0 where it does not: one a bar, known at its close.
 * @returns As `labelBars`, but +1 where the trade wins and -1 where it does not; no label without a side. What is open
 *   (both barriers in one bar under the rule `stop`, no gain at the time limit) counts against either side.
 */
export function metaLabels(bars: Bars, side: Int8Array, options: LabelOptions): Labels {
  const labels = labelSides(bars, side, options);
  return { ...labels, direction: labels.direction.map((direction, i) => direction * side[i]) };
}

/** What became of each side's trade, as the direction of the price; no label where there is no side. */
function labelSides(bars: Bars, sides: Int8Array, options: LabelOptions): Labels {
  requireOptions(options, barCount(bars));
  requireUsableBars(bars);
  const n = barCount(bars);
  const { volatility = 'atr', roundTripCost } = options;
  const labels = {
    direction: new Int8Array(n),
    endIndex: new Int32Array(n).fill(-1),
    entryIndex: new Int32Array(n).fill(-1),
    ...barrierDistances(bars, { ...options, volatility, roundTripCost }),
  };
  const outcomeAt = outcomesBy(bars, options, labels);
  for (let i = 0; i < n - 1; i++) {
    if (sides[i] === 0 || !(labels.target[i] > 0)) continue;
    const outcome = outcomeAt(i, sides[i] > 0 ? 1 : -1);
    if (outcome === undefined || outcome.direction === 0) continue;
    labels.direction[i] = outcome.direction;
    labels.endIndex[i] = outcome.endIndex;
    labels.entryIndex[i] = i + 1;
  }
  return labels;
}

function outcomesBy(
  bars: Bars,
  options: LabelOptions,
  { target, stop }: Barriers,
): (event: number, side: 1 | -1) => Outcome | undefined {
  const { method, horizonBars, bothTouch = 'stop', roundTripCost } = options;
  const costAt = (event: number): number => roundTripCost?.[event] ?? 0;
  if (method === 'forward-return')
    return (event, side) => atTimeLimit({ bars, event, horizonBars, side, costShare: costAt(event) });
  if (method === 'triple-barrier') {
    return (event, side) =>
      firstTouch({
        bars,
        event,
        horizonBars,
        side,
        target: target[event],
        stop: stop[event],
        bothTouch,
        costShare: costAt(event),
      });
  }
  const statistics = trendStatistics(bars.close, horizonBars);
  return (event) =>
    Number.isNaN(statistics[event])
      ? undefined
      : { direction: statistics[event] > 0 ? 1 : -1, endIndex: event + horizonBars };
}

function requireOptions(options: LabelOptions, bars: number): void {
  requireWindow('horizonBars', options.horizonBars);
  if (options.method === 'trend-scanning' && options.horizonBars < MIN_TREND_BARS - 1) {
    throw invalid('horizonBars', options.horizonBars, `at least ${MIN_TREND_BARS - 1} for trend scanning`);
  }
  for (const name of ['takeProfitAtr', 'stopLossAtr'] as const) {
    const value = options[name];
    if (!(Number.isFinite(value) && value > 0)) throw invalid(name, value, 'a number above 0');
  }
  const { roundTripCost } = options;
  if (!roundTripCost) return;
  if (roundTripCost.length !== bars)
    throw invalid('roundTripCost', roundTripCost.length, 'as long as the bars');
  const wrong = roundTripCost.find((share) => !(share >= 0 && share < 1));
  if (wrong !== undefined) throw invalid('roundTripCost', wrong, 'at least 0 and below 1 at every bar');
}

const invalid = (name: string, value: number, allowed: string): AppError =>
  new AppError('parameter_invalid', `${name} is ${value}; it must be ${allowed}`, {
    details: { [name]: value },
  });
