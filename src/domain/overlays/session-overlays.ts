import type { RangeSeries, Sessions } from '../ict/sessions.ts';
import {
  type DayWindow,
  isWithin,
  KILL_ZONES,
  type KillZone,
  type SessionTable,
  SILVER_BULLETS,
} from '../ict/windows.ts';
import type { Bars } from '../market/bars.ts';
import type { Overlay } from './overlay.ts';

/** Windows of the day that are drawn with the extremes made in them. */
export interface DrawnHours extends Pick<SessionTable, 'killZones'> {
  readonly silverBullets: readonly DayWindow[];
}

/**
 * Sessions as drawings: the Asian and opening ranges as zones while they are watched, kill zones and silver bullet hours
 * as zones of the extremes they made, known when they are over, the extremes of the day and the
 * week before and of the last kill zone, and the midnight open as lines, Judas swings and what follows them (power of
 * three) as marks. Ascending by `knownMs`.
 *
 * @param sessions Of these bars (see `readSessions`).
 * @param hours The hours they were read by.
 */
export function sessionOverlays(
  bars: Bars,
  sessions: Sessions,
  { killZones, silverBullets }: DrawnHours = { killZones: KILL_ZONES, silverBullets: SILVER_BULLETS },
): Overlay[] {
  const drawn = [
    ...zones(bars, sessions.asia, 'Asia'),
    ...zones(bars, sessions.openingRange, 'Opening range'),
    ...(Object.keys(killZones) as KillZone[]).flatMap((zone) =>
      windowZones(bars, sessions, killZones[zone], `${ZONE_NAMES[zone]} kill zone`),
    ),
    ...silverBullets.flatMap((hour) => windowZones(bars, sessions, hour, 'Silver bullet')),
    ...lines(bars, sessions.previousDay, 'Previous day'),
    ...lines(bars, sessions.previousWeek, 'Previous week'),
    ...lines(bars, sessions.lastSession, 'Last session'),
    ...lines(bars, { high: sessions.midnightOpen, low: sessions.midnightOpen }, 'Midnight open', ['high']),
    ...signMarks(bars, sessions.judas, 'Judas swing', (side, i) => (side === 1 ? bars.low[i] : bars.high[i])),
    ...signMarks(bars, sessions.powerOfThree, 'Power of three', (_, i) => bars.close[i]),
  ];
  return drawn.sort((a, b) => a.knownMs - b.knownMs);
}

const ZONE_NAMES: Readonly<Record<KillZone, string>> = {
  asia: 'Asian',
  london: 'London',
  new_york: 'New York',
  london_close: 'London close',
};

/**
 * The bars that open in a window of the day, with the extremes they made: what it is known to have been at the first bar
 * after it. A window that is still open at the last bar is not drawn: its extremes are not known.
 */
function windowZones(bars: Bars, { minute }: Sessions, window: DayWindow, label: string): Overlay[] {
  const found: Overlay[] = [];
  let from = -1;
  for (let i = 0; i < minute.length; i++) {
    const isInside = isWithin(window, minute[i]);
    // On the bars of another day after a hole in the data the window is a new one.
    const isAnother = from >= 0 && (!isInside || bars.timeMs[i] - bars.timeMs[from] >= lengthOf(window));
    if (isAnother) {
      found.push(windowZone(bars, from, i, label));
      from = -1;
    }
    if (isInside && from < 0) from = i;
  }
  return found;
}

const MINUTE_MS = 60_000;
const lengthOf = ({ startMinute, endMinute }: DayWindow): number => (endMinute - startMinute) * MINUTE_MS;

const windowZone = ({ timeMs, high, low }: Bars, from: number, next: number, label: string): Overlay => ({
  shape: 'zone',
  label,
  side: 0,
  knownMs: timeMs[next],
  fromMs: timeMs[from],
  toMs: timeMs[next - 1],
  top: high.subarray(from, next).reduce((a, b) => Math.max(a, b)),
  bottom: low.subarray(from, next).reduce((a, b) => Math.min(a, b)),
});

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
