import { bucketStarts, type DayStart } from '../calendar/buckets.ts';
import { DAY_MS, HOUR_MS, WEEK_MS } from '../calendar/clock.ts';
import { type Bar, forEachBar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { FeatureDefinition, FeatureInput } from './definition.ts';
import { type Derivation, type FeatureInputs, InputStream } from './inputs.ts';

const MINUTE_MS = 60_000;

/** Bar lengths a feature can be read on, by the prefix of its name. `ny`: days begin at 17:00 in New York. */
export const TIMEFRAMES = {
  m3: { lengthMs: 3 * MINUTE_MS, start: 'utc' },
  m5: { lengthMs: 5 * MINUTE_MS, start: 'utc' },
  m10: { lengthMs: 10 * MINUTE_MS, start: 'utc' },
  m15: { lengthMs: 15 * MINUTE_MS, start: 'utc' },
  m30: { lengthMs: 30 * MINUTE_MS, start: 'utc' },
  h1: { lengthMs: HOUR_MS, start: 'utc' },
  h2: { lengthMs: 2 * HOUR_MS, start: 'utc' },
  h2ny: { lengthMs: 2 * HOUR_MS, start: 'new-york' },
  h3: { lengthMs: 3 * HOUR_MS, start: 'utc' },
  h3ny: { lengthMs: 3 * HOUR_MS, start: 'new-york' },
  h4: { lengthMs: 4 * HOUR_MS, start: 'utc' },
  h4ny: { lengthMs: 4 * HOUR_MS, start: 'new-york' },
  h6: { lengthMs: 6 * HOUR_MS, start: 'utc' },
  h6ny: { lengthMs: 6 * HOUR_MS, start: 'new-york' },
  h8: { lengthMs: 8 * HOUR_MS, start: 'utc' },
  h8ny: { lengthMs: 8 * HOUR_MS, start: 'new-york' },
  h12: { lengthMs: 12 * HOUR_MS, start: 'utc' },
  h12ny: { lengthMs: 12 * HOUR_MS, start: 'new-york' },
  d1: { lengthMs: DAY_MS, start: 'utc' },
  d1ny: { lengthMs: DAY_MS, start: 'new-york' },
  w1: { lengthMs: WEEK_MS, start: 'utc' },
  w1ny: { lengthMs: WEEK_MS, start: 'new-york' },
} as const satisfies Record<string, { readonly lengthMs: number; readonly start: DayStart }>;
export type Timeframe = keyof typeof TIMEFRAMES;

/** Splits `h4_rsi_14` into its timeframe and the feature; undefined for a name without a timeframe. */
export function timeframeIn(
  name: string,
): { readonly timeframe: Timeframe; readonly inner: string } | undefined {
  const end = name.indexOf('_');
  const timeframe = name.slice(0, end);
  return end > 0 && Object.hasOwn(TIMEFRAMES, timeframe)
    ? { timeframe: timeframe as Timeframe, inner: name.slice(end + 1) }
    : undefined;
}

/**
 * A feature read on longer bars. Its value at a bar is that of the last longer bar that is over, and a longer bar is over
 * when the first bar of the next one is there: a series alone cannot tell earlier, because of gaps. So a value may be
 * known one bar late, and never early. On bars as long as the timeframe it is the feature of the bar before.
 */
export function onTimeframe(timeframe: Timeframe, inner: FeatureDefinition): FeatureDefinition {
  return {
    ...inner,
    name: `${timeframe}_${inner.name}`,
    warmUpBars: inner.warmUpBars + 1,
    formula: `${inner.formula}, on ${timeframe} bars, of the last one that is over`,
    inputs: [...new Set([...(inner.inputs ?? ['open', 'high', 'low', 'close']), 'timeMs'])] as FeatureInput[],
    start: () => {
      const step = inner.start();
      let value = Number.NaN;
      return (inputs, values) => {
        const { ended, inputs: longer } = inputs.derive(LONGER_BARS[timeframe]);
        const longerValues = new Float64Array(barCount(longer.bars));
        step(longer, longerValues);
        for (let i = 0; i < values.length; i++) {
          if (ended[i] > 0) value = longerValues[ended[i] - 1];
          values[i] = value;
        }
      };
    },
  };
}

/** The longer bars that ended within a block of bars. */
interface LongerBlock {
  /** How many of them had ended at each bar. */
  readonly ended: Int32Array;
  readonly inputs: FeatureInputs;
}

/** By timeframe, read once for all features on it. */
const LONGER_BARS = Object.fromEntries(
  (Object.keys(TIMEFRAMES) as Timeframe[]).map((timeframe) => [timeframe, () => readLonger(timeframe)]),
) as Readonly<Record<Timeframe, Derivation<LongerBlock>>>;

function readLonger(timeframe: Timeframe): (inputs: FeatureInputs) => LongerBlock {
  const { lengthMs, start } = TIMEFRAMES[timeframe];
  const bucketOf = bucketStarts(lengthMs, start);
  const growing = new LongerBar();
  const stream = new InputStream();
  let bucket = Number.NaN;
  return ({ bars }) => {
    const ended = new Int32Array(barCount(bars));
    const longer: LongerBar[] = [];
    forEachBar(bars, (bar, i) => {
      const own = bucketOf(bar.timeMs);
      if (own === bucket) growing.add(bar);
      else {
        if (!Number.isNaN(bucket)) longer.push(Object.assign(new LongerBar(), growing));
        bucket = own;
        growing.begin(bar);
      }
      if (bars.companionHigh && bars.companionLow) {
        growing.addCompanion(bars.companionHigh[i], bars.companionLow[i]);
      }
      ended[i] = longer.length;
    });
    return { ended, inputs: stream.next(toColumns(longer)) };
  };
}

const toColumns = (bars: readonly LongerBar[]): Bars => ({
  timeMs: Float64Array.from(bars, ({ timeMs }) => timeMs),
  open: Float64Array.from(bars, ({ open }) => open),
  high: Float64Array.from(bars, ({ high }) => high),
  low: Float64Array.from(bars, ({ low }) => low),
  close: Float64Array.from(bars, ({ close }) => close),
  volume: Float64Array.from(bars, ({ volume }) => volume),
  companionHigh: Float64Array.from(bars, ({ companionHigh }) => companionHigh),
  companionLow: Float64Array.from(bars, ({ companionLow }) => companionLow),
});

/** A bar that grows. */
class LongerBar implements Bar {
  timeMs = Number.NaN;
  open = Number.NaN;
  high = Number.NaN;
  low = Number.NaN;
  close = Number.NaN;
  volume = Number.NaN;
  companionHigh = Number.NaN;
  companionLow = Number.NaN;

  begin(bar: Bar): void {
    this.timeMs = bar.timeMs;
    this.open = bar.open;
    this.high = bar.high;
    this.low = bar.low;
    this.close = bar.close;
    this.volume = bar.volume;
    this.companionHigh = this.companionLow = Number.NaN;
  }

  /** NaN: the second market has no bar there. */
  addCompanion(high: number, low: number): void {
    if (high > this.companionHigh || Number.isNaN(this.companionHigh)) this.companionHigh = high;
    if (low < this.companionLow || Number.isNaN(this.companionLow)) this.companionLow = low;
  }

  add(bar: Bar): void {
    this.high = Math.max(this.high, bar.high);
    this.low = Math.min(this.low, bar.low);
    this.close = bar.close;
    this.volume += bar.volume;
  }
}
