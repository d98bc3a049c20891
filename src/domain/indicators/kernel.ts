import { type Bar, forEachBar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';

/**
 * An indicator as a machine that is fed one value after the other and knows nothing of what follows. Batch functions
 * and live streams run the same machine, so they agree to the last bit, and neither can look ahead.
 */
export interface SeriesKernel {
  /** The indicator at this value; NaN where it has none. */
  push(value: number): number;
}

/** The same for an indicator of whole bars. */
export interface BarKernel {
  push(bar: Bar): number;
}

/**
 * A kernel over a whole series. All kernels share this loop, and the engine inlines one only into a loop that runs hardly
 * any other: here each value costs a call and a boxed number, 10 to 20 ns. Indicators that take less than that have a loop
 * of their own, over `step`, and so no bar to fill either.
 * @param firstValueAt Bar before which there is never a value; on a shorter series the kernel is not even made.
 */
export function overSeries(
  values: Float64Array,
  firstValueAt: number,
  create: () => SeriesKernel,
): Float64Array {
  const result = new Float64Array(values.length);
  if (firstValueAt >= values.length) return result.fill(Number.NaN);
  const kernel = create();
  for (let i = 0; i < result.length; i++) result[i] = kernel.push(values[i]);
  return result;
}

/** A kernel over all bars. See `overSeries`. */
export function overBars(bars: Bars, firstValueAt: number, create: () => BarKernel): Float64Array {
  const result = new Float64Array(barCount(bars));
  if (firstValueAt >= result.length) return result.fill(Number.NaN);
  const kernel = create();
  forEachBar(bars, (bar, i) => {
    result[i] = kernel.push(bar);
  });
  return result;
}

/** A kernel that gives several lines: after `push` they can be read from its fields. */
export interface LinesKernel<Input> {
  push(input: Input): void;
}

/** Writes the lines of a kernel at one bar. By name, in code: a look-up by a variable would cost more than the kernel. */
type WriteLines<Kernel, Name extends string> = (
  kernel: Kernel,
  lines: Record<Name, Float64Array>,
  i: number,
) => void;

/** The named lines of a kernel over a series. */
export function linesOverSeries<Name extends string, Kernel extends LinesKernel<number>>(
  values: Float64Array,
  names: readonly Name[],
  create: () => Kernel,
  write: WriteLines<Kernel, Name>,
): Record<Name, Float64Array> {
  const lines = emptyLines(names, values.length);
  if (values.length === 0) return lines;
  const kernel = create();
  for (let i = 0; i < values.length; i++) {
    kernel.push(values[i]);
    write(kernel, lines, i);
  }
  return lines;
}

/** The named lines of a kernel over bars. */
export function linesOverBars<Name extends string, Kernel extends LinesKernel<Bar>>(
  bars: Bars,
  names: readonly Name[],
  create: () => Kernel,
  write: WriteLines<Kernel, Name>,
): Record<Name, Float64Array> {
  const lines = emptyLines(names, barCount(bars));
  if (barCount(bars) === 0) return lines;
  const kernel = create();
  forEachBar(bars, (bar, i) => {
    kernel.push(bar);
    write(kernel, lines, i);
  });
  return lines;
}

const emptyLines = <Name extends string>(names: readonly Name[], n: number): Record<Name, Float64Array> =>
  Object.fromEntries(names.map((name) => [name, new Float64Array(n)])) as Record<Name, Float64Array>;
