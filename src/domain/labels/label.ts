import { AppError } from '../../kernel/errors.ts';
import { atr } from '../indicators/atr.ts';
import { requireWindow } from '../indicators/parameters.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { requireUsableBars } from '../market/usable-bars.ts';

/** ATR period of the barrier distances. */
const BARRIER_ATR_PERIOD = 14;

export interface LabelOptions {
  readonly method: 'triple-barrier' | 'forward-return';
  /** Distance of the profit barrier above the entry, in ATR(14) at the event bar; above 0. */
  readonly takeProfitAtr: number;
  /** Distance of the stop barrier below the entry, in ATR(14) at the event bar; above 0. */
  readonly stopLossAtr: number;
  /** Last bar a label may look at is `horizonBars` after the event bar; at least 1. */
  readonly horizonBars: number;
}

/** One label a bar, from the point of view of a long trade decided at that bar's close. */
export interface Labels {
  /** +1: profit first (or a gain at the time limit) · -1: stop first (or no gain) · 0: no label. */
  readonly direction: Int8Array;
  /** Last bar the label looks at; -1 without a label. What purging and embargo go by. */
  readonly endIndex: Int32Array;
  /** Bar whose open is the entry: the event bar + 1; -1 without a label. */
  readonly entryIndex: Int32Array;
  /** Distance of the profit barrier in price units; NaN while ATR(14) is not known. Also where there is no label. */
  readonly target: Float64Array;
  /** Distance of the stop barrier in price units, as `target`. */
  readonly stop: Float64Array;
}

/**
 * Labels every bar by what a long trade entered at the next open would have met (Lopez de Prado 2018, ch. 3, with
 * ATR in place of his volatility).
 *
 * Triple barrier: the first bar from i + 1 to i + horizon whose high reaches entry + target or whose low reaches
 * entry - stop decides; when one bar reaches both, the order inside it is unknown and the stop counts. Else the close
 * of bar i + horizon decides: above the entry +1, at or below it -1 (a trade that gains nothing loses its costs).
 * Forward return: that last rule alone.
 *
 * There is no label while ATR(14) is unknown or zero, and where the series ends before the outcome is known.
 * Worst case O(n * horizon), in practice n times the mean time to a barrier.
 *
 * @throws AppError `parameter_invalid` for impossible options or bars.
 */
export function labelBars(bars: Bars, options: LabelOptions): Labels {
  requireOptions(options);
  requireUsableBars(bars);
  const n = barCount(bars);
  const range = atr(bars, BARRIER_ATR_PERIOD);
  const labels = {
    direction: new Int8Array(n),
    endIndex: new Int32Array(n).fill(-1),
    entryIndex: new Int32Array(n).fill(-1),
    target: range.map((value) => value * options.takeProfitAtr),
    stop: range.map((value) => value * options.stopLossAtr),
  };
  for (let i = 0; i < n - 1; i++) {
    if (!(range[i] > 0)) continue;
    const outcome =
      options.method === 'triple-barrier'
        ? firstTouch(bars, i, options.horizonBars, labels.target[i], labels.stop[i])
        : atTimeLimit(bars, i, options.horizonBars);
    if (outcome === undefined) continue;
    labels.direction[i] = outcome.direction;
    labels.endIndex[i] = outcome.endIndex;
    labels.entryIndex[i] = i + 1;
  }
  return labels;
}

interface Outcome {
  readonly direction: 1 | -1;
  readonly endIndex: number;
}

function firstTouch(
  bars: Bars,
  event: number,
  horizonBars: number,
  target: number,
  stop: number,
): Outcome | undefined {
  const entry = bars.open[event + 1];
  const last = Math.min(event + horizonBars, barCount(bars) - 1);
  for (let j = event + 1; j <= last; j++) {
    if (bars.low[j] <= entry - stop) return { direction: -1, endIndex: j };
    if (bars.high[j] >= entry + target) return { direction: 1, endIndex: j };
  }
  return atTimeLimit(bars, event, horizonBars);
}

function atTimeLimit(bars: Bars, event: number, horizonBars: number): Outcome | undefined {
  const endIndex = event + horizonBars;
  if (endIndex >= barCount(bars)) return undefined;
  return { direction: bars.close[endIndex] > bars.open[event + 1] ? 1 : -1, endIndex };
}

function requireOptions(options: LabelOptions): void {
  requireWindow('horizonBars', options.horizonBars);
  for (const name of ['takeProfitAtr', 'stopLossAtr'] as const) {
    const value = options[name];
    if (!(Number.isFinite(value) && value > 0)) {
      throw new AppError('parameter_invalid', `${name} is ${value}; it must be a number above 0`, {
        details: { [name]: value },
      });
    }
  }
}
