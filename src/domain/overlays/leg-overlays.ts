import type { Bars } from '../market/bars.ts';
import type { SmcEvent, SwingEvent } from '../smc/events.ts';
import type { Overlay } from './overlay.ts';

/** Share of a leg given back between which lies the optimal trade entry. */
export interface EntryBand {
  readonly from: number;
  readonly to: number;
}

/**
 * Legs of the internal structure as drawings: the middle of the dealing range, which parts discount from premium, as a line,
 * and the optimal trade entry as a zone. Each lasts from the confirmation of the leg's newer swing to that of the next.
 * Ascending by `knownMs`.
 *
 * @param events Of these bars (see `readStructure`).
 */
export function legOverlays(bars: Bars, events: Iterable<SmcEvent>, { from, to }: EntryBand): Overlay[] {
  const swings: SwingEvent[] = [];
  for (const event of events) {
    if (event.kind === 'swing' && event.scope === 'internal' && event.role !== 'inner') swings.push(event);
  }
  const last: { high?: SwingEvent; low?: SwingEvent } = {};
  return swings.flatMap((swing, k): Overlay[] => {
    const isHigh = swing.direction === 1;
    if (isHigh) last.high = swing;
    else last.low = swing;
    const { high, low } = last;
    if (!high || !low || !(high.price > low.price)) return [];
    const next = swings[k + 1];
    const height = high.price - low.price;
    /** Price that gives back so much of the leg, which ends at this swing. */
    const givenBack = (share: number): number => swing.price - swing.direction * share * height;
    const common = {
      knownMs: bars.timeMs[swing.knownIndex],
      fromMs: bars.timeMs[Math.min(high.eventIndex, low.eventIndex)],
      toMs: next ? bars.timeMs[next.knownIndex] : null,
    };
    const edges = [givenBack(from), givenBack(to)];
    return [
      { shape: 'line', label: 'Equilibrium', side: 0, ...common, price: (high.price + low.price) / 2 },
      {
        shape: 'zone',
        label: 'OTE',
        side: swing.direction,
        ...common,
        fromMs: common.knownMs,
        top: Math.max(...edges),
        bottom: Math.min(...edges),
      },
    ];
  });
}
