import { type Bars, barCount } from './bars.ts';

/** One bar, in the units of `Bars`. Kernels read it while they are called and never keep it: its owner may reuse it. */
export interface Bar {
  readonly timeMs: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Calls `visit` with each bar, oldest first. One object is filled anew for every bar, so no bar costs an allocation. */
export function forEachBar(bars: Bars, visit: (bar: Bar, index: number) => void): void {
  const { timeMs, open, high, low, close, volume } = bars;
  const bar = { timeMs: 0.5, open: 0.5, high: 0.5, low: 0.5, close: 0.5, volume: 0.5 };
  const n = barCount(bars);
  for (let i = 0; i < n; i++) {
    bar.timeMs = timeMs[i];
    bar.open = open[i];
    bar.high = high[i];
    bar.low = low[i];
    bar.close = close[i];
    bar.volume = volume[i];
    visit(bar, i);
  }
}
