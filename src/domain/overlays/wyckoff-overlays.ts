import type { Bars } from '../market/bars.ts';
import { type Schematic, WYCKOFF_NAMES, type WyckoffEvent } from '../wyckoff/events.ts';
import type { Overlay } from './overlay.ts';

/**
 * Schematics as drawings: every event as a mark under the name practitioners give it, with its confidence and the bars it
 * was read from, each trading range as a zone from its automatic reaction to its end, and the phases A to E in it as zones.
 * Ascending by `knownMs`.
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
      confidence: event.confidence,
      evidenceMs: event.evidence.map((index) => bars.timeMs[index]).sort((a, b) => a - b),
    }),
  );
  const zones = (['accumulation', 'distribution'] as const).flatMap((schematic) => {
    const own = events.filter((event) => event.schematic === schematic);
    return [...rangesOf(bars, schematic, own), ...phasesOf(bars, schematic, own)];
  });
  return [...marks, ...zones].sort((a, b) => a.knownMs - b.knownMs);
}

const sideOf = (schematic: Schematic): 1 | -1 => (schematic === 'accumulation' ? 1 : -1);

function rangesOf(bars: Bars, schematic: Schematic, own: readonly WyckoffEvent[]): Overlay[] {
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

/**
 * The phases of a schematic's ranges, each from the event that leads into it to the one that leads out of it. Phase A is
 * drawn from its climax, once the automatic reaction has set the other side of the range.
 */
function phasesOf(bars: Bars, schematic: Schematic, own: readonly WyckoffEvent[]): Overlay[] {
  const starts = own.filter(({ kind, phase }, i) =>
    phase === 'A' ? kind === 'automatic_reaction' : phase !== null && phase !== own[i - 1]?.phase,
  );
  return starts.map((event) => {
    const end = own.find(({ knownIndex, phase }) => knownIndex > event.knownIndex && phase !== event.phase);
    return {
      shape: 'zone',
      label: `Phase ${event.phase}`,
      side: sideOf(schematic),
      knownMs: bars.timeMs[event.knownIndex],
      fromMs: bars.timeMs[event.phase === 'A' ? event.evidence[0] : event.knownIndex],
      toMs: end ? bars.timeMs[end.knownIndex] : null,
      top: event.resistance,
      bottom: event.support,
    };
  });
}
