import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { type BarKernel, overBars } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingSum } from './rolling-sum.ts';

/** What counts as none, short, long and near, as multiples of the averages of the bars before. */
export interface CandleScale {
  /** Bars the averages are taken over; the current bar is not among them. */
  readonly period: number;
  /** Of the mean range: */
  readonly bodyNone: number;
  readonly wickNone: number;
  readonly near: number;
  /** Of the mean body: */
  readonly bodyShort: number;
  readonly bodyLong: number;
  readonly wickLong: number;
}

/** Tulip's defaults. */
export const CANDLE_SCALE: CandleScale = {
  period: 10,
  bodyNone: 0.05,
  wickNone: 0.05,
  near: 0.3,
  bodyShort: 0.5,
  bodyLong: 1.4,
  wickLong: 0.6,
};

/** One bar as patterns see it; all but the flags in price units. */
interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly top: number;
  readonly bottom: number;
  readonly body: number;
  readonly upper: number;
  readonly lower: number;
  readonly isBlack: boolean;
  readonly isWhite: boolean;
}

/** The newest candles, `[0]` first, and the thresholds at the newest one. Earlier candles are measured by them too. */
interface Scene {
  readonly now: Candle;
  readonly before: Candle;
  readonly twoBefore: Candle;
  readonly bodyNone: number;
  readonly bodyShort: number;
  readonly bodyLong: number;
  readonly wickNone: number;
  readonly wickLong: number;
  readonly near: number;
}

interface Pattern {
  /** Which way it is read: 1 bullish, -1 bearish, 0 neither. */
  readonly direction: 1 | 0 | -1;
  /** Bars it spans. */
  readonly bars: 1 | 2 | 3;
  readonly matches: (scene: Scene) => boolean;
}

/** Japanese candlestick patterns (Nison 1991) as Tulip Indicators defines them. */
export const CANDLE_PATTERNS = {
  abandoned_baby_bear: star(-1, (s) => isGapUp(s, 'range') && isDoji(s.before, s)),
  abandoned_baby_bull: star(1, (s) => isGapDown(s, 'range') && isDoji(s.before, s)),
  evening_doji_star: star(-1, (s) => isGapUp(s, 'body') && isDoji(s.before, s)),
  evening_star: star(-1, (s) => isGapUp(s, 'body') && s.before.body < s.bodyShort),
  morning_doji_star: star(1, (s) => isGapDown(s, 'body') && isDoji(s.before, s)),
  morning_star: star(1, (s) => isGapDown(s, 'body') && s.before.body < s.bodyShort),
  big_black_candle: one(-1, (s) => s.now.isBlack && s.now.body > s.bodyLong),
  big_white_candle: one(1, (s) => s.now.isWhite && s.now.body > s.bodyLong),
  marubozu: one(0, isMarubozu),
  black_marubozu: one(-1, (s) => s.now.isBlack && isMarubozu(s)),
  white_marubozu: one(1, (s) => s.now.isWhite && isMarubozu(s)),
  doji: one(0, (s) => isDoji(s.now, s)),
  dragonfly_doji: one(1, (s) => isDoji(s.now, s) && hasNoUpper(s) && hasLongLower(s)),
  gravestone_doji: one(-1, (s) => isDoji(s.now, s) && hasLongUpper(s) && hasNoLower(s)),
  long_legged_doji: one(0, (s) => isDoji(s.now, s) && hasLongUpper(s) && hasLongLower(s)),
  four_price_doji: one(0, (s) => isDoji(s.now, s) && hasNoUpper(s) && hasNoLower(s)),
  spinning_top: one(
    0,
    (s) => s.now.body < s.bodyShort && s.now.upper > s.now.body && s.now.lower > s.now.body,
  ),
  hammer: two(1, (s) => isHammer(s) && s.now.bottom <= s.before.low + s.near),
  hanging_man: two(-1, (s) => isHammer(s) && s.now.bottom >= s.before.high - s.near),
  inverted_hammer: two(1, (s) => isUpturnedHammer(s) && s.now.top <= s.before.bottom),
  shooting_star: two(-1, (s) => isUpturnedHammer(s) && s.now.bottom >= s.before.top),
  engulfing_bull: two(
    1,
    ({ now, before }) => now.isWhite && before.isBlack && now.close > before.open && now.open < before.close,
  ),
  engulfing_bear: two(
    -1,
    ({ now, before }) => now.isBlack && before.isWhite && now.close < before.open && now.open > before.close,
  ),
  star: two(0, ({ now, before }) => now.low >= before.high || now.high <= before.low),
  three_black_crows: three(
    -1,
    ({ now, before, twoBefore }) =>
      twoBefore.isBlack &&
      before.isBlack &&
      now.isBlack &&
      opensInside(before, twoBefore) &&
      opensInside(now, before),
  ),
  three_white_soldiers: three(
    1,
    ({ now, before, twoBefore }) =>
      twoBefore.isWhite &&
      before.isWhite &&
      now.isWhite &&
      opensInside(before, twoBefore) &&
      opensInside(now, before),
  ),
} as const satisfies Record<string, Pattern>;

export type CandlePattern = keyof typeof CANDLE_PATTERNS;

/**
 * 1 where the pattern ends at the bar, else 0; NaN for the first `scale.period` bars, whose averages are not known, and
 * where an average is not finite. Known at the close of the bar.
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function candlePattern(bars: Bars, pattern: CandlePattern, scale = CANDLE_SCALE): Float64Array {
  requireWindow('period', scale.period);
  return overBars(bars, scale.period, () => {
    const kernel = new Candlesticks(scale);
    return {
      push: (bar) => {
        kernel.push(bar);
        return kernel.matches(pattern);
      },
    };
  });
}

/** Follows candles and answers for any pattern at the newest one. */
export class Candlesticks {
  private readonly scale: CandleScale;
  private readonly bodies: RollingSum;
  private readonly ranges: RollingSum;
  private meanBody = Number.NaN;
  private meanRange = Number.NaN;
  private scene: Scene | undefined;
  private last: Candle | undefined;
  private beforeLast: Candle | undefined;
  private seen = 0;

  constructor(scale: CandleScale = CANDLE_SCALE) {
    this.scale = scale;
    this.bodies = new RollingSum(scale.period);
    this.ranges = new RollingSum(scale.period);
  }

  push(bar: Bar): void {
    const { scale, meanBody, meanRange } = this;
    const now = candleOf(bar);
    this.scene = Number.isFinite(meanBody + meanRange)
      ? {
          now,
          before: this.last ?? now,
          twoBefore: this.beforeLast ?? now,
          bodyNone: scale.bodyNone * meanRange,
          bodyShort: scale.bodyShort * meanBody,
          bodyLong: scale.bodyLong * meanBody,
          wickNone: scale.wickNone * meanRange,
          wickLong: scale.wickLong * meanBody,
          near: scale.near * meanRange,
        }
      : undefined;
    this.seen += 1;
    this.beforeLast = this.last;
    this.last = now;
    this.meanBody = this.bodies.push(now.body) / scale.period;
    this.meanRange = this.ranges.push(bar.high - bar.low) / scale.period;
  }

  /** 1, 0, or NaN while the averages are unknown. */
  matches(pattern: CandlePattern): number {
    const { bars, matches } = CANDLE_PATTERNS[pattern];
    if (!this.scene) return Number.NaN;
    return this.seen >= bars && matches(this.scene) ? 1 : 0;
  }
}

/** All patterns of one kernel as features use it, without a closure for each bar. */
export class CandlePatternKernel implements BarKernel {
  private readonly pattern: CandlePattern;
  private readonly candles: Candlesticks;

  constructor(pattern: CandlePattern, scale: CandleScale) {
    this.pattern = pattern;
    this.candles = new Candlesticks(scale);
  }

  push(bar: Bar): number {
    this.candles.push(bar);
    return this.candles.matches(this.pattern);
  }
}

function candleOf({ open, high, low, close }: Bar): Candle {
  const top = Math.max(open, close);
  const bottom = Math.min(open, close);
  return {
    open,
    high,
    low,
    close,
    top,
    bottom,
    body: top - bottom,
    upper: high - top,
    lower: bottom - low,
    isBlack: open > close,
    isWhite: open < close,
  };
}

type Test = (scene: Scene) => boolean;

function one(direction: Pattern['direction'], matches: Test): Pattern {
  return { direction, bars: 1, matches };
}
function two(direction: Pattern['direction'], matches: Test): Pattern {
  return { direction, bars: 2, matches };
}
function three(direction: Pattern['direction'], matches: Test): Pattern {
  return { direction, bars: 3, matches };
}

/** A long candle, one that gaps away (`gaps`), and one that gaps back and closes beyond the first one's close. */
function star(direction: 1 | -1, gaps: Test): Pattern {
  return three(direction, (s) => {
    const { now, twoBefore } = s;
    if (twoBefore.body <= s.bodyLong) return false;
    const isTurn =
      direction < 0
        ? twoBefore.isWhite && now.isBlack && now.close <= twoBefore.close
        : twoBefore.isBlack && now.isWhite && now.close >= twoBefore.close;
    return isTurn && gaps(s);
  });
}

/** The middle candle lies above both neighbours, by its body or its whole range. */
function isGapUp({ now, before, twoBefore }: Scene, part: 'body' | 'range'): boolean {
  return part === 'body'
    ? before.bottom >= twoBefore.top && now.top <= before.bottom
    : before.low >= twoBefore.high && now.high <= before.low;
}

function isGapDown({ now, before, twoBefore }: Scene, part: 'body' | 'range'): boolean {
  return part === 'body'
    ? before.top <= twoBefore.bottom && now.bottom >= before.top
    : before.high <= twoBefore.low && now.low >= before.high;
}

function isDoji(candle: Candle, scene: Scene): boolean {
  return candle.body < scene.bodyNone;
}
function isMarubozu(scene: Scene): boolean {
  return scene.now.body > scene.bodyLong && hasNoUpper(scene) && hasNoLower(scene);
}
function isHammer(scene: Scene): boolean {
  return scene.now.body < scene.bodyShort && hasNoUpper(scene) && hasLongLower(scene);
}
function isUpturnedHammer(scene: Scene): boolean {
  return scene.now.body < scene.bodyShort && hasLongUpper(scene) && hasNoLower(scene);
}
function hasNoUpper({ now, wickNone }: Scene): boolean {
  return now.upper < wickNone;
}
function hasNoLower({ now, wickNone }: Scene): boolean {
  return now.lower < wickNone;
}
function hasLongUpper({ now, wickLong }: Scene): boolean {
  return now.upper > wickLong;
}
function hasLongLower({ now, wickLong }: Scene): boolean {
  return now.lower > wickLong;
}
function opensInside(candle: Candle, other: Candle): boolean {
  return candle.open < other.top && candle.open > other.bottom;
}
