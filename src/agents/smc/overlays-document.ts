import type { FeatureFamily } from '../../domain/features/definition.ts';
import { OTE } from '../../domain/features/ict/entry.ts';
import { STRUCTURE_OPTIONS } from '../../domain/features/market-structure.ts';
import { readSessions } from '../../domain/ict/sessions.ts';
import { smtDivergences } from '../../domain/ict/smt-divergence.ts';
import { type Bars, barCount } from '../../domain/market/bars.ts';
import { legOverlays } from '../../domain/overlays/leg-overlays.ts';
import { type Overlay, reaches } from '../../domain/overlays/overlay.ts';
import { sessionOverlays } from '../../domain/overlays/session-overlays.ts';
import { smcOverlays } from '../../domain/overlays/smc-overlays.ts';
import { smtOverlays } from '../../domain/overlays/smt-overlays.ts';
import { wyckoffOverlays } from '../../domain/overlays/wyckoff-overlays.ts';
import { readStructure } from '../../domain/smc/structure.ts';
import { readWyckoff } from '../../domain/wyckoff/read-wyckoff.ts';
import type { OverlaysDocument } from '../../orchestration/overlays-document.ts';

/** Bars at the end of the development data whose drawings are kept. */
const CHART_BARS = 500;

const DRAW: Readonly<Partial<Record<FeatureFamily, (bars: Bars) => Overlay[]>>> = {
  smc: (bars) => smcOverlays(bars, readStructure(bars, STRUCTURE_OPTIONS).events),
  ict: (bars) =>
    [
      ...sessionOverlays(bars, readSessions(bars)),
      ...legOverlays(bars, readStructure(bars, STRUCTURE_OPTIONS).events, OTE),
      ...smtOverlays(bars, smtDivergences(bars, STRUCTURE_OPTIONS.swing)),
    ].sort((a, b) => a.knownMs - b.knownMs),
  wyckoff: (bars) => wyckoffOverlays(bars, readWyckoff(bars).events),
};

/** Draws the families over all bars and keeps what reaches into the last ones. */
export function overlaysDocument(bars: Bars, families: readonly FeatureFamily[]): OverlaysDocument {
  const from = Math.max(0, barCount(bars) - CHART_BARS);
  const fromMs = bars.timeMs[from];
  const tail = (column: Float64Array): number[] => [...column.subarray(from)];
  return {
    bars: {
      timeMs: tail(bars.timeMs),
      open: tail(bars.open),
      high: tail(bars.high),
      low: tail(bars.low),
      close: tail(bars.close),
    },
    overlays: Object.fromEntries(
      families.map((family) => [
        family,
        (DRAW[family]?.(bars) ?? []).filter((overlay) => reaches(overlay, fromMs)),
      ]),
    ),
  };
}
