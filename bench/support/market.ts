import type { Bars } from '../../src/domain/market/bars.ts';
import { createRng } from '../../src/kernel/rng.ts';

/** A random walk of 15-minute bars with gaps and volume, the same in every run. */
export function market(n: number): Bars {
  const rng = createRng('bench');
  const bars: Bars = {
    timeMs: new Float64Array(n),
    open: new Float64Array(n),
    high: new Float64Array(n),
    low: new Float64Array(n),
    close: new Float64Array(n),
    volume: new Float64Array(n),
  };
  let last = 100;
  for (let i = 0; i < n; i++) {
    const open = last * (1 + 0.0002 * rng.normal());
    const close = open * (1 + 0.001 * rng.normal());
    bars.timeMs[i] = Date.UTC(2000, 0, 3) + i * 900_000;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = Math.max(open, close) * (1 + 0.0005 * rng.uniform());
    bars.low[i] = Math.min(open, close) * (1 - 0.0005 * rng.uniform());
    bars.volume[i] = 1 + rng.integer(1_000);
    last = close;
  }
  return bars;
}
