import { describe, expect, it } from 'vitest';
import { computeColumns } from '../../../src/domain/features/compute.ts';
import { STRUCTURE_OPTIONS } from '../../../src/domain/features/market-structure.ts';
import { atr as atrOf } from '../../../src/domain/indicators/atr.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import type {
  BreakEvent,
  Direction,
  PoolEvent,
  Scope,
  SwingEvent,
  ZoneEvent,
} from '../../../src/domain/smc/events.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { readWyckoff } from '../../../src/domain/wyckoff/read-wyckoff.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const N = 1_500;
const rng = createRng('structure formulas');
const bars: Bars = {
  ...randomBars(N, rng),
  timeMs: Float64Array.from({ length: N }, (_, i) => Date.UTC(2024, 1, 20, 5) + i * 1_800_000),
  volume: Float64Array.from({ length: N }, () => rng.integer(1_000) + 1),
};
const { open, high, low, close, volume } = bars;
const atr = atrOf(bars, 14);
const events = [...readStructure(bars, STRUCTURE_OPTIONS).events];
const wyckoffEvents = readWyckoff(bars).events;

type Row = Readonly<Record<string, number>>;
const NONE = Number.NaN;
const share = (a: number, b: number): number => (b > 0 ? a / b : NONE);
const between0And1 = (x: number): number => Math.min(Math.max(x, 0), 1);
const lastOf = <T>(list: readonly T[]): T | undefined => list[list.length - 1];

/** Bars from the last event of a list. */
const since = (t: number, list: readonly { readonly knownIndex: number }[]): number =>
  t - (lastOf(list)?.knownIndex ?? NONE);

/** Zones of one side that were created and not closed since, the oldest first. */
function openZones(
  known: readonly ZoneEvent[],
  name: string,
  end: string,
  side: Direction,
): readonly ZoneEvent[] {
  const closed = known.filter((event) => event.kind === `${name}_${end}` && event.direction === side);
  return known.filter(
    (zone) =>
      zone.kind === `${name}_created` &&
      zone.direction === side &&
      !closed.some((event) => event.originIndex === zone.originIndex && event.knownIndex > zone.knownIndex),
  );
}

/** How far price has come into a zone after the bar that made it known, 0 to 1. */
function used(zone: ZoneEvent | undefined, t: number): number {
  if (!zone) return NONE;
  const after = {
    low: low.subarray(zone.knownIndex + 1, t + 1),
    high: high.subarray(zone.knownIndex + 1, t + 1),
  };
  const depth =
    zone.direction === 1 ? zone.top - Math.min(...after.low) : Math.max(...after.high) - zone.bottom;
  return between0And1(depth / (zone.top - zone.bottom));
}

/** Swings and breaks of one scope. */
function trendAt(t: number, scope: Scope) {
  const known = events.filter((event) => event.knownIndex <= t && 'scope' in event && event.scope === scope);
  const breaks = known.filter((event): event is BreakEvent => event.kind === 'bos' || event.kind === 'choch');
  const swings = known.filter(
    (event): event is SwingEvent => event.kind === 'swing' && event.role !== 'inner',
  );
  const side = (direction: Direction) => swings.filter((swing) => swing.direction === direction);
  /** The swing before the last structural one and its extensions. */
  const previous = (direction: Direction) => {
    const own = side(direction);
    return own[own.findLastIndex((swing) => swing.role === 'structural') - 1]?.price ?? NONE;
  };
  const [highs, lows] = [side(1), side(-1)];
  const lastBreak = lastOf(breaks);
  const direction = lastBreak?.direction ?? 0;
  const [along, against] = direction === 1 ? [highs, lows] : [lows, highs];
  const start = lastBreak?.knownIndex ?? NONE;
  return {
    direction,
    bosAge: since(
      t,
      breaks.filter((event) => event.kind === 'bos'),
    ),
    chochAge: since(
      t,
      breaks.filter((event) => event.kind === 'choch'),
    ),
    level: lastBreak?.level ?? NONE,
    high: lastOf(highs),
    low: lastOf(lows),
    previousHigh: previous(1),
    previousLow: previous(-1),
    strong: lastOf(against.filter((swing) => swing.knownIndex <= start))?.price ?? NONE,
    weak: lastOf(along.filter((swing) => swing.knownIndex > start))?.price ?? NONE,
  };
}

function displacementAge(t: number, side: Direction): number {
  for (let i = t; i > 14; i--) {
    const body = side * (close[i] - open[i]);
    if (body >= 1.5 * atr[i - 1] && body >= 0.6 * (high[i] - low[i])) return t - i;
  }
  return NONE;
}

function gapStack(t: number, known: readonly ZoneEvent[]): number {
  const gaps = known.filter((event) => event.kind === 'gap_created').reverse();
  let [size, later] = [0, t];
  for (const gap of gaps) {
    if (gap.direction !== gaps[0].direction || later - gap.knownIndex > 50) break;
    size += gap.direction;
    later = gap.knownIndex;
  }
  return size;
}

/** The columns of one side: zones and liquidity. */
function sideAt(t: number, name: string, side: Direction, trend: ReturnType<typeof trendAt>): Row {
  const known = events.filter((event) => event.knownIndex <= t);
  const zones = known.filter((event): event is ZoneEvent => 'top' in event);
  const pools = known.filter((event): event is PoolEvent => 'touches' in event && event.direction === -side);
  const gaps = openZones(zones, 'gap', 'filled', side);
  const [gap, block] = [lastOf(gaps), lastOf(openZones(zones, 'block', 'broken', side))];
  const near = (zone: ZoneEvent | undefined): number => (zone ? (side === 1 ? zone.top : zone.bottom) : NONE);
  const away = (edge: number): number => share(side * (close[t] - edge), atr[t]);
  /** Of failed zones the one whose far edge is nearest to price. */
  const flipped = (kind: string): number => {
    const open = openZones(zones, kind, 'broken', side);
    const far = (zone: ZoneEvent): number => side * (side === 1 ? zone.bottom : zone.top);
    return near([...open].sort((a, b) => far(a) - far(b)).pop());
  };
  const swept = pools.filter((event) => event.kind === 'pool_swept');
  const pool = pools
    .filter((event) => event.kind === 'pool_created')
    .filter((made) => !swept.some((event) => event.originIndex === made.originIndex))
    .sort((a, b) => side * (a.level - b.level))
    .pop();
  const joined = pools.filter(
    (event) => event.kind === 'pool_joined' && event.originIndex === pool?.originIndex,
  );
  const gapFill = used(gap, t);
  const gapEdge = gap ? near(gap) - side * gapFill * (gap.top - gap.bottom) : NONE;
  const blockAway = away(near(block));
  const reclaimAge = since(
    t,
    pools.filter((event) => event.kind === 'pool_reclaimed'),
  );
  const isCheap = side * close[t] < (side * ((trend.high?.price ?? NONE) + (trend.low?.price ?? NONE))) / 2;
  const signs = [
    trend.direction === side,
    trendAt(t, 'external').direction === side,
    isCheap,
    blockAway <= 1,
    away(gapEdge) <= 1,
    reclaimAge < 10,
    displacementAge(t, side) < 10,
  ];
  return {
    [`smc_${name}_fvg_distance_atr`]: away(gapEdge),
    [`smc_${name}_fvg_age`]: t - (gap?.knownIndex ?? NONE),
    [`smc_${name}_fvg_open_count`]: gaps.filter((zone) => t - zone.knownIndex < 50).length,
    [`smc_${name}_fvg_fill`]: gapFill,
    [`smc_${name}_block_distance_atr`]: Math.max(blockAway, 0),
    [`smc_in_${name}_block`]: Number(blockAway <= 0),
    [`smc_near_${name}_block`]: Number(blockAway <= 1),
    [`smc_${name}_block_age`]: t - (block?.knownIndex ?? NONE),
    [`smc_${name}_block_mitigation`]: used(block, t),
    [`smc_${name}_breaker_distance_atr`]: away(flipped('breaker')),
    [`smc_${name}_inverse_fvg_distance_atr`]: away(flipped('inverse_gap')),
    [`smc_${name}_pool_distance_atr`]: away(pool?.level ?? NONE),
    [`smc_${name}_pool_touches`]: pool ? 1 + joined.length : NONE,
    [`smc_${name}_bars_since_reclaim`]: reclaimAge,
    [`smc_${name}_bars_since_sweep`]: since(t, swept),
    [`smc_${name}_bars_since_displacement`]: displacementAge(t, side),
    [`smc_${name}_confluence`]: signs.filter(Boolean).length,
  };
}

/** The columns of swings, breaks and legs, and what is read from both sides. */
function structureAt(t: number): Row {
  const zones = events.filter((event): event is ZoneEvent => event.knownIndex <= t && 'top' in event);
  const [inner, outer] = [trendAt(t, 'internal'), trendAt(t, 'external')];
  const inAtr = (length: number): number => share(length, atr[t]);
  const [top, bottom] = [inner.high?.price ?? NONE, inner.low?.price ?? NONE];
  const place = (lower: number, upper: number): number => share(close[t] - lower, upper - lower);
  const leg = Math.sign((inner.high?.eventIndex ?? NONE) - (inner.low?.eventIndex ?? NONE));
  const retraced = leg === 1 ? 1 - place(bottom, top) : leg === -1 ? place(bottom, top) : NONE;
  const [bullish, bearish] = [sideAt(t, 'bullish', 1, inner), sideAt(t, 'bearish', -1, inner)];
  return {
    ...bullish,
    ...bearish,
    smc_confluence: bullish.smc_bullish_confluence - bearish.smc_bearish_confluence,
    smc_direction: inner.direction,
    smc_bars_since_bos: inner.bosAge,
    smc_bars_since_choch: inner.chochAge,
    smc_break_level_distance_atr: inner.direction * inAtr(close[t] - inner.level),
    smc_external_direction: outer.direction,
    smc_external_bars_since_bos: outer.bosAge,
    smc_external_bars_since_choch: outer.chochAge,
    smc_external_range_position: place(outer.low?.price ?? NONE, outer.high?.price ?? NONE),
    smc_structure_agreement: inner.direction * outer.direction,
    smc_strong_swing_distance_atr: inner.direction * inAtr(close[t] - inner.strong),
    smc_weak_swing_distance_atr: inner.direction * inAtr(inner.weak - close[t]),
    smc_swing_high_distance_atr: inAtr(top - close[t]),
    smc_swing_low_distance_atr: inAtr(close[t] - bottom),
    smc_swing_high_age: t - (inner.high?.eventIndex ?? NONE),
    smc_swing_low_age: t - (inner.low?.eventIndex ?? NONE),
    smc_swing_high_progress_atr: inAtr(top - inner.previousHigh),
    smc_swing_low_progress_atr: inAtr(bottom - inner.previousLow),
    smc_range_position: place(bottom, top),
    smc_gap_stack: gapStack(t, zones),
    ict_leg_retracement: retraced,
    ict_ote: retraced >= 0.62 && retraced <= 0.79 ? leg : 0,
  };
}

const newYork = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'medium',
});
/** Minutes since New York's 17:00 of the day 1970-01-01. */
const elapsed = Float64Array.from(
  bars.timeMs,
  (ms) => Date.parse(`${newYork.format(ms).replace(' ', 'T')}Z`) / 60_000 + 7 * 60,
);
const day = elapsed.map((minute) => Math.floor(minute / 1_440));
/** Hours of the trading day, which begins at 17:00. */
const hour = elapsed.map((minute) => (minute % 1_440) / 60);
/** By those hours; New York's own are seven fewer. */
const WINDOWS = { asia: [3, 7], london: [9, 12], new_york: [14, 17], london_close: [17, 19] } as const;
const OPENING = [16.5, 17] as const;

/** High and low of the bars that `isIn` has among those up to t. */
function rangeOf(t: number, isIn: (i: number) => boolean): readonly [number, number] {
  const rows = [...day.keys()].filter((i) => i <= t && isIn(i));
  return rows.length === 0
    ? [NONE, NONE]
    : [Math.min(...rows.map((i) => low[i])), Math.max(...rows.map((i) => high[i]))];
}
const within = (i: number, [from, to]: readonly [number, number]): boolean => hour[i] >= from && hour[i] < to;
const windowAt = (t: number, window: readonly [number, number]): readonly [number, number] =>
  hour[t] >= window[1] ? rangeOf(t, (i) => day[i] === day[t] && within(i, window)) : [NONE, NONE];

/** The columns of the trading day. */
function sessionAt(t: number): Row {
  const week = (i: number): number => Math.floor((day[i] + 3) / 7);
  const over = Object.values(WINDOWS).filter((window) => hour[t] >= window[1]);
  const ranges = {
    previous_day: rangeOf(t, (i) => day[i] === day[t] - 1),
    previous_week: rangeOf(t, (i) => week(i) === week(t) - 1),
    asia: windowAt(t, WINDOWS.asia),
    opening_range: windowAt(t, OPENING),
    last_session: windowAt(t, over[over.length - 1] ?? [24, 24]),
  };
  const midnight = [...day.keys()].find((i) => i <= t && day[i] === day[t] && hour[i] >= 7);
  const bullets = [
    [10, 11],
    [17, 18],
    [21, 22],
  ] as const;
  return {
    ...Object.fromEntries(
      Object.entries(ranges).flatMap(([name, [bottom, top]]) => [
        [`ict_${name}_position`, share(close[t] - bottom, top - bottom)],
        [`ict_${name}_range_atr`, (top - bottom) / atr[t]],
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(WINDOWS).map(([zone, window]) => [`ict_in_${zone}`, Number(within(t, window))]),
    ),
    ict_in_silver_bullet: Number(bullets.some((window) => within(t, window))),
    ict_midnight_open_distance_atr: (close[t] - (midnight === undefined ? NONE : open[midnight])) / atr[t],
    ...feintAt(t),
  };
}

/** A feint out of Asia's range, and the close beyond its other side. */
function feintAt(t: number): Row {
  let [judas, power] = [0, 0];
  let [below, above] = [false, false];
  for (let i = day.indexOf(day[t]); i <= t; i++) {
    const [bottom, top] = windowAt(i, WINDOWS.asia);
    if (within(i, WINDOWS.london) || within(i, WINDOWS.new_york)) {
      below ||= low[i] < bottom;
      above ||= high[i] > top;
      if (close[i] > bottom && close[i] < top) {
        if (below !== above) judas = below ? 1 : -1;
        below = above = false;
      }
    }
    if (judas === 1 && close[i] > top) power = 1;
    if (judas === -1 && close[i] < bottom) power = -1;
  }
  return { ict_judas_swing: judas, ict_power_of_three: power };
}

/** Columns of Wyckoff's schematics from their events. */
function wyckoffAt(t: number): Row {
  const columns: Record<string, number> = {};
  for (const [schematic, names] of Object.entries({
    accumulation: {
      climax: 'selling_climax',
      automatic_reaction: 'automatic_rally',
      trap: 'spring',
      sign: 'sign_of_strength',
    },
    distribution: {
      climax: 'buying_climax',
      automatic_reaction: 'automatic_reaction',
      trap: 'utad',
      sign: 'sign_of_weakness',
    },
  })) {
    const known = wyckoffEvents.filter((event) => event.knownIndex <= t && event.schematic === schematic);
    const ofKind = (kind: string) => known.filter((event) => event.kind === kind);
    for (const [kind, name] of Object.entries(names))
      columns[`wyckoff_bars_since_${name}`] = since(t, ofKind(kind));
    // The range that is open: what happened since the last one ended.
    const range = known.slice(known.findLastIndex((event) => event.phase === null) + 1);
    const climax = range.findLast((event) => event.kind === 'climax');
    const { support, resistance } = (climax && lastOf(range)) ?? { support: NONE, resistance: NONE };
    columns[`wyckoff_${schematic}_age`] = t - (climax?.eventIndex ?? NONE);
    columns[`wyckoff_${schematic}_position`] = share(close[t] - support, resistance - support);
  }
  const mean = volume.subarray(t - 19, t + 1).reduce((a, b) => a + b, 0) / 20;
  const range = Math.max(high[t], close[t - 1]) - Math.min(low[t], close[t - 1]);
  return { ...columns, wyckoff_effort_result: volume[t] / mean - range / atr[t] };
}

const ROWS = Array.from({ length: N }, (_, t) => t).filter((t) => t >= 40 && t % 11 === 0);
const EXPECTED = ROWS.map((t) => ({ ...structureAt(t), ...sessionAt(t), ...wyckoffAt(t) }) as Row);
const NAMES = Object.keys(EXPECTED[0]);
const columns = computeColumns(NAMES, bars);

describe('structure columns equal their definitions, read from the events and the bars', () => {
  it.each(NAMES)('%s', (name) => {
    // A column that never has a value, or only one, would prove nothing.
    expect(new Set(EXPECTED.map((row) => row[name])).size).toBeGreaterThan(1);
    ROWS.forEach((t, k) => {
      const expected = EXPECTED[k][name];
      if (Number.isNaN(expected)) expect(columns[name][t], `bar ${t}`).toBeNaN();
      else expect(columns[name][t], `bar ${t}`).toBeCloseTo(expected, 8);
    });
  });
});
