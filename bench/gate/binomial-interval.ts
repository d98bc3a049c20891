export interface Interval {
  readonly low: number;
  readonly high: number;
}

const STEPS = 60;

/**
 * Exact confidence interval of a share (Clopper & Pearson 1934): every p under which neither "at least so many" nor
 * "at most so many" is rarer than (1 - confidence) / 2.
 * @param hits From 0 to `n`; `n` from 1.
 */
export function binomialInterval(hits: number, n: number, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return {
    low: hits === 0 ? 0 : rootOf((p) => atMost(n - hits, n, 1 - p) - tail),
    high: hits === n ? 1 : rootOf((p) => tail - atMost(hits, n, p)),
  };
}

/** Probability of at most `hits` successes in `n` trials of probability `p`, 0 < p < 1. */
function atMost(hits: number, n: number, p: number): number {
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= hits; k++) {
    logTerm += Math.log((n - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** Where a rising function crosses 0 between 0 and 1. */
function rootOf(rising: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
