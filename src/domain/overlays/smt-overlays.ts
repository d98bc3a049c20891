import type { DivergenceEvent } from '../ict/smt-divergence.ts';
import type { Bars } from '../market/bars.ts';
import type { OverlaySegment } from './overlay.ts';

/**
 * SMT divergences as drawings: from the older extreme to the newer one, which the second market did not make. Ascending by
 * `knownMs`.
 *
 * @param events Of these bars (see `smtDivergences`).
 */
export function smtOverlays(
  { timeMs, high, low }: Bars,
  events: readonly DivergenceEvent[],
): OverlaySegment[] {
  return events.map(({ direction, eventIndex, previousIndex, knownIndex }) => {
    const extremes = direction === 1 ? low : high;
    return {
      shape: 'segment',
      label: 'SMT',
      side: direction,
      knownMs: timeMs[knownIndex],
      fromMs: timeMs[previousIndex],
      toMs: timeMs[eventIndex],
      fromPrice: extremes[previousIndex],
      toPrice: extremes[eventIndex],
    };
  });
}
