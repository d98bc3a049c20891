import { type Bars, barCount } from '../market/bars.ts';
import { counted, findingAt, type QualityFinding } from './finding.ts';

/**
 * Bars in a row that repeat earlier ones before it is called a copy: a few can be chance on a coarse price grid, of short
 * bars more than of long ones.
 */
const copiedRun = (timeframeMinutes: number): number => (timeframeMinutes < 15 ? 6 : 3);

/**
 * Stretches that repeat earlier bars value by value, at one constant distance: a feed that filled a hole with what it
 * had. Bars without range are the stale check's. One pass with a hash table over the bits of the values, O(n).
 */
export function copiedBars(bars: Bars, timeframeMinutes: number): QualityFinding | null {
  const { timeMs } = bars;
  const lagOf = repeatLags(bars);
  const copied: number[] = [];
  let start = 0;
  for (let i = 1; i <= lagOf.length; i++) {
    if (i < lagOf.length && lagOf[i] > 0 && lagOf[i] === lagOf[i - 1]) continue;
    if (lagOf[start] > 0 && i - start >= copiedRun(timeframeMinutes))
      for (let k = start; k < i; k++) copied.push(k);
    start = i;
  }
  return findingAt({
    rule: 'price.copied',
    severity: 'warning',
    indices: copied,
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} that repeat earlier bars value by value: a hole filled with copies.`,
    detail: (i) => `the same as ${new Date(timeMs[i - lagOf[i]]).toISOString()}`,
    repair: { step: 'other_source', applied: false, how: 'Take these bars from another source.' },
  });
}

/** For each bar how many bars ago the same values stood, 0 when they never did or the bar has no range. */
function repeatLags(bars: Bars): Int32Array {
  const n = barCount(bars);
  const lags = new Int32Array(n);
  const size = 2 ** Math.ceil(Math.log2(Math.max(16, 2 * n)));
  const table = new Int32Array(size).fill(-1);
  const bits = new Float64Array(1);
  const words = new Int32Array(bits.buffer);
  const mix = (hash: number, value: number): number => {
    bits[0] = value;
    return Math.imul(Math.imul(hash ^ words[0], 0x9e3779b1) ^ words[1], 0x85ebca6b) ^ (hash >>> 15);
  };
  for (let i = 0; i < n; i++) {
    if (bars.high[i] === bars.low[i]) continue;
    let hash = mix(
      mix(mix(mix(mix(17, bars.open[i]), bars.high[i]), bars.low[i]), bars.close[i]),
      bars.volume[i],
    );
    let place = (hash ^ (hash >>> 13)) & (size - 1);
    while (table[place] >= 0 && !isSame(bars, table[place], i)) {
      hash = place + 1;
      place = hash & (size - 1);
    }
    if (table[place] >= 0) lags[i] = i - table[place];
    table[place] = i;
  }
  return lags;
}

const isSame = ({ open, high, low, close, volume }: Bars, a: number, b: number): boolean =>
  open[a] === open[b] &&
  high[a] === high[b] &&
  low[a] === low[b] &&
  close[a] === close[b] &&
  Object.is(volume[a], volume[b]);
