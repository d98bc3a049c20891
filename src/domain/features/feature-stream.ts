import { AppError } from '../../kernel/errors.ts';
import type { Bar } from '../market/bar.ts';
import { barFault } from '../market/usable-bars.ts';
import { requireFeature } from './compute.ts';
import { InputStream } from './inputs.ts';

/** Features of a live market: one row of values for each bar that closes. */
export interface FeatureStream {
  readonly names: readonly string[];
  /**
   * The values at a closed bar, in the order of `names`; NaN where there is none. Equal to the batch columns over all
   * bars pushed so far, to the last bit. The array is filled anew by the next call.
   * @param companion Extremes of the second market over the bar; absent: it has not traded, or there is none.
   * @throws AppError `parameter_invalid` for a bar that does not follow the last one, or has a fault (see `barFault`).
   */
  push(bar: Bar, companion?: Readonly<Record<'high' | 'low', number>>): Float64Array;
}

/**
 * A stream of the named features, from the first bar on: feed it the history, then what closes. It is the batch with
 * blocks of one bar. Memory is that of the windows and of the structures that are open, whatever the length of the history.
 * @throws AppError `parameter_invalid` for an unknown name.
 */
export function createFeatureStream(names: readonly string[]): FeatureStream {
  const steps = names.map((name) => requireFeature(name).start());
  const row = new Float64Array(names.length);
  const cells = names.map((_, k) => row.subarray(k, k + 1));
  const inputs = new InputStream();
  const block = {
    timeMs: Float64Array.of(Number.NEGATIVE_INFINITY),
    open: new Float64Array(1),
    high: new Float64Array(1),
    low: new Float64Array(1),
    close: new Float64Array(1),
    volume: new Float64Array(1),
    companionHigh: new Float64Array(1),
    companionLow: new Float64Array(1),
  };
  return {
    names,
    push: (bar, companion) => {
      const companionHigh = companion?.high ?? Number.NaN;
      const companionLow = companion?.low ?? Number.NaN;
      const fault = barFault(bar, block.timeMs[0], companionHigh, companionLow);
      if (fault) {
        const { timeMs, open, high, low, close } = bar;
        throw new AppError('parameter_invalid', `The bar of ${timeMs} ${fault.problem}`, {
          details: { column: fault.column, timeMs, open, high, low, close },
        });
      }
      block.timeMs[0] = bar.timeMs;
      block.open[0] = bar.open;
      block.high[0] = bar.high;
      block.low[0] = bar.low;
      block.close[0] = bar.close;
      block.volume[0] = bar.volume;
      block.companionHigh[0] = companionHigh;
      block.companionLow[0] = companionLow;
      inputs.next(block);
      for (let k = 0; k < steps.length; k++) steps[k](inputs, cells[k]);
      return row;
    },
  };
}
