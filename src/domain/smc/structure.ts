import { Atr } from '../indicators/atr.ts';
import { requireWindow } from '../indicators/parameters.ts';
import { type Bar, forEachBar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { BreakRule } from './breaks.ts';
import { EventLog, type SmcEvents } from './event-log.ts';
import type { EventSink } from './event-sink.ts';
import { type ImpulseSeries, ImpulseTracker } from './impulses.ts';
import type { PivotWindow } from './pivots.ts';
import { BarWindow } from './price-bar.ts';
import { emptySideSeries, SideReader, type SideSeries } from './side.ts';
import { emptyTrendSeries, TrendReader, type TrendSeries } from './trend.ts';

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
}

const STRUCTURE_DEFAULTS = {
  externalSwing: { barsBefore: 25, barsAfter: 25 },
  breakBy: 'close',
  reclaimBars: 3,
  equalAtr: 0.1,
  displacementAtr: 1.5,
  displacementBody: 0.6,
} as const satisfies Omit<StructureOptions, 'swing' | 'recentGapBars'>;

/** Period of the ATR that sizes are judged by. */
const ATR_PERIOD = 14;

/** The market structure bar by bar. */
export interface StructureSeries extends ImpulseSeries {
  readonly internal: TrendSeries;
  readonly external: TrendSeries;
  readonly bullish: SideSeries;
  readonly bearish: SideSeries;
}

/** The market structure of a whole series, and the events it is made of. */
export interface Structure extends StructureSeries {
  /** Ascending by `knownIndex`. The log of a prefix is a prefix of the log. */
  readonly events: SmcEvents;
}

/**
 * Reads market structure in one forward pass: swings, breaks, fair value gaps, order blocks, liquidity, displacement.
 * O(n) time on average; memory for the series and the event log.
 *
 * @throws AppError `parameter_invalid` for windows that are no whole number of bars from 1.
 */
export function readStructure(bars: Bars, options: StructureOptions): Structure {
  const events = new EventLog();
  const series = new StructureReader(options, events).read(bars);
  return { events, ...series };
}

/**
 * Reads market structure as bars arrive, in blocks of any length: where the series is cut changes no value. The trackers
 * are shown one bar at a time and their state is written down after each, so no value can depend on a later bar.
 */
export class StructureReader {
  private readonly equalAtr: number;
  private readonly window = new BarWindow();
  private readonly atr = new Atr(ATR_PERIOD);
  private unit = Number.NaN;
  private readonly internal: TrendReader;
  private readonly external: TrendReader;
  private readonly up: SideReader;
  private readonly down: SideReader;
  private readonly impulses: ImpulseTracker;
  private series = emptyStructure(0);

  /**
   * @param sink Takes the events; absent: none are made.
   * @throws AppError `parameter_invalid` for windows that are no whole number of bars from 1.
   */
  constructor(options: StructureOptions, sink?: EventSink) {
    const settings = { ...STRUCTURE_DEFAULTS, ...options };
    requireWindows(settings);
    this.equalAtr = settings.equalAtr;
    this.internal = new TrendReader('internal', settings, sink);
    this.external = new TrendReader('external', { ...settings, swing: settings.externalSwing }, sink);
    const zones = { ...settings, barsAfter: settings.swing.barsAfter };
    this.up = new SideReader(1, zones, sink);
    this.down = new SideReader(-1, zones, sink);
    this.impulses = new ImpulseTracker({ ...settings, stackBars: settings.recentGapBars }, sink);
  }

  /** Takes the bars that follow. @returns The series at these bars; they are filled anew by the next call. */
  read(bars: Bars): StructureSeries {
    const rows = barCount(bars);
    if (this.series.gapStack.length !== rows) this.series = emptyStructure(rows);
    forEachBar(bars, (bar, row) => {
      this.step(bar);
      this.write(this.series, row);
    });
    return this.series;
  }

  private step(bar: Bar): void {
    const { window, internal, up, down } = this;
    const unitBefore = this.unit;
    this.unit = this.atr.push(bar);
    window.show(bar);
    window.tolerance = this.unit > 0 ? this.equalAtr * this.unit : 0;
    internal.step(window);
    this.external.step(window);
    up.step(window, internal);
    down.step(window, internal);
    const gap = up.gaps.created ? 1 : down.gaps.created ? -1 : 0;
    this.impulses.step(window.bar, unitBefore, gap);
  }

  private write(series: StructureSeries, row: number): void {
    this.internal.write(series.internal, row);
    this.external.write(series.external, row);
    this.up.write(series.bullish, series.bearish, row);
    this.down.write(series.bearish, series.bullish, row);
    this.impulses.write(series, row);
  }
}

const emptyStructure = (rows: number): StructureSeries => ({
  internal: emptyTrendSeries(rows),
  external: emptyTrendSeries(rows),
  bullish: emptySideSeries(rows),
  bearish: emptySideSeries(rows),
  displacementUpAge: new Float64Array(rows),
  displacementDownAge: new Float64Array(rows),
  gapStack: new Float64Array(rows),
});

function requireWindows({ swing, externalSwing, recentGapBars, reclaimBars }: Required<WindowOptions>): void {
  requireWindow('swing.barsBefore', swing.barsBefore);
  requireWindow('swing.barsAfter', swing.barsAfter);
  requireWindow('externalSwing.barsBefore', externalSwing.barsBefore);
  requireWindow('externalSwing.barsAfter', externalSwing.barsAfter);
  requireWindow('recentGapBars', recentGapBars);
  requireWindow('reclaimBars', reclaimBars);
}

type WindowOptions = Pick<StructureOptions, 'swing' | 'externalSwing' | 'recentGapBars' | 'reclaimBars'>;
