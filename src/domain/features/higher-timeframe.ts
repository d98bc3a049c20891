import { bucketStarts, type DayStart } from '../calendar/buckets.ts';
import { DAY_MS, HOUR_MS, WEEK_MS } from '../calendar/clock.ts';
import type { Bar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { BarStep, FeatureDefinition } from './definition.ts';
import { createInputs } from './inputs.ts';
import { runStep } from './template.ts';

const MINUTE_MS = 60_000;

/** Bar lengths a feature can be read on, by the prefix of its name. `ny`: days begin at 17:00 in New York. */
export const TIMEFRAMES = {
  m5: { lengthMs: 5 * MINUTE_MS, start: 'utc' },
  m15: { lengthMs: 15 * MINUTE_MS, start: 'utc' },
  m30: { lengthMs: 30 * MINUTE_MS, start: 'utc' },
  h1: { lengthMs: HOUR_MS, start: 'utc' },
  h4: { lengthMs: 4 * HOUR_MS, start: 'utc' },
  h4ny: { lengthMs: 4 * HOUR_MS, start: 'new-york' },
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
  const { start: innerStart } = inner;
  const start = innerStart && ((): BarStep => stepOnTimeframe(timeframe, innerStart()));
  return {
    ...inner,
    name: `${timeframe}_${inner.name}`,
    warmUpBars: inner.warmUpBars + 1,
    formula: `${inner.formula}, on ${timeframe} bars, of the last one that is over`,
    inputs: [...new Set([...(inner.inputs ?? ['open', 'high', 'low', 'close']), 'timeMs'])] as (keyof Bar)[],
    ...(start && { start }),
    compute: ({ bars }) => (start ? runStep(bars, start()) : computeOnTimeframe(timeframe, inner, bars)),
  };
}

function stepOnTimeframe(timeframe: Timeframe, step: BarStep): BarStep {
  const { lengthMs, start } = TIMEFRAMES[timeframe];
  const bucketOf = bucketStarts(lengthMs, start);
  const longer = new LongerBar();
  const last = { bucket: Number.NaN, value: Number.NaN };
  return (bar) => {
    const bucket = bucketOf(bar.timeMs);
    if (bucket === last.bucket) {
      longer.add(bar);
      return last.value;
    }
    if (!Number.isNaN(last.bucket)) last.value = step(longer);
    last.bucket = bucket;
    longer.begin(bar);
    return last.value;
  };
}

/** A bar that grows. */
class LongerBar implements Bar {
  timeMs = Number.NaN;
  open = Number.NaN;
  high = Number.NaN;
  low = Number.NaN;
  close = Number.NaN;
  volume = Number.NaN;

  begin(bar: Bar): void {
    this.timeMs = bar.timeMs;
    this.open = bar.open;
    this.high = bar.high;
    this.low = bar.low;
    this.close = bar.close;
    this.volume = bar.volume;
  }

  add(bar: Bar): void {
    this.high = Math.max(this.high, bar.high);
    this.low = Math.min(this.low, bar.low);
    this.close = bar.close;
    this.volume += bar.volume;
  }
}

/** For features that are read from whole series. The last longer bar is not over and stays out. */
function computeOnTimeframe(timeframe: Timeframe, inner: FeatureDefinition, bars: Bars): Float64Array {
  const longer: Record<keyof Bar, number[]> = {
    timeMs: [],
    open: [],
    high: [],
    low: [],
    close: [],
    volume: [],
  };
  const keys = Object.keys(longer) as (keyof Bar)[];
  const numbers = runStep(
    bars,
    stepOnTimeframe(timeframe, (bar) => {
      for (const key of keys) longer[key].push(bar[key]);
      return longer.close.length;
    }),
  );
  const column = inner.compute(
    createInputs(
      Object.fromEntries(keys.map((key) => [key, Float64Array.from(longer[key])])) as Record<
        keyof Bar,
        Float64Array
      >,
    ),
  );
  const result = new Float64Array(barCount(bars));
  for (let i = 0; i < result.length; i++) result[i] = numbers[i] > 0 ? column[numbers[i] - 1] : Number.NaN;
  return result;
}
