import { Atr } from '../indicators/atr.ts';
import { requireWindow } from '../indicators/parameters.ts';
import { Sma } from '../indicators/sma.ts';
import { type Bar, forEachBar } from '../market/bar.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { BarReading } from './bar-reading.ts';
import { PHASES, type Schematic, WYCKOFF_KINDS, type WyckoffEvent, type WyckoffKind } from './events.ts';
import { createWyckoffMachine, type WyckoffMachine } from './machine.ts';
import { PHASE_OF, RULES, type WyckoffRules } from './schematic.ts';

/** The schematics by name. */
export const SCHEMATICS: readonly Schematic[] = ['accumulation', 'distribution'];

const ATR_PERIOD = 14;
export type AgedKind = Exclude<WyckoffKind, 'range_failed'>;
/** Kinds whose age is written down bar by bar: the signs of a range, not its failure. */
export const AGED_KINDS = WYCKOFF_KINDS.filter((kind): kind is AgedKind => kind !== 'range_failed');

/** One schematic at each bar's close. Prices in quote currency; NaN: not known. */
export interface SchematicSeries {
  /** 0 outside a range, 1 to 5 for phases A to E. */
  readonly phase: Float64Array;
  readonly support: Float64Array;
  readonly resistance: Float64Array;
  /** Bars since the climax that opened the range. */
  readonly rangeAge: Float64Array;
  /** Mean confidence of the range's events. */
  readonly confidence: Float64Array;
  /** Bars since an event of the kind was last known, in this range or an earlier one. */
  readonly ages: Readonly<Record<AgedKind, Float64Array>>;
}

export type SchematicsSeries = Readonly<Record<Schematic, SchematicSeries>>;

/** The schematics of whole series, and the events they are made of. */
export interface Wyckoff extends SchematicsSeries {
  /** Ascending by `knownIndex`. The log of a prefix is a prefix of the log. */
  readonly events: readonly WyckoffEvent[];
}

/** Reads Wyckoff's schematics of a whole series in one forward pass, O(n). */
export function readWyckoff(bars: Bars, rules: WyckoffRules = RULES): Wyckoff {
  const events: WyckoffEvent[] = [];
  const series = new WyckoffReader(rules).read(bars, (event) => void events.push(event));
  return { events, ...series };
}

/**
 * Reads Wyckoff's schematics as bars arrive, in blocks of any length: where the series is cut changes no value. A state
 * machine for accumulation, and the same machine on the market upside down for distribution. Each bar is judged by ATR(14)
 * and mean volume of the bars before it.
 */
export class WyckoffReader {
  private readonly atr = new Atr(ATR_PERIOD);
  private readonly meanVolume: Sma;
  /** Closes of the bars a decline is measured over, in a ring: the next slot holds the oldest. */
  private readonly closes: Float64Array;
  private readonly schematics: readonly SchematicReading[];
  private index = -1;
  private atrBefore = Number.NaN;
  private meanVolumeBefore = Number.NaN;
  private series: SchematicsSeries = emptySchematics(0);

  /** @throws AppError `parameter_invalid` for windows that are no whole number of bars from 1. */
  constructor(rules: WyckoffRules = RULES) {
    requireWindow('declineBars', rules.declineBars);
    this.meanVolume = new Sma(rules.volumeWindow);
    this.closes = new Float64Array(rules.declineBars + 1).fill(Number.NaN);
    this.schematics = SCHEMATICS.map((schematic) => ({
      schematic,
      sign: schematic === 'accumulation' ? 1 : -1,
      machine: createWyckoffMachine(schematic, rules),
      reading: emptyReading(),
    }));
  }

  /** Takes the bars that follow. @returns The series at these bars; they are filled anew by the next call. */
  read(bars: Bars, sink: (event: WyckoffEvent) => void = () => undefined): SchematicsSeries {
    const n = barCount(bars);
    if (this.series.accumulation.phase.length !== n) this.series = emptySchematics(n);
    forEachBar(bars, (bar, at) => {
      this.step(bar, sink);
      for (const { schematic, sign, machine } of this.schematics) {
        write(this.series[schematic], machine, this.index, at, sign);
      }
    });
    return this.series;
  }

  private step(bar: Bar, sink: (event: WyckoffEvent) => void): void {
    this.index += 1;
    const { index, closes, atrBefore } = this;
    const effort = this.meanVolumeBefore > 0 ? bar.volume / this.meanVolumeBefore : Number.NaN;
    const slot = index % closes.length;
    // The ring still ends with the bar before this one.
    const fall = closes[slot] - closes[(slot + closes.length - 1) % closes.length];
    for (const { sign, machine, reading } of this.schematics) {
      show(reading, bar, index, sign);
      reading.atr = atrBefore;
      reading.effort = effort;
      reading.decline = (sign * fall) / atrBefore;
      machine.step(reading, sink);
    }
    closes[slot] = bar.close;
    this.atrBefore = this.atr.push(bar);
    this.meanVolumeBefore = this.meanVolume.push(bar.volume);
  }
}

interface SchematicReading {
  readonly schematic: Schematic;
  readonly sign: 1 | -1;
  readonly machine: WyckoffMachine;
  readonly reading: BarReading;
}

function show(reading: BarReading, { open, high, low, close }: Bar, index: number, sign: number): void {
  reading.index = index;
  reading.open = sign * open;
  reading.close = sign * close;
  reading.high = sign === 1 ? high : -low;
  reading.low = sign === 1 ? low : -high;
}

/** @param t Number of the bar. @param at Its place in the series. */
function write(series: SchematicSeries, machine: WyckoffMachine, t: number, at: number, sign: number): void {
  const phase = PHASE_OF[machine.state()];
  const { support, resistance, climaxIndex } = machine.range();
  series.phase[at] = phase === null ? 0 : PHASES.indexOf(phase) + 1;
  series.support[at] = sign === 1 ? support : -resistance;
  series.resistance[at] = sign === 1 ? resistance : -support;
  series.rangeAge[at] = t - climaxIndex;
  series.confidence[at] = machine.confidence();
  for (const kind of AGED_KINDS) series.ages[kind][at] = t - machine.lastKnown(kind);
}

const emptyReading = (): BarReading => ({
  index: 0,
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  atr: Number.NaN,
  effort: Number.NaN,
  decline: Number.NaN,
});

function emptySeries(n: number): SchematicSeries {
  const column = (): Float64Array => new Float64Array(n);
  return {
    phase: column(),
    support: column(),
    resistance: column(),
    rangeAge: column(),
    confidence: column(),
    ages: Object.fromEntries(AGED_KINDS.map((kind) => [kind, column()])) as Record<AgedKind, Float64Array>,
  };
}

const emptySchematics = (n: number): SchematicsSeries => ({
  accumulation: emptySeries(n),
  distribution: emptySeries(n),
});
