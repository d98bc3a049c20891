import { atr } from '../indicators/atr.ts';
import { requireWindow } from '../indicators/parameters.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { BreakRule } from './breaks.ts';
import { collectInto, DISCARD } from './event-sink.ts';
import type { SmcEvent } from './events.ts';
import { createImpulseTracker, type ImpulseSeries } from './impulses.ts';
import type { PivotWindow } from './pivots.ts';
import { createBarWindow } from './price-bar.ts';
import { createSideReader, type SideReader, type SideSeries } from './side.ts';
import { createTrendReader, type TrendSeries } from './trend.ts';

export interface StructureOptions {
  /** Bars that make and confirm a swing of the internal structure, on which zones and pools rest. */
  readonly swing: PivotWindow;
  /** The same for the external structure. */
  readonly externalSwing?: PivotWindow;
  /** Gaps known within this many bars count as recent. */
  readonly recentGapBars: number;
  /** What must lie beyond a swing to break it; a close by default. */
  readonly breakBy?: BreakRule;
  /** Bars in which price must close back inside for a sweep of liquidity to count as reclaimed, the sweep's included. */
  readonly reclaimBars?: number;
  /** How far apart equal highs or lows may lie, in ATR(14). */
  readonly equalAtr?: number;
  /** Smallest body of a displacement, in ATR(14) of the bar before, and its smallest share of the bar's range. */
  readonly displacementAtr?: number;
  readonly displacementBody?: number;
  /** Whether the log of events is kept (it is by default); the series alone are read faster. */
  readonly keepsEvents?: boolean;
}

export const STRUCTURE_DEFAULTS = {
  externalSwing: { barsBefore: 25, barsAfter: 25 },
  breakBy: 'close',
  reclaimBars: 3,
  equalAtr: 0.1,
  displacementAtr: 1.5,
  displacementBody: 0.6,
  keepsEvents: true,
} as const satisfies Omit<StructureOptions, 'swing' | 'recentGapBars'>;

/** Period of the ATR that sizes are judged by. */
const ATR_PERIOD = 14;

/** The market structure bar by bar, and the events it is made of. */
export interface Structure extends ImpulseSeries {
  /** Ascending by `knownIndex`. The log of a prefix is a prefix of the log. Empty when they are not kept. */
  readonly events: readonly SmcEvent[];
  readonly internal: TrendSeries;
  readonly external: TrendSeries;
  readonly bullish: SideSeries;
  readonly bearish: SideSeries;
}

/**
 * Reads market structure in one forward pass: swings, breaks, fair value gaps, order blocks, liquidity, displacement.
 * The trackers are shown one bar at a time and their state is written down after each, so no value can depend on a
 * later bar. O(n) time on average; memory for the series and the event log.
 *
 * @throws AppError `parameter_invalid` for windows that are no whole number of bars from 1.
 */
export function readStructure(bars: Bars, options: StructureOptions): Structure {
  const settings = { ...STRUCTURE_DEFAULTS, ...options };
  requireWindows(settings);
  const n = barCount(bars);
  const events: SmcEvent[] = [];
  const sink = settings.keepsEvents ? collectInto(events) : DISCARD;
  const unit = atr(bars, ATR_PERIOD);
  const window = createBarWindow();
  const internal = createTrendReader(n, 'internal', settings);
  const external = createTrendReader(n, 'external', { ...settings, swing: settings.externalSwing });
  const zones = { ...settings, barsAfter: settings.swing.barsAfter };
  const up = createSideReader(n, 1, zones);
  const down = createSideReader(n, -1, zones);
  const impulses = createImpulseTracker({ ...settings, stackBars: settings.recentGapBars });
  const impulseSeries: ImpulseSeries = {
    displacementUpAge: new Float64Array(n),
    displacementDownAge: new Float64Array(n),
    gapStack: new Float64Array(n),
  };

  for (let t = 0; t < n; t++) {
    window.show(bars.open[t], bars.high[t], bars.low[t], bars.close[t]);
    internal.step(window.bar, sink);
    external.step(window.bar, sink);
    const tolerance = unit[t] > 0 ? settings.equalAtr * unit[t] : 0;
    up.step(window, internal, tolerance, sink);
    down.step(window, internal, tolerance, sink);
    const gap = up.gaps.created() ? 1 : down.gaps.created() ? -1 : 0;
    impulses.step(window.bar, t > 0 ? unit[t - 1] : Number.NaN, gap, sink);
    impulses.write(impulseSeries);
  }
  return {
    events,
    internal: internal.series,
    external: external.series,
    bullish: sideSeries(up, down),
    bearish: sideSeries(down, up),
    ...impulseSeries,
  };
}

/** A side's own zones, and the failed ones of the other side. */
const sideSeries = (own: SideReader, other: SideReader): SideSeries => ({ ...own.series, ...other.flipped });

function requireWindows({ swing, externalSwing, recentGapBars, reclaimBars }: Required<WindowOptions>): void {
  requireWindow('swing.barsBefore', swing.barsBefore);
  requireWindow('swing.barsAfter', swing.barsAfter);
  requireWindow('externalSwing.barsBefore', externalSwing.barsBefore);
  requireWindow('externalSwing.barsAfter', externalSwing.barsAfter);
  requireWindow('recentGapBars', recentGapBars);
  requireWindow('reclaimBars', reclaimBars);
}

type WindowOptions = Pick<StructureOptions, 'swing' | 'externalSwing' | 'recentGapBars' | 'reclaimBars'>;
