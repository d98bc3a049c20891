/** Processor time of this process so far, milliseconds: unlike the clock it stands still while others are served. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Best of some runs, in milliseconds of processor time: the least disturbed one, once the code is compiled. */
export function bestOf(run: () => unknown, { warmUps = 3, runs = 5 } = {}): number {
  for (let k = 0; k < warmUps; k++) run();
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < runs; k++) {
    const begin = processorMs();
    run();
    best = Math.min(best, processorMs() - begin);
  }
  return best;
}

/** The same for code that answers later. */
export async function bestOfAsync(
  run: () => Promise<unknown>,
  { warmUps = 3, runs = 5 } = {},
): Promise<number> {
  for (let k = 0; k < warmUps; k++) await run();
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k < runs; k++) {
    const begin = processorMs();
    await run();
    best = Math.min(best, processorMs() - begin);
  }
  return best;
}

/** Slope of ln(time) over ln(size): 1 for linear growth. */
export function growthExponent(sizes: readonly number[], times: readonly number[]): number {
  const xs = sizes.map(Math.log);
  const ys = times.map(Math.log);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const products = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i] - my), 0);
  return products / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
}

/**
 * Memory of typed arrays alive after a run, in bytes a bar: results, windows, and what was set aside on the way and not
 * yet collected, so an upper bound of what the run needs at once. Needs --expose-gc for a clean start.
 */
export function bufferBytesPerBar(run: () => unknown, bars: number): number {
  globalThis.gc?.();
  const before = process.memoryUsage().arrayBuffers;
  const result = run();
  const after = process.memoryUsage().arrayBuffers;
  return result === undefined ? 0 : (after - before) / bars;
}
