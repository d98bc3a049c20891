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
 * Memory a run leaves behind, in bytes a bar: typed arrays and heap, once before and once after what it dropped has been
 * collected, the larger of the two. So at least what the result keeps, and with it what was not yet collected of the rest.
 * Needs --expose-gc.
 */
export function bytesPerBar(run: () => unknown, bars: number): number {
  run();
  collect();
  const before = bytesInUse();
  const result = run();
  const atReturn = bytesInUse();
  collect();
  const kept = bytesInUse();
  return result === undefined ? 0 : (Math.max(atReturn, kept) - before) / bars;
}

const bytesInUse = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Twice: the memory of an array is given back after the array itself is found to be dead. */
function collect(): void {
  if (!globalThis.gc) throw new Error('Memory is measured with --expose-gc');
  globalThis.gc();
  globalThis.gc();
}
