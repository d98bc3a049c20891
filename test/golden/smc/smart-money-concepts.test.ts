import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
import type { SmcEvent, SwingEvent, ZoneEvent } from '../../../src/domain/smc/events.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { ABSENT, hasSharedData, sharedColumns } from '../../support/shared-data.ts';

/** The library's swings of length 5 take 4 bars before and 5 after. */
const OPTIONS = { swing: { barsBefore: 4, barsAfter: 5 }, recentGapBars: 50 };

describe.skipIf(!hasSharedData('smc'))(`smart-money-concepts 0.0.27 on EURUSD 15 minutes ${ABSENT}`, () => {
  it('finds the same fair value gaps, mitigated at the same bars', () => {
    const { bars, events } = read();
    const expected = sharedColumns('smc/fvg_result_data.csv');
    const direction = new Float64Array(bars.close.length).fill(Number.NaN);
    const top = direction.slice();
    const bottom = direction.slice();
    const mitigated = direction.slice();
    for (const event of events) {
      if (event.kind === 'gap_created') {
        direction[event.eventIndex] = event.direction;
        top[event.eventIndex] = event.top;
        bottom[event.eventIndex] = event.bottom;
        // The library writes 0 for a gap that no later bar has touched.
        mitigated[event.eventIndex] = 0;
        expect(event.knownIndex).toBe(event.eventIndex + 1);
      }
      if (event.kind === 'gap_mitigated') mitigated[event.originIndex] = event.knownIndex;
    }
    expect(direction).toEqual(expected.FVG);
    expect(top).toEqual(expected.Top);
    expect(bottom).toEqual(expected.Bottom);
    expect(mitigated).toEqual(expected.MitigatedIndex);
    expect(events.filter((event) => event.kind === 'gap_created')).toHaveLength(5_020);
  });

  it('fills each gap at the first bar that trades through to its far edge', () => {
    const { bars, events } = read();
    const filled = new Map(
      events
        .filter((event): event is ZoneEvent => event.kind === 'gap_filled')
        .map((event) => [event.originIndex, event.knownIndex]),
    );
    for (const gap of events.filter((event): event is ZoneEvent => event.kind === 'gap_created')) {
      expect(filled.get(gap.originIndex)).toBe(firstThrough(bars, gap));
    }
  });

  it('settles on the same swings, but where the library lets ties and outside bars decide otherwise', () => {
    const { bars, events } = read();
    const expected = sharedColumns('smc/swing_highs_lows_result_data.csv').HighLow;
    const ours = settledSwings(events, bars.close.length);
    // The library's first and last swing are not swings but sentinels.
    const differing = Array.from(expected.keys())
      .slice(1, -1)
      .filter((i) => !Object.is(ours[i], expected[i]));
    const agreed = expected.filter((value, i) => value === ours[i]).length;
    expect(agreed).toBeGreaterThan(0.985 * expected.filter((value) => !Number.isNaN(value)).length);
    for (const i of differing.filter((i) => i > 10 && i < bars.close.length - 20)) {
      expect(hasTieOrOutsidePivot(bars, i), `bar ${i}`).toBe(true);
    }
  });
});

function read(): { bars: Bars; events: readonly SmcEvent[] } {
  const csv = sharedColumns('smc/EURUSD_15M.csv');
  const bars: Bars = {
    timeMs: csv.Open.map((_, i) => i * 900_000),
    open: csv.Open,
    high: csv.High,
    low: csv.Low,
    close: csv.Close,
    volume: csv.Tickvol,
  };
  return { bars, events: [...readStructure(bars, OPTIONS).events] };
}

function firstThrough(bars: Bars, gap: ZoneEvent): number | undefined {
  const through = (j: number): boolean =>
    gap.direction === 1 ? bars.low[j] <= gap.bottom : bars.high[j] >= gap.top;
  for (let j = gap.knownIndex + 1; j < bars.close.length; j++) if (through(j)) return j;
  return undefined;
}

/** 1, -1 or NaN at each bar: the alternating sequence as it stands at the end. */
function settledSwings(events: readonly SmcEvent[], n: number): Float64Array {
  const sequence: SwingEvent[] = [];
  for (const event of events) {
    if (event.kind !== 'swing' || event.scope !== 'internal' || event.role === 'inner') continue;
    if (event.role === 'extension') sequence.pop();
    sequence.push(event);
  }
  const column = new Float64Array(n).fill(Number.NaN);
  for (const swing of sequence) column[swing.eventIndex] = swing.direction;
  return column;
}

/** Whether, near bar i, a bar is both the highest and the lowest of its window, or two bars share an extreme. */
function hasTieOrOutsidePivot({ high, low }: Bars, i: number): boolean {
  const reach = 20;
  const { barsBefore, barsAfter } = OPTIONS.swing;
  for (let j = Math.max(i - reach, barsBefore); j <= i + reach; j++) {
    const highs = high.subarray(j - barsBefore, j + barsAfter + 1);
    const lows = low.subarray(j - barsBefore, j + barsAfter + 1);
    const isHigh = high[j] === Math.max(...highs);
    const isLow = low[j] === Math.min(...lows);
    if (isHigh && isLow) return true;
    if (isHigh && highs.filter((value) => value === high[j]).length > 1) return true;
    if (isLow && lows.filter((value) => value === low[j]).length > 1) return true;
  }
  return false;
}
