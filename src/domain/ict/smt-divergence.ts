import { requireWindow } from '../indicators/parameters.ts';
import { type Bar, forEachBar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { Direction, SwingEvent } from '../smc/events.ts';
import type { PivotWindow } from '../smc/pivots.ts';
import { BarWindow } from '../smc/price-bar.ts';
import { SwingTracker } from '../smc/swings.ts';

/** Two markets that move together part at an extreme: one makes a new one, the other does not. */
export interface DivergenceEvent {
  /** 1: lower low against a higher low, bullish; -1: higher high against a lower high, bearish. */
  readonly direction: Direction;
  /** Bar of the newer swing, of the older one, and the bar both are known at. */
  readonly eventIndex: number;
  readonly previousIndex: number;
  readonly knownIndex: number;
}

/** Divergences at each bar's close; NaN until the second market has had a bar. */
export interface DivergenceSeries {
  /** Bars since a divergence of the side was last known; NaN before the first. */
  readonly bullishAge: Float64Array;
  readonly bearishAge: Float64Array;
  /** Direction of the latest divergence while it is fresh, else 0. */
  readonly direction: Float64Array;
}

/** All divergences of a series whose bars have a companion. Ascending by `knownIndex`. */
export function smtDivergences(bars: Bars, window: PivotWindow): DivergenceEvent[] {
  const events: DivergenceEvent[] = [];
  new DivergenceReader(window, 1).read(bars, (event) => events.push(event));
  return events;
}

/**
 * SMT divergence against the companion of the bars, read as bars arrive, in blocks of any length. At each confirmed swing
 * that is more extreme than the one of its side before, the other market's extremes around the same two swings are
 * compared. Around: over the bars that make and confirm a swing, so nothing later than the bar it is known at is read.
 * A swing without a bar of the other market tells nothing.
 */
export class DivergenceReader {
  private readonly swings: SwingTracker;
  private readonly window = new BarWindow();
  private readonly freshBars: number;
  /** The companion's last bars, in rings as long as a swing's window. */
  private readonly highs: Float64Array;
  private readonly lows: Float64Array;
  private readonly tops = new SideMemory();
  private readonly bottoms = new SideMemory();
  private index = -1;
  private hasCompanion = false;
  private direction: Direction | 0 = 0;

  /**
   * @param window Bars that make and confirm a swing.
   * @param freshBars Bars a divergence counts as fresh.
   * @throws AppError `parameter_invalid` for windows that are no whole number of bars from 1.
   */
  constructor(window: PivotWindow, freshBars: number) {
    requireWindow('barsBefore', window.barsBefore);
    requireWindow('barsAfter', window.barsAfter);
    requireWindow('freshBars', freshBars);
    this.freshBars = freshBars;
    this.swings = new SwingTracker(window, 'internal', undefined);
    const width = window.barsBefore + window.barsAfter + 1;
    this.highs = new Float64Array(width).fill(Number.NaN);
    this.lows = new Float64Array(width).fill(Number.NaN);
  }

  /** Takes the bars that follow. */
  read(bars: Bars, sink: (event: DivergenceEvent) => void = () => undefined): DivergenceSeries {
    const rows = barCount(bars);
    const series = {
      bullishAge: new Float64Array(rows),
      bearishAge: new Float64Array(rows),
      direction: new Float64Array(rows),
    };
    const { companionHigh, companionLow } = bars;
    forEachBar(bars, (bar, row) => {
      this.step(bar, companionHigh?.[row] ?? Number.NaN, companionLow?.[row] ?? Number.NaN, sink);
      this.write(series, row);
    });
    return series;
  }

  private step(bar: Bar, high: number, low: number, sink: (event: DivergenceEvent) => void): void {
    this.index += 1;
    const slot = this.index % this.highs.length;
    this.highs[slot] = high;
    this.lows[slot] = low;
    this.hasCompanion ||= !Number.isNaN(high);
    this.window.show(bar);
    this.swings.step(this.window);
    const { highs, lows } = this.swings;
    // The other market's extremes are looked for at swings alone, which are few.
    if (isNews(highs.confirmed, this.index))
      this.judge(highs.confirmed, this.tops, highestOf(this.highs), sink);
    if (isNews(lows.confirmed, this.index))
      this.judge(lows.confirmed, this.bottoms, lowestOf(this.lows), sink);
  }

  private judge(
    swing: SwingEvent,
    memory: SideMemory,
    extreme: number,
    sink: (event: DivergenceEvent) => void,
  ): void {
    const { direction } = swing;
    const isBeyond = direction * swing.price > direction * memory.price;
    if (isBeyond && direction * extreme < direction * memory.extreme) {
      memory.divergedAt = this.index;
      this.direction = direction === 1 ? -1 : 1;
      sink({
        direction: this.direction,
        eventIndex: swing.eventIndex,
        previousIndex: memory.swingIndex,
        knownIndex: this.index,
      });
    }
    memory.price = swing.price;
    memory.extreme = extreme;
    memory.swingIndex = swing.eventIndex;
  }

  private write({ bullishAge, bearishAge, direction }: DivergenceSeries, row: number): void {
    const { index, tops, bottoms } = this;
    const latest = Math.max(tops.divergedAt, bottoms.divergedAt);
    bullishAge[row] = bottoms.divergedAt < 0 ? Number.NaN : index - bottoms.divergedAt;
    bearishAge[row] = tops.divergedAt < 0 ? Number.NaN : index - tops.divergedAt;
    if (!this.hasCompanion) direction[row] = Number.NaN;
    else direction[row] = latest >= 0 && index - latest < this.freshBars ? this.direction : 0;
  }
}

/** Whether there is a swing and this bar has confirmed it. */
const isNews = (swing: SwingEvent | undefined, index: number): swing is SwingEvent =>
  swing?.knownIndex === index;

/** The last swing of a side, with the other market's extreme around it. */
class SideMemory {
  price = Number.NaN;
  extreme = Number.NaN;
  swingIndex = -1;
  divergedAt = -1;
}

/** Values that are missing do not count; NaN when all are. */
function highestOf(values: Float64Array): number {
  let highest = Number.NaN;
  for (const value of values) if (!(value <= highest) && !Number.isNaN(value)) highest = value;
  return highest;
}

function lowestOf(values: Float64Array): number {
  let lowest = Number.NaN;
  for (const value of values) if (!(value >= lowest) && !Number.isNaN(value)) lowest = value;
  return lowest;
}
