import type { Bar } from '../market/bar.ts';
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
 * A kernel over a whole series.
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
  loopOf(seriesLoops, kernel, seriesLoop)(values, kernel, result);
  return result;
}

/** A kernel over all bars. See `overSeries`. */
export function overBars(bars: Bars, firstValueAt: number, create: () => BarKernel): Float64Array {
  const result = new Float64Array(barCount(bars));
  if (firstValueAt >= result.length) return result.fill(Number.NaN);
  const kernel = create();
  loopOf(barLoops, kernel, barLoop)(bars, kernel, result);
  return result;
}

type SeriesLoop = (values: Float64Array, kernel: SeriesKernel, result: Float64Array) => void;
type BarLoop = (bars: Bars, kernel: BarKernel, result: Float64Array) => void;

/**
 * Loops by class of kernel. The engine inlines `push` only into a loop that has seen one class, and each closure learns
 * on its own: with one loop for all classes every value would cost a call and a boxed number.
 */
const seriesLoops = new Map<unknown, SeriesLoop>();
const barLoops = new Map<unknown, BarLoop>();

function loopOf<Loop>(loops: Map<unknown, Loop>, kernel: object, create: () => Loop): Loop {
  const known = loops.get(kernel.constructor);
  if (known) return known;
  const loop = create();
  loops.set(kernel.constructor, loop);
  return loop;
}

const seriesLoop = (): SeriesLoop => (values, kernel, result) => {
  for (let i = 0; i < values.length; i++) result[i] = kernel.push(values[i]);
};

/** With a bar of its own instead of `forEachBar`: where `push` is inlined, the engine keeps the bar in registers. */
const barLoop =
  (): BarLoop =>
  ({ timeMs, open, high, low, close, volume }, kernel, result) => {
    const bar = emptyBar();
    for (let i = 0; i < result.length; i++) {
      bar.timeMs = timeMs[i];
      bar.open = open[i];
      bar.high = high[i];
      bar.low = low[i];
      bar.close = close[i];
      bar.volume = volume[i];
      result[i] = kernel.push(bar);
    }
  };

/** Fractions, so that the engine takes the fields for real numbers from the start. */
const emptyBar = (): Record<keyof Bar, number> => ({
  timeMs: 0.5,
  open: 0.5,
  high: 0.5,
  low: 0.5,
  close: 0.5,
  volume: 0.5,
});

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
  loopOf(seriesLineLoops, kernel, seriesLineLoop)(values, kernel, lines, write as WriteAny);
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
  loopOf(barLineLoops, kernel, barLineLoop)(bars, kernel, lines, write as WriteAny);
  return lines;
}

const emptyLines = <Name extends string>(names: readonly Name[], n: number): Record<Name, Float64Array> =>
  Object.fromEntries(names.map((name) => [name, new Float64Array(n)])) as Record<Name, Float64Array>;

type Lines = Record<string, Float64Array>;
type WriteAny = (kernel: unknown, lines: Lines, i: number) => void;
type SeriesLineLoop = (
  values: Float64Array,
  kernel: LinesKernel<number>,
  lines: Lines,
  write: WriteAny,
) => void;
type BarLineLoop = (bars: Bars, kernel: LinesKernel<Bar>, lines: Lines, write: WriteAny) => void;

const seriesLineLoops = new Map<unknown, SeriesLineLoop>();
const barLineLoops = new Map<unknown, BarLineLoop>();

const seriesLineLoop = (): SeriesLineLoop => (values, kernel, lines, write) => {
  for (let i = 0; i < values.length; i++) {
    kernel.push(values[i]);
    write(kernel, lines, i);
  }
};

const barLineLoop =
  (): BarLineLoop =>
  ({ timeMs, open, high, low, close, volume }, kernel, lines, write) => {
    const bar = emptyBar();
    for (let i = 0; i < close.length; i++) {
      bar.timeMs = timeMs[i];
      bar.open = open[i];
      bar.high = high[i];
      bar.low = low[i];
      bar.close = close[i];
      bar.volume = volume[i];
      kernel.push(bar);
      write(kernel, lines, i);
    }
  };
