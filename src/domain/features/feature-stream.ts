import { AppError } from '../../kernel/errors.ts';
import type { Bar } from '../market/bar.ts';
import { requireFeature } from './compute.ts';
import type { BarStep, FeatureDefinition } from './definition.ts';

/** Features of a live market: one row of values for each bar that closes. */
export interface FeatureStream {
  readonly names: readonly string[];
  /**
   * The values at a closed bar, in the order of `names`; NaN where there is none. Equal to the batch columns over all
   * bars pushed so far, to the last bit. The array is filled anew by the next call.
   * @throws AppError `parameter_invalid` for a bar that does not follow the last one, or whose prices are not finite.
   */
  push(bar: Bar): Float64Array;
}

/**
 * A stream of the named features, from the first bar on: feed it the history, then what closes. Memory is that of the
 * windows, whatever the length of the history.
 * @throws AppError `parameter_invalid` for an unknown name, and for a feature that has no stream.
 */
export function createFeatureStream(names: readonly string[]): FeatureStream {
  const steps = names.map((name) => startOf(requireFeature(name)));
  const row = new Float64Array(names.length);
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    names,
    push: (bar) => {
      requireNextBar(bar, lastMs);
      lastMs = bar.timeMs;
      for (let k = 0; k < steps.length; k++) row[k] = steps[k](bar);
      return row;
    },
  };
}

function startOf({ name, start }: FeatureDefinition): BarStep {
  if (start) return start();
  throw new AppError(
    'parameter_invalid',
    `The feature "${name}" has no stream: structures are read from whole series. Compute it over the bars so far.`,
    { details: { name } },
  );
}

function requireNextBar({ timeMs, open, high, low, close }: Bar, lastMs: number): void {
  const problem = !(timeMs > lastMs)
    ? 'does not open after the bar before it'
    : !Number.isFinite(open + high + low + close)
      ? 'has a price that is not finite'
      : high < low
        ? 'has a high below its low'
        : undefined;
  if (problem === undefined) return;
  throw new AppError('parameter_invalid', `The bar of ${timeMs} ${problem}`, {
    details: { timeMs, open, high, low, close },
  });
}
