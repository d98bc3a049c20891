import type { FeatureFamily } from '../../domain/features/definition.ts';
import { settingsOfColumns } from '../../domain/features/family-settings.ts';
import { OTE } from '../../domain/features/ict/entry.ts';
import { bulletsIn, sessionTable } from '../../domain/features/ict/session-settings.ts';
import { structureOptions } from '../../domain/features/market-structure.ts';
import type { Settings } from '../../domain/features/setting-template.ts';
import { wyckoffRules } from '../../domain/features/wyckoff.ts';
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

type Draw = (bars: Bars, settings: Settings) => Overlay[];

const DRAW: Readonly<Partial<Record<FeatureFamily, Draw>>> = {
  smc: (bars, settings) => smcOverlays(bars, readStructure(bars, structureOptions(settings)).events),
  ict: (bars, settings) => {
    const hours = sessionTable(settings);
    const options = structureOptions(settings);
    return [
      ...sessionOverlays(bars, readSessions(bars, hours), { ...hours, silverBullets: bulletsIn(settings) }),
      ...legOverlays(bars, readStructure(bars, options).events, { ...OTE, ...settings }),
      ...smtOverlays(bars, smtDivergences(bars, options.swing)),
    ].sort((a, b) => a.knownMs - b.knownMs);
  },
  wyckoff: (bars, settings) => wyckoffOverlays(bars, readWyckoff(bars, wyckoffRules(settings)).events),
};

/** Columns of the families that are drawn: what is drawn is read with the settings their names spell out. */
export type DrawnColumns = Readonly<Partial<Record<FeatureFamily, readonly string[]>>>;

/** Draws the families over all bars, as their columns read them, and keeps what reaches into the last ones. */
export function overlaysDocument(bars: Bars, families: DrawnColumns): OverlaysDocument {
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
      Object.entries(families).map(([family, names]) => {
        const drawn = DRAW[family as FeatureFamily]?.(bars, settingsOfColumns(names)) ?? [];
        return [family, drawn.filter((overlay) => reaches(overlay, fromMs))];
      }),
    ),
  };
}
