import type { RangeSeries, Sessions } from '../ict/sessions.ts';
import type { Bars } from '../market/bars.ts';
import type { Overlay } from './overlay.ts';

/**
 * Sessions as drawings: the Asian and opening ranges as zones while they are watched, the extremes of the day and the
 * week before as lines, Judas swings as marks. Ascending by `knownMs`.
 *
 * @param sessions Of these bars (see `readSessions`).
 */
export function sessionOverlays(bars: Bars, sessions: Sessions): Overlay[] {
  const drawn = [
    ...zones(bars, sessions.asia, 'Asia'),
    ...zones(bars, sessions.openingRange, 'Opening range'),
    ...lines(bars, sessions.previousDay, 'Previous day'),
    ...lines(bars, sessions.previousWeek, 'Previous week'),
    ...judasMarks(bars, sessions.judas),
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

const lines = (bars: Bars, range: RangeSeries, label: string): Overlay[] =>
  runsOf(range).flatMap(({ from, to }) =>
    (['high', 'low'] as const).map((edge) => ({
      shape: 'line',
      label: `${label} ${edge}`,
      side: 0,
      knownMs: bars.timeMs[from],
      fromMs: bars.timeMs[from],
      toMs: endOf(bars, to),
      price: range[edge][from],
    })),
  );

function judasMarks(bars: Bars, judas: Float64Array): Overlay[] {
  const marks: Overlay[] = [];
  judas.forEach((side, i) => {
    if ((side !== 1 && side !== -1) || side === judas[i - 1]) return;
    const price = side === 1 ? bars.low[i] : bars.high[i];
    marks.push({
      shape: 'mark',
      label: 'Judas swing',
      side,
      knownMs: bars.timeMs[i],
      atMs: bars.timeMs[i],
      price,
    });
  });
  return marks;
}
