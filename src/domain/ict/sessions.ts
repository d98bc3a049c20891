import { HOUR_MS } from '../calendar/clock.ts';
import { type Bar, forEachBar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import { ManipulationTracker } from './manipulation.ts';
import { NewYorkClock } from './new-york-clock.ts';
import { PreviousRange, type PriceRange, WindowRange } from './price-range.ts';
import {
  type DayWindow,
  type KillZone,
  NEW_YORK_CLOSE_MINUTE,
  requireDayWindow,
  SESSION_TABLE,
  type SessionTable,
} from './windows.ts';

/** High and low of a stretch of time at each bar; NaN: not known. */
export interface RangeSeries {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/**
 * The sessions bar by bar, as known at each bar's close. Prices in quote currency; NaN: not known. Readings by the clock
 * are NaN until the series is known to be intraday, which is at the first bar that follows another within an hour.
 */
export interface Sessions {
  /** Minute of the day by New York's clock at the bar's open, 0 to 1439. */
  readonly minute: Float64Array;
  readonly previousDay: RangeSeries;
  readonly previousWeek: RangeSeries;
  /** The trading day's Asian session, its opening range, and the last session that is over, whichever it was. */
  readonly asia: RangeSeries;
  readonly openingRange: RangeSeries;
  readonly lastSession: RangeSeries;
  /** Open of the first bar from New York's midnight on, until 17:00. */
  readonly midnightOpen: Float64Array;
  /** See `ManipulationTracker`. */
  readonly judas: Float64Array;
  readonly powerOfThree: Float64Array;
}

/** Bars longer than this say nothing about the hours of a session. */
const LONGEST_INTRADAY_MS = HOUR_MS;
const DAY_MINUTES = 1_440;

/** Reads the sessions of a whole series in one forward pass, O(n). */
export const readSessions = (bars: Bars, table: SessionTable = SESSION_TABLE): Sessions =>
  new SessionReader(table).read(bars);

/** Reads sessions as bars arrive, in blocks of any length: where the series is cut changes no value. */
export class SessionReader {
  private readonly clock = new NewYorkClock();
  /** In the order in which they end in a trading day. */
  private readonly zones: readonly WindowRange[];
  private readonly asia: WindowRange;
  private readonly openingRange: WindowRange;
  private readonly previousDay = new PreviousRange();
  private readonly previousWeek = new PreviousRange();
  private readonly manipulation: ManipulationTracker;
  private midnightOpen = Number.NaN;
  private isIntraday = false;
  private lastMs = Number.NaN;
  private series = emptySessions(0);

  /** @throws AppError `parameter_invalid` for a window that is none, see `requireDayWindow`. */
  constructor({ killZones, openingRange }: SessionTable = SESSION_TABLE) {
    requireDayWindow('openingRange', openingRange);
    const names = Object.keys(killZones) as KillZone[];
    for (const name of names) requireDayWindow(name, killZones[name]);
    const ranges = new Map(names.map((name) => [name, new WindowRange(killZones[name])]));
    this.asia = ranges.get('asia') as WindowRange;
    this.zones = [...ranges]
      .sort(([a], [b]) => endInTradingDay(killZones[a]) - endInTradingDay(killZones[b]))
      .map(([, range]) => range);
    this.openingRange = new WindowRange(openingRange);
    this.manipulation = new ManipulationTracker(killZones);
  }

  /** Takes the bars that follow. @returns The series at these bars; they are filled anew by the next call. */
  read(bars: Bars): Sessions {
    const n = barCount(bars);
    if (this.series.judas.length !== n) this.series = emptySessions(n);
    forEachBar(bars, (bar, at) => {
      this.step(bar);
      this.write(this.series, at);
    });
    return this.series;
  }

  private step(bar: Bar): void {
    const { clock } = this;
    const dayBefore = clock.tradingDay;
    clock.show(bar.timeMs);
    const { minute, tradingDay } = clock;
    const isNewDay = tradingDay !== dayBefore;
    this.isIntraday ||= bar.timeMs - this.lastMs <= LONGEST_INTRADAY_MS;
    this.lastMs = bar.timeMs;
    for (const zone of this.zones) zone.step(bar, minute, isNewDay);
    this.openingRange.step(bar, minute, isNewDay);
    this.previousDay.step(bar, tradingDay);
    this.previousWeek.step(bar, weekOfTradingDay(tradingDay));
    this.manipulation.step(bar, this.asia, minute, isNewDay);
    if (minute >= NEW_YORK_CLOSE_MINUTE) this.midnightOpen = Number.NaN;
    else if (isNewDay || Number.isNaN(this.midnightOpen)) this.midnightOpen = bar.open;
  }

  private write(series: Sessions, at: number): void {
    writeRange(series.previousDay, this.previousDay, at);
    writeRange(series.previousWeek, this.previousWeek, at);
    writeRange(series.asia, this.isIntraday ? this.asia : UNKNOWN, at);
    writeRange(series.openingRange, this.isIntraday ? this.openingRange : UNKNOWN, at);
    writeRange(series.lastSession, this.isIntraday ? this.lastSession() : UNKNOWN, at);
    series.minute[at] = this.isIntraday ? this.clock.minute : Number.NaN;
    series.midnightOpen[at] = this.isIntraday ? this.midnightOpen : Number.NaN;
    series.judas[at] = this.isIntraday ? this.manipulation.judas : Number.NaN;
    series.powerOfThree[at] = this.isIntraday ? this.manipulation.powerOfThree : Number.NaN;
  }

  /** Of the trading day's kill zones the one that ended last. */
  private lastSession(): PriceRange {
    for (let k = this.zones.length - 1; k >= 0; k--) {
      if (!Number.isNaN(this.zones[k].high)) return this.zones[k];
    }
    return UNKNOWN;
  }
}

const UNKNOWN: PriceRange = { high: Number.NaN, low: Number.NaN };

/** Minutes from the start of the trading day, 17:00 of the evening before, to a window's end. */
const endInTradingDay = ({ endMinute }: DayWindow): number =>
  ((endMinute - NEW_YORK_CLOSE_MINUTE - 1 + DAY_MINUTES) % DAY_MINUTES) + 1;

/** Monday to Sunday by trading day: 1970-01-01 was a Thursday. */
const weekOfTradingDay = (tradingDay: number): number => Math.floor((tradingDay + 3) / 7);

function writeRange(series: RangeSeries, range: PriceRange, at: number): void {
  series.high[at] = range.high;
  series.low[at] = range.low;
}

function emptySessions(n: number): Sessions {
  const column = (): Float64Array => new Float64Array(n);
  const range = (): RangeSeries => ({ high: column(), low: column() });
  return {
    minute: column(),
    previousDay: range(),
    previousWeek: range(),
    asia: range(),
    openingRange: range(),
    lastSession: range(),
    midnightOpen: column(),
    judas: column(),
    powerOfThree: column(),
  };
}
