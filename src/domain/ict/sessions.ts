import { type Bars, barCount } from '../market/bars.ts';
import { intradayFlags } from './intraday.ts';
import { type NewYorkClock, newYorkClock } from './new-york-clock.ts';
import { previousPeriodExtremes, weekOfTradingDay } from './period-extremes.ts';
import { type DayWindow, isWithin, KILL_ZONES, OPENING_RANGE } from './windows.ts';

/** High and low of a window of the trading day at each bar, once it is over; NaN before and without one. */
export interface WindowRange {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** The sessions bar by bar, as known at each bar's close. Prices in quote currency; NaN: not known. */
export interface Sessions {
  readonly clock: NewYorkClock;
  /** 1 from where the series is known to be intraday; readings by the clock are NaN elsewhere. */
  readonly isIntraday: Uint8Array;
  readonly previousDay: WindowRange;
  readonly previousWeek: WindowRange;
  /** The trading day's Asian session, its opening range, and the last session that is over, whichever it was. */
  readonly asia: WindowRange;
  readonly openingRange: WindowRange;
  readonly lastSession: WindowRange;
  /** Open of the first bar from New York's midnight on. */
  readonly midnightOpen: Float64Array;
  /**
   * Judas swing of the trading day: in the London or New York kill zone a wick takes out one side of the Asian range and
   * a close comes back inside. 1 when the lows were taken (a feint down), -1 the highs, 0 none yet; the latest counts.
   */
  readonly judas: Float64Array;
  /**
   * Power of three: Asia accumulates, the Judas swing manipulates, a close beyond the other side of Asia's range
   * distributes: 1 up, -1 down, for the rest of the trading day.
   */
  readonly powerOfThree: Float64Array;
}

/** Reads sessions in one forward pass, O(n). */
export function readSessions(bars: Bars): Sessions {
  const n = barCount(bars);
  const clock = newYorkClock(bars.timeMs);
  const isIntraday = intradayFlags(bars.timeMs);
  const { tradingDay } = clock;
  const asia = windowRange(bars, clock, KILL_ZONES.asia);
  const openingRange = windowRange(bars, clock, OPENING_RANGE);
  const manipulation = readManipulation(bars, clock, asia);
  for (const column of [asia.high, asia.low, openingRange.high, openingRange.low]) blank(column, isIntraday);
  const midnightOpen = readMidnightOpen(bars, clock);
  const lastSession = lastOf(
    n,
    Object.values(KILL_ZONES).map((zone) => windowRange(bars, clock, zone)),
  );
  for (const column of [
    midnightOpen,
    lastSession.high,
    lastSession.low,
    manipulation.judas,
    manipulation.powerOfThree,
  ]) {
    blank(column, isIntraday);
  }
  return {
    clock,
    isIntraday,
    previousDay: previousPeriodExtremes(bars, (i) => tradingDay[i]),
    previousWeek: previousPeriodExtremes(bars, (i) => weekOfTradingDay(tradingDay[i])),
    asia,
    openingRange,
    lastSession,
    midnightOpen,
    ...manipulation,
  };
}

/** Range of a window from the first bar after it to the end of its trading day. */
function windowRange(bars: Bars, { minute, tradingDay }: NewYorkClock, window: DayWindow): WindowRange {
  const n = barCount(bars);
  const high = new Float64Array(n).fill(Number.NaN);
  const low = new Float64Array(n).fill(Number.NaN);
  let day = Number.NaN;
  let top = Number.NaN;
  let bottom = Number.NaN;
  for (let i = 0; i < n; i++) {
    if (tradingDay[i] !== day) {
      day = tradingDay[i];
      top = bottom = Number.NaN;
    }
    if (isWithin(window, minute[i])) {
      top = Number.isNaN(top) ? bars.high[i] : Math.max(top, bars.high[i]);
      bottom = Number.isNaN(bottom) ? bars.low[i] : Math.min(bottom, bars.low[i]);
    } else {
      high[i] = top;
      low[i] = bottom;
    }
  }
  return { high, low };
}

/** Of windows that follow one another in a trading day, the one that ended last. */
function lastOf(n: number, ranges: readonly WindowRange[]): WindowRange {
  const high = new Float64Array(n).fill(Number.NaN);
  const low = new Float64Array(n).fill(Number.NaN);
  for (const range of ranges) {
    for (let i = 0; i < n; i++) {
      if (Number.isNaN(range.high[i])) continue;
      high[i] = range.high[i];
      low[i] = range.low[i];
    }
  }
  return { high, low };
}

function readMidnightOpen(bars: Bars, { minute, tradingDay }: NewYorkClock): Float64Array {
  const opens = new Float64Array(barCount(bars)).fill(Number.NaN);
  const close = 17 * 60;
  for (let i = 0; i < opens.length; i++) {
    if (minute[i] >= close) continue;
    const isSame = i > 0 && tradingDay[i] === tradingDay[i - 1] && !Number.isNaN(opens[i - 1]);
    opens[i] = isSame ? opens[i - 1] : bars.open[i];
  }
  return opens;
}

function readManipulation(
  bars: Bars,
  clock: NewYorkClock,
  asia: WindowRange,
): Pick<Sessions, 'judas' | 'powerOfThree'> {
  const judas = readJudas(bars, clock, asia);
  const powerOfThree = new Float64Array(judas.length);
  for (let i = 0; i < judas.length; i++) {
    const isSameDay = i > 0 && clock.tradingDay[i] === clock.tradingDay[i - 1];
    if (judas[i] === 1 && bars.close[i] > asia.high[i]) powerOfThree[i] = 1;
    else if (judas[i] === -1 && bars.close[i] < asia.low[i]) powerOfThree[i] = -1;
    else powerOfThree[i] = isSameDay ? powerOfThree[i - 1] : 0;
  }
  return { judas, powerOfThree };
}

function readJudas(bars: Bars, { minute, tradingDay }: NewYorkClock, asia: WindowRange): Float64Array {
  const judas = new Float64Array(barCount(bars));
  /** Whether the day's kill zones have traded beyond the lows or highs without a close back inside since. */
  let isBelow = false;
  let isAbove = false;
  for (let i = 0; i < judas.length; i++) {
    if (i > 0 && tradingDay[i] === tradingDay[i - 1]) judas[i] = judas[i - 1];
    else isBelow = isAbove = false;
    if (!isWithin(KILL_ZONES.london, minute[i]) && !isWithin(KILL_ZONES.new_york, minute[i])) continue;
    isBelow ||= bars.low[i] < asia.low[i];
    isAbove ||= bars.high[i] > asia.high[i];
    if (!(bars.close[i] > asia.low[i] && bars.close[i] < asia.high[i])) continue;
    // One bar that takes both sides and closes between them shows no direction.
    if (isBelow !== isAbove) judas[i] = isBelow ? 1 : -1;
    isBelow = isAbove = false;
  }
  return judas;
}

function blank(column: Float64Array, isKnown: Uint8Array): void {
  for (let i = 0; i < column.length; i++) if (!isKnown[i]) column[i] = Number.NaN;
}
