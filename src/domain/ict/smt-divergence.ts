import { type Bars, barCount } from '../market/bars.ts';
import type { Direction, SwingEvent } from '../smc/events.ts';
import type { PivotWindow } from '../smc/pivots.ts';
import { readStructure } from '../smc/structure.ts';

/** Two markets that move together part at an extreme: one makes a new one, the other does not. */
export interface DivergenceEvent {
  /** 1: lower low against a higher low, bullish; -1: higher high against a lower high, bearish. */
  readonly direction: Direction;
  /** Bar of the newer swing, of the older one, and the bar both are known at. */
  readonly eventIndex: number;
  readonly previousIndex: number;
  readonly knownIndex: number;
}

/**
 * SMT divergence of `bars` against a second symbol: at each confirmed swing that is more extreme than the one of its
 * side before, the other market's extreme around the same two times is compared. Around: within the bars that make and
 * confirm the swing, so nothing later than the bar the swing is known at is read. Times without a bar of the other
 * market on either swing tell nothing.
 *
 * @param window Bars that make and confirm a swing.
 * @returns Ascending by `knownIndex`.
 */
export function smtDivergences(bars: Bars, other: Bars, window: PivotWindow): DivergenceEvent[] {
  const { events } = readStructure(bars, { swing: window, recentGapBars: 1 });
  const previous = new Map<Direction, SwingEvent>();
  return events.flatMap((event) => {
    if (event.kind !== 'swing' || event.scope !== 'internal' || event.role === 'inner') return [];
    const last = previous.get(event.direction);
    previous.set(event.direction, event);
    if (!last || event.direction * event.price <= event.direction * last.price) return [];
    const now = extremeAround(event, bars, other, window);
    const then = extremeAround(last, bars, other, window);
    if (!(event.direction * now < event.direction * then)) return [];
    return [
      {
        direction: event.direction === 1 ? -1 : 1,
        eventIndex: event.eventIndex,
        previousIndex: last.eventIndex,
        knownIndex: event.knownIndex,
      },
    ];
  });
}

/** The other market's most extreme price in the times of a swing's window; NaN when it has no bar there. */
function extremeAround(swing: SwingEvent, bars: Bars, other: Bars, window: PivotWindow): number {
  const fromMs = bars.timeMs[swing.eventIndex - window.barsBefore];
  const toMs = bars.timeMs[swing.knownIndex];
  let extreme = Number.NaN;
  for (let i = firstFrom(other.timeMs, fromMs); i < barCount(other) && other.timeMs[i] <= toMs; i++) {
    const price = swing.direction === 1 ? other.high[i] : other.low[i];
    if (!(swing.direction * extreme >= swing.direction * price)) extreme = price;
  }
  return extreme;
}

function firstFrom(timeMs: Float64Array, fromMs: number): number {
  let low = 0;
  let high = timeMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeMs[middle] < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
