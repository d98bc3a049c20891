import { DAY_MS, HOUR_MS, newYorkClock } from '../calendar/clock.ts';
import type { Bars } from '../market/bars.ts';
import { findingAt, percent, type QualityFinding } from './finding.ts';

const MINUTE_MS = 60_000;

/** Session edges that are the same all year on New York's clock, minutes of the day. */
const EDGES = [
  { name: 'the FX week', open: 17 * 60, close: 17 * 60 },
  { name: 'the week of metals and index contracts', open: 18 * 60, close: 17 * 60 },
  { name: 'the New York exchange', open: 9 * 60 + 30, close: 16 * 60 },
] as const;
/** Pauses shorter than this are breaks inside of a session, longer ones holidays. */
const SHORTEST_PAUSE_MS = 8 * HOUR_MS;
const LONGEST_PAUSE_MS = 3 * DAY_MS;
/** Pauses it takes to say anything, and the shares of them that have to fit. */
const FEWEST_PAUSES = 10;
const MOST = 0.6;
const FEW = 0.2;

/** How the edges of the sessions fit, as bars stamped by their open and as bars stamped by their close. */
export interface StampFit {
  readonly pauses: number;
  /** Session that fits best, and the share of its pauses that fit it. */
  readonly byOpen: { readonly session: string; readonly share: number };
  readonly byClose: { readonly session: string; readonly share: number };
}

/**
 * Holds the last bar before and the first bar after each long pause against the known sessions: a bar stamped by its open
 * begins the session and ends one bar short of its end; one stamped by its close is a bar later at both. Null for bars
 * above an hour, and where there are too few pauses.
 */
export function stampFit({ timeMs }: Pick<Bars, 'timeMs'>, stepMs: number): StampFit | null {
  if (stepMs > HOUR_MS) return null;
  const clock = newYorkClock();
  const minuteOf = (time: number): number =>
    Math.floor((((clock(time) % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
  const step = stepMs / MINUTE_MS;
  const fits = EDGES.map(() => ({ byOpen: 0, byClose: 0 }));
  let pauses = 0;
  for (let i = 1; i < timeMs.length; i++) {
    const pause = timeMs[i] - timeMs[i - 1];
    if (pause < SHORTEST_PAUSE_MS || pause > LONGEST_PAUSE_MS) continue;
    pauses++;
    const [last, first] = [minuteOf(timeMs[i - 1]), minuteOf(timeMs[i])];
    EDGES.forEach(({ open, close }, k) => {
      const begin = Math.floor(open / step) * step;
      const end = Math.ceil(close / step) * step;
      if (first === begin && last === end - step) fits[k].byOpen++;
      if (first === begin + step && last === end) fits[k].byClose++;
    });
  }
  if (pauses < FEWEST_PAUSES) return null;
  const best = (side: 'byOpen' | 'byClose') => {
    const counts = fits.map((fit) => fit[side]);
    const most = Math.max(...counts);
    return { session: EDGES[counts.indexOf(most)].name, share: most / pauses };
  };
  return { pauses, byOpen: best('byOpen'), byClose: best('byClose') };
}

/** Bars that are stamped by their close: everything would be known one bar late, and beside other series. */
export function stampedAtClose(bars: Bars, stepMs: number): QualityFinding | null {
  const fit = stampFit(bars, stepMs);
  if (fit === null || fit.byClose.share < MOST || fit.byOpen.share > FEW) return null;
  const { timeMs } = bars;
  const hour = stepMs === HOUR_MS ? ', or its clock is an hour ahead of the one it is read by' : '';
  return findingAt({
    rule: 'time.stamped_at_close',
    severity: 'warning',
    indices: Array.from(timeMs.keys()),
    timeMs,
    message: () =>
      `${percent(fit.byClose.share)} of ${fit.pauses} pauses begin and end one bar after ${fit.byClose.session} does: the bars are stamped by their close${hour}.`,
    detail: () => `opened ${stepMs / MINUTE_MS} minutes before, if so`,
    repair: {
      step: 'shift_stamps',
      applied: false,
      how: 'Say that stamps are closes (market.stamp: close).',
    },
  });
}
