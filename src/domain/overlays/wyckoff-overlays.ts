import type { Bars } from '../market/bars.ts';
import { type Schematic, WYCKOFF_NAMES, type WyckoffEvent } from '../wyckoff/events.ts';
import type { Overlay } from './overlay.ts';

/**
 * Schematics as drawings: every event as a mark under the name practitioners give it, each trading range as a zone from
 * its automatic reaction to its end. Ascending by `knownMs`.
 *
 * @param events Of these bars (see `readWyckoff`).
 */
export function wyckoffOverlays(bars: Bars, events: readonly WyckoffEvent[]): Overlay[] {
  const marks = events.map(
    (event): Overlay => ({
      shape: 'mark',
      label: WYCKOFF_NAMES[event.schematic][event.kind],
      side: sideOf(event.schematic),
      knownMs: bars.timeMs[event.knownIndex],
      atMs: bars.timeMs[event.eventIndex],
      price: event.price,
    }),
  );
  const ranges = (['accumulation', 'distribution'] as const).flatMap((schematic) =>
    rangesOf(bars, schematic, events),
  );
  return [...marks, ...ranges].sort((a, b) => a.knownMs - b.knownMs);
}

const sideOf = (schematic: Schematic): 1 | -1 => (schematic === 'accumulation' ? 1 : -1);

function rangesOf(bars: Bars, schematic: Schematic, events: readonly WyckoffEvent[]): Overlay[] {
  const own = events.filter((event) => event.schematic === schematic);
  return own.flatMap((event, i) => {
    if (event.kind !== 'automatic_reaction') return [];
    const end = own.slice(i + 1).find(({ kind }) => kind === 'range_left' || kind === 'range_failed');
    return [
      {
        shape: 'zone',
        label: schematic === 'accumulation' ? 'Accumulation' : 'Distribution',
        side: sideOf(schematic),
        knownMs: bars.timeMs[event.knownIndex],
        fromMs: bars.timeMs[event.evidence[0]],
        toMs: end ? bars.timeMs[end.knownIndex] : null,
        top: event.resistance,
        bottom: event.support,
      },
    ];
  });
}
