import { type Bars, barCount } from '../market/bars.ts';
import { counted, EXAMPLES_KEPT, type Example, findingAt, percent, type QualityFinding } from './finding.ts';

export interface CrossCheckOptions {
  /** How messages call the other series. */
  readonly name: string;
  /** Bar length of both, ms. */
  readonly stepMs: number;
  /** Prices may lie so far apart, price units. */
  readonly tolerance: number;
  /** Share of the common bars that may lie further apart. */
  readonly maxShare: number;
}

/** Bars looked at for the lag, and how far either way it is looked for. */
const LAG_BARS = 100_000;
const FARTHEST_LAG = 26;
/** How much better another lag has to correlate, and how well at least. */
const LEAD = 0.2;
const LEAST_CORRELATION = 0.5;

/**
 * Holds a series against another one of the same market and bar length, where their periods overlap: prices further apart
 * than the tolerance, bars only the other one has, and the lag at which their returns agree best, which shows a wrong
 * clock. O(n) and a constant number of lags.
 * @param ours ascending, clean @param theirs ascending, clean
 */
export function crossCheck(ours: Bars, theirs: Bars, options: CrossCheckOptions): readonly QualityFinding[] {
  const pairs = pairUp(ours, theirs);
  return [
    noOverlap(ours, theirs, pairs, options),
    pricesDiffer(ours, theirs, pairs, options),
    barsMissing(ours, theirs, pairs, options),
    shifted(ours, theirs, options),
  ].filter((finding) => finding !== null);
}

interface Pairs {
  /** For each of our bars the row of theirs with the same open time, -1 without one. */
  readonly row: Int32Array;
  readonly common: number;
  /** Their rows inside of our period that we do not have. */
  readonly onlyTheirs: readonly number[];
}

function pairUp(ours: Bars, theirs: Bars): Pairs {
  const row = new Int32Array(barCount(ours)).fill(-1);
  const onlyTheirs: number[] = [];
  const [first, last] = [ours.timeMs[0], ours.timeMs[barCount(ours) - 1]];
  let common = 0;
  for (let i = 0, k = 0; k < barCount(theirs); k++) {
    const time = theirs.timeMs[k];
    while (i < row.length && ours.timeMs[i] < time) i++;
    if (i < row.length && ours.timeMs[i] === time) {
      row[i] = k;
      common++;
    } else if (time >= first && time <= last) onlyTheirs.push(k);
  }
  return { row, common, onlyTheirs };
}

function noOverlap(
  ours: Bars,
  theirs: Bars,
  { common }: Pairs,
  { name }: CrossCheckOptions,
): QualityFinding | null {
  if (common > 0) return null;
  const period = ({ timeMs }: Bars): string => `from ${iso(timeMs[0])} to ${iso(timeMs[timeMs.length - 1])}`;
  return {
    rule: 'cross.bars_missing',
    severity: 'warning',
    message: `No bar of ${name} opens when one of these does: there is nothing to compare.`,
    count: barCount(ours),
    share: 1,
    examples:
      barCount(ours) === 0
        ? []
        : [
            {
              timeMs: ours.timeMs[0],
              detail: `these bars run ${period(ours)}, the others ${barCount(theirs) === 0 ? 'are none' : period(theirs)}`,
            },
          ],
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Name a source of the same market and period (quality.compare).',
    },
  };
}

const PRICES = ['open', 'high', 'low', 'close'] as const;

function pricesDiffer(
  ours: Bars,
  theirs: Bars,
  { row, common }: Pairs,
  { name, tolerance, maxShare }: CrossCheckOptions,
): QualityFinding | null {
  const distance = (i: number): number =>
    Math.max(...PRICES.map((price) => Math.abs(ours[price][i] - theirs[price][row[i]])));
  const indices: number[] = [];
  // A breath above the tolerance: 1.3 - 1.2 is not 0.1.
  for (let i = 0; i < row.length; i++)
    if (row[i] >= 0 && distance(i) > tolerance * (1 + 1e-9)) indices.push(i);
  if (indices.length <= maxShare * common) return null;
  return findingAt({
    rule: 'cross.prices_differ',
    severity: 'warning',
    indices,
    timeMs: ours.timeMs,
    message: (count) =>
      `${counted(count, 'bar')} of ${common} (${percent(count / common)}) lie more than ${Number(tolerance.toPrecision(6))} from ${name}.`,
    detail: (i) =>
      PRICES.map((price) => `${price} ${ours[price][i]} and ${theirs[price][row[i]]}`).join(', '),
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Find out which of the two is right; a constant distance is another contract, another side of the market or an adjustment.',
    },
  });
}

function barsMissing(
  ours: Bars,
  theirs: Bars,
  { common, onlyTheirs }: Pairs,
  { name, maxShare }: CrossCheckOptions,
): QualityFinding | null {
  if (common === 0 || onlyTheirs.length <= maxShare * common) return null;
  return {
    rule: 'cross.bars_missing',
    severity: 'warning',
    message: `${counted(onlyTheirs.length, 'bar')} of ${name} that these bars do not have.`,
    count: onlyTheirs.length,
    share: Math.min(1, onlyTheirs.length / barCount(ours)),
    examples: onlyTheirs.slice(0, EXAMPLES_KEPT).map((k) => ({
      timeMs: theirs.timeMs[k],
      detail: `the other source closes at ${theirs.close[k]}`,
    })),
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Take the more complete source, or put the two together.',
    },
  };
}

/** Returns that agree best some bars apart: one of the two has another clock than it says. */
function shifted(ours: Bars, theirs: Bars, { name, stepMs }: CrossCheckOptions): QualityFinding | null {
  const lags = Array.from({ length: 2 * FARTHEST_LAG + 1 }, (_, k) => k - FARTHEST_LAG);
  const correlations = lags.map((lag) => laggedCorrelation(ours, theirs, lag * stepMs));
  const best = correlations.indexOf(Math.max(...correlations));
  const [lag, here] = [lags[best], correlations[FARTHEST_LAG]];
  if (lag === 0 || correlations[best] < LEAST_CORRELATION || correlations[best] < here + LEAD) return null;
  return {
    rule: 'cross.shifted',
    severity: 'warning',
    message: `The returns agree with ${name} when its bars are ${Math.abs(lag * stepMs) / 60_000} minutes ${lag > 0 ? 'later' : 'earlier'} (correlation ${correlations[best].toFixed(2)}, at the same time ${here.toFixed(2)}): one of the two is on another clock, or stamped by its close.`,
    count: barCount(ours),
    share: 1,
    examples: largestMoves(ours, theirs, lag * stepMs),
    repair: {
      step: 'convert_zone',
      applied: false,
      how: 'State the zone of the source (market.source.zone), or that stamps are closes (market.stamp).',
    },
  };
}

/** Our largest moves that have a partner so much later in the other series: where to look with one's own eyes. */
function largestMoves(ours: Bars, theirs: Bars, lagMs: number): Example[] {
  const rowAt = new Map(Array.from(theirs.timeMs, (time, k) => [time, k]));
  const moves: { readonly i: number; readonly k: number; readonly size: number }[] = [];
  for (let i = 1; i < Math.min(barCount(ours), LAG_BARS); i++) {
    const k = rowAt.get(ours.timeMs[i] + lagMs) ?? 0;
    const size = Math.abs(Math.log(ours.close[i] / ours.close[i - 1]));
    if (k === 0 || (moves.length === EXAMPLES_KEPT && size <= moves[EXAMPLES_KEPT - 1].size)) continue;
    const at = moves.findIndex((move) => size > move.size);
    moves.splice(at < 0 ? moves.length : at, 0, { i, k, size });
    if (moves.length > EXAMPLES_KEPT) moves.pop();
  }
  const move = ({ close }: Bars, i: number): string => `${close[i - 1]} to ${close[i]}`;
  return moves.map(({ i, k }) => ({
    timeMs: ours.timeMs[i],
    detail: `${move(ours, i)}, in the other source at ${iso(theirs.timeMs[k])}: ${move(theirs, k)}`,
  }));
}

const iso = (time: number): string => new Date(time).toISOString();

/** Correlation of our close-to-close log returns with those `lagMs` later in the other series; 0 without enough pairs. */
function laggedCorrelation(ours: Bars, theirs: Bars, lagMs: number): number {
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  const end = Math.min(barCount(ours), LAG_BARS);
  for (let i = 1, k = 1; i < end; i++) {
    const time = ours.timeMs[i] + lagMs;
    while (k < barCount(theirs) && theirs.timeMs[k] < time) k++;
    if (k >= barCount(theirs)) break;
    if (theirs.timeMs[k] !== time) continue;
    const x = Math.log(ours.close[i] / ours.close[i - 1]);
    const y = Math.log(theirs.close[k] / theirs.close[k - 1]);
    n++;
    sx += x;
    sy += y;
    sxx += x * x;
    syy += y * y;
    sxy += x * y;
  }
  const spread = (n * sxx - sx * sx) * (n * syy - sy * sy);
  return n < FARTHEST_LAG || !(spread > 0) ? 0 : (n * sxy - sx * sy) / Math.sqrt(spread);
}
