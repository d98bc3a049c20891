import { Atr } from '../indicators/atr.ts';
import { requireWindow } from '../indicators/parameters.ts';
import { type Bar, forEachBar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { BreakRule } from './breaks.ts';
import { collectInto, DISCARD, type EventSink } from './event-sink.ts';
import type { SmcEvent } from './events.ts';
import { type ImpulseSeries, ImpulseTracker } from './impulses.ts';
import type { PivotWindow } from './pivots.ts';
import { BarWindow } from './price-bar.ts';
import { SideReader, type SideSeries } from './side.ts';
import { TrendReader, type TrendSeries } from './trend.ts';

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
  const reader = new StructureReader(barCount(bars), options);
  forEachBar(bars, (bar, row) => reader.push(bar, row));
  return reader.structure;
}

/** Market structure bar by bar. */
export class StructureReader {
  /** What was written so far. The events grow with every bar. */
  readonly structure: Structure;
  private readonly equalAtr: number;
  private readonly sink: EventSink;
  private readonly window = new BarWindow();
  private readonly atr = new Atr(ATR_PERIOD);
  private unit = Number.NaN;
  private readonly internal: TrendReader;
  private readonly external: TrendReader;
  private readonly up: SideReader;
  private readonly down: SideReader;
  private readonly impulses: ImpulseTracker;

  /**
   * @param rows Length of the series that are written.
   * @throws AppError `parameter_invalid` for windows that are no whole number of bars from 1.
   */
  constructor(rows: number, options: StructureOptions) {
    const settings = { ...STRUCTURE_DEFAULTS, ...options };
    requireWindows(settings);
    const events: SmcEvent[] = [];
    this.sink = settings.keepsEvents ? collectInto(events) : DISCARD;
    this.equalAtr = settings.equalAtr;
    this.internal = new TrendReader(rows, 'internal', settings);
    this.external = new TrendReader(rows, 'external', { ...settings, swing: settings.externalSwing });
    const zones = { ...settings, barsAfter: settings.swing.barsAfter };
    this.up = new SideReader(rows, 1, zones);
    this.down = new SideReader(rows, -1, zones);
    this.impulses = new ImpulseTracker({ ...settings, stackBars: settings.recentGapBars });
    this.structure = {
      events,
      internal: this.internal.series,
      external: this.external.series,
      bullish: { ...this.up.series, ...this.down.flipped },
      bearish: { ...this.down.series, ...this.up.flipped },
      displacementUpAge: new Float64Array(rows),
      displacementDownAge: new Float64Array(rows),
      gapStack: new Float64Array(rows),
    };
  }

  /** Takes the next bar and writes down what is known at its close, in row `row` of every series. */
  push(bar: Bar, row: number): void {
    const { window, internal, up, down, sink } = this;
    const unitBefore = this.unit;
    this.unit = this.atr.push(bar);
    window.show(bar.open, bar.high, bar.low, bar.close);
    internal.step(window.bar, row, sink);
    this.external.step(window.bar, row, sink);
    const tolerance = this.unit > 0 ? this.equalAtr * this.unit : 0;
    up.step(window, internal, tolerance, row, sink);
    down.step(window, internal, tolerance, row, sink);
    const gap = up.gaps.created ? 1 : down.gaps.created ? -1 : 0;
    this.impulses.step(window.bar, unitBefore, gap, sink);
    this.impulses.write(this.structure, row);
  }
}

function requireWindows({ swing, externalSwing, recentGapBars, reclaimBars }: Required<WindowOptions>): void {
  requireWindow('swing.barsBefore', swing.barsBefore);
  requireWindow('swing.barsAfter', swing.barsAfter);
  requireWindow('externalSwing.barsBefore', externalSwing.barsBefore);
  requireWindow('externalSwing.barsAfter', externalSwing.barsAfter);
  requireWindow('recentGapBars', recentGapBars);
  requireWindow('reclaimBars', reclaimBars);
}

type WindowOptions = Pick<StructureOptions, 'swing' | 'externalSwing' | 'recentGapBars' | 'reclaimBars'>;
