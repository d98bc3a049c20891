import { adjustPrices, type CorporateAction } from '../adjust/corporate-actions.ts';
import type { TradingCalendar } from '../calendar/calendar.ts';
import { DAY_MS } from '../calendar/clock.ts';
import { type Bars, barCount, pickBars } from '../market/bars.ts';
import type { Coverage } from './coverage.ts';
import { indicesWhere, isUnusable } from './prices.ts';
import { dropRows, mergeRows, type Repair, repairOf } from './repair-log.ts';
import type { RepairStep } from './repair-step.ts';
import { duplicates } from './times.ts';

/** Repairs a person asks for; what makes bars usable at all is always done. */
export interface RepairOptions {
  /** Keep only what comes after the last hole of more than so many days, or more than so many bars with open = close. */
  readonly cutBadData: { readonly holeDays: number; readonly flatBars: number } | null;
  /** Drop Saturdays and Sundays, UTC. */
  readonly dropWeekend: boolean;
  /** Fill gaps the calendar does not explain with flat bars, when no more than so many bars are missing in a row. */
  readonly fillGaps: { readonly maxBars: number } | null;
  /** Splits and dividends to adjust earlier prices for. */
  readonly adjustments: readonly CorporateAction[];
}

export const NO_REPAIRS: RepairOptions = Object.freeze({
  cutBadData: null,
  dropWeekend: false,
  fillGaps: null,
  adjustments: [],
});

export interface Repaired {
  readonly bars: Bars;
  readonly repairs: readonly Repair[];
}

/** Bars in time order; bars of one time keep the order of the file. The same object when they are in order already. */
export function sortByTime(bars: Bars): Repaired {
  const { timeMs } = bars;
  if (isAscending(timeMs)) return { bars, repairs: [] };
  const order = Int32Array.from({ length: timeMs.length }, (_, i) => i);
  order.sort((a, b) => timeMs[a] - timeMs[b] || a - b);
  const sorted = pickBars(bars, order);
  const moved = sorted.timeMs.filter((time, i) => time !== timeMs[i]);
  return {
    bars: sorted,
    repairs: [repairOf('sort_by_time', { kind: 'reorder', order }, moved, 'sorted by open time')],
  };
}

function isAscending(timeMs: Float64Array): boolean {
  for (let i = 1; i < timeMs.length; i++) if (timeMs[i] < timeMs[i - 1]) return false;
  return true;
}

/**
 * Makes a usable series of sorted bars, and says how. Dropping a copy is always right; what else is dropped goes with a
 * blocking finding, so it only comes to count when a person accepts the data as they are.
 */
export function makeUsable(sorted: Bars): Repaired {
  const { identical, conflicting } = duplicates(sorted);
  const first = drop('drop_identical_duplicates', sorted, identical, 'exact copies dropped');
  const others = duplicates(first.bars).conflicting;
  const second = drop(
    'drop_conflicting_duplicates',
    first.bars,
    conflicting.length === 0 ? [] : others,
    'later bars of the same time dropped, the first kept',
  );
  const third = drop(
    'drop_unusable_bars',
    second.bars,
    indicesWhere(barCount(second.bars), (i) => isUnusable(second.bars, i)),
    'bars with missing, impossible or inconsistent prices dropped',
  );
  return { bars: third.bars, repairs: [...first.repairs, ...second.repairs, ...third.repairs] };
}

/** The bars of a source whose repairs nobody asks for: in time order, without copies and unusable bars. */
export const usableBars = (bars: Bars): Bars => makeUsable(sortByTime(bars).bars).bars;

/** Without the last bar when it had not ended as the source was written. */
export function dropUnfinished(bars: Bars, stepMs: number, asOfMs: number | null): Repaired {
  const last = barCount(bars) - 1;
  const isOpen =
    asOfMs !== null && last >= 0 && bars.timeMs[last] <= asOfMs && bars.timeMs[last] + stepMs > asOfMs;
  return drop('drop_unfinished_bar', bars, isOpen ? [last] : [], 'unfinished bar dropped');
}

/** The repairs that were asked for, but for the filling of gaps, which needs the calendar of what they leave. */
export function repairOnDemand(bars: Bars, options: RepairOptions): Repaired {
  const cut = options.cutBadData ? cutBadData(bars, options.cutBadData) : { bars, repairs: [] };
  const weekdays = options.dropWeekend ? dropWeekend(cut.bars) : { bars: cut.bars, repairs: [] };
  const adjusted = adjust(weekdays.bars, options.adjustments);
  return { bars: adjusted.bars, repairs: [...cut.repairs, ...weekdays.repairs, ...adjusted.repairs] };
}

/** Flat bars at the close before, without volume, where the calendar misses no more than `maxBars` in a row. */
export function fillGaps(
  bars: Bars,
  {
    coverage,
    calendar,
    stepMs,
    maxBars,
  }: {
    readonly coverage: Coverage;
    readonly calendar: TradingCalendar;
    readonly stepMs: number;
    readonly maxBars: number;
  },
): Repaired {
  const times: number[] = [];
  const before: number[] = [];
  const at: number[] = [];
  const rowOf = new Map(
    coverage.gaps.filter((gap) => gap.missing <= maxBars).map((gap) => [gap.fromMs, gap]),
  );
  for (let i = 0; i < barCount(bars) && rowOf.size > 0; i++) {
    const gap = rowOf.get(bars.timeMs[i]);
    if (!gap) continue;
    for (let time = gap.fromMs + stepMs; time < gap.toMs - stepMs / 2; time += stepMs) {
      if (!calendar.isOpen(time) || calendar.holidayAt(time) !== null) continue;
      at.push(i + 1 + times.length);
      times.push(time);
      before.push(i);
    }
  }
  if (times.length === 0) return { bars, repairs: [] };
  const last = pickBars(bars, before);
  const rows: Bars = {
    ...last,
    timeMs: Float64Array.from(times),
    open: last.close,
    high: last.close,
    low: last.close,
    volume: new Float64Array(times.length),
  };
  const places = Int32Array.from(at);
  return {
    bars: mergeRows(bars, places, rows),
    repairs: [
      repairOf(
        'fill_gaps',
        { kind: 'insert', at: places, rows },
        rows.timeMs,
        'bars filled in at the close before, without volume',
      ),
    ],
  };
}

function drop(step: RepairStep, bars: Bars, at: readonly number[], what: string): Repaired {
  if (at.length === 0) return { bars, repairs: [] };
  const { bars: kept, rows } = dropRows(bars, at);
  const change = { kind: 'remove', at: Int32Array.from(at), rows } as const;
  return { bars: kept, repairs: [repairOf(step, change, rows.timeMs, what)] };
}

function cutBadData(bars: Bars, { holeDays, flatBars }: { holeDays: number; flatBars: number }): Repaired {
  const { timeMs, open, close } = bars;
  let [from, run] = [0, 0];
  for (let i = 0; i < barCount(bars); i++) {
    if (i > 0 && timeMs[i] - timeMs[i - 1] > holeDays * DAY_MS) from = i;
    run = open[i] === close[i] ? run + 1 : 0;
    if (run > flatBars) from = i + 1;
  }
  const cut = Array.from({ length: from }, (_, i) => i);
  return drop('cut_bad_data', bars, cut, 'bars up to the last hole or stuck stretch cut off');
}

function dropWeekend(bars: Bars): Repaired {
  const weekend = indicesWhere(
    barCount(bars),
    (i) => (Math.floor(bars.timeMs[i] / DAY_MS + 4) % 7) % 6 === 0,
  );
  return drop('drop_weekend', bars, weekend, 'bars of Saturdays and Sundays dropped');
}

function adjust(bars: Bars, actions: readonly CorporateAction[]): Repaired {
  if (actions.length === 0) return { bars, repairs: [] };
  const adjusted = adjustPrices(bars, actions);
  const changed = indicesWhere(
    barCount(bars),
    (i) => adjusted.close[i] !== bars.close[i] || !Object.is(adjusted.volume[i], bars.volume[i]),
  );
  if (changed.length === 0) return { bars, repairs: [] };
  const rows = pickBars(bars, changed);
  const change = { kind: 'replace', at: Int32Array.from(changed), rows } as const;
  return {
    bars: adjusted,
    repairs: [repairOf('adjust_prices', change, rows.timeMs, 'bars adjusted for splits and dividends')],
  };
}
