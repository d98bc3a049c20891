import type { RangeSeries, Sessions } from '../ict/sessions.ts';
import type { Bars } from '../market/bars.ts';
import type { Overlay } from './overlay.ts';

/**
 * Sessions as drawings: the Asian and opening ranges as zones while they are watched, the extremes of the day and the
 * week before and of the last kill zone, and the midnight open as lines, Judas swings and what follows them (power of
 * three) as marks. Ascending by `knownMs`.
 *
 * @param sessions Of these bars (see `readSessions`).
 */
export function sessionOverlays(bars: Bars, sessions: Sessions): Overlay[] {
  const drawn = [
    ...zones(bars, sessions.asia, 'Asia'),
    ...zones(bars, sessions.openingRange, 'Opening range'),
    ...lines(bars, sessions.previousDay, 'Previous day'),
    ...lines(bars, sessions.previousWeek, 'Previous week'),
    ...lines(bars, sessions.lastSession, 'Last session'),
    ...lines(bars, { high: sessions.midnightOpen, low: sessions.midnightOpen }, 'Midnight open', ['high']),
    ...signMarks(bars, sessions.judas, 'Judas swing', (side, i) => (side === 1 ? bars.low[i] : bars.high[i])),
    ...signMarks(bars, sessions.powerOfThree, 'Power of three', (_, i) => bars.close[i]),
  ];
  return drawn.sort((a, b) => a.knownMs - b.knownMs);
}

interface Run {
  readonly from: number;
  readonly to: number;
}

/** Stretches of bars over which a range stays the same. */
function runsOf({ high, low }: RangeSeries): Run[] {
  const runs: Run[] = [];
  let from = -1;
  for (let i = 0; i <= high.length; i++) {
    const isSame = from >= 0 && high[i] === high[from] && low[i] === low[from];
    if (isSame) continue;
    if (from >= 0) runs.push({ from, to: i - 1 });
    from = i < high.length && !Number.isNaN(high[i]) ? i : -1;
  }
  return runs;
}

/** A range that is still watched at the last bar has no end yet. */
const endOf = ({ timeMs }: Bars, to: number): number | null => (to === timeMs.length - 1 ? null : timeMs[to]);

const zones = (bars: Bars, range: RangeSeries, label: string): Overlay[] =>
  runsOf(range).map(({ from, to }) => ({
    shape: 'zone',
    label,
    side: 0,
    knownMs: bars.timeMs[from],
    fromMs: bars.timeMs[from],
    toMs: endOf(bars, to),
    top: range.high[from],
    bottom: range.low[from],
  }));

const lines = (
  bars: Bars,
  range: RangeSeries,
  label: string,
  edges: readonly ('high' | 'low')[] = ['high', 'low'],
): Overlay[] =>
  runsOf(range).flatMap(({ from, to }) =>
    edges.map((edge) => ({
      shape: 'line',
      label: edges.length > 1 ? `${label} ${edge}` : label,
      side: 0,
      knownMs: bars.timeMs[from],
      fromMs: bars.timeMs[from],
      toMs: endOf(bars, to),
      price: range[edge][from],
    })),
  );

/** A mark wherever a sign becomes 1 or -1. */
function signMarks(
  bars: Bars,
  signs: Float64Array,
  label: string,
  priceAt: (side: 1 | -1, index: number) => number,
): Overlay[] {
  const marks: Overlay[] = [];
  signs.forEach((side, i) => {
    if ((side !== 1 && side !== -1) || side === signs[i - 1]) return;
    marks.push({
      shape: 'mark',
      label,
      side,
      knownMs: bars.timeMs[i],
      atMs: bars.timeMs[i],
      price: priceAt(side, i),
    });
  });
  return marks;
}
