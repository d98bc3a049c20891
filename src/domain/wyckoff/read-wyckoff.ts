import { atr } from '../indicators/atr.ts';
import { sma } from '../indicators/sma.ts';
import { type Bars, barCount } from '../market/bars.ts';
import type { BarReading } from './bar-reading.ts';
import { PHASES, type Schematic, type WyckoffEvent, type WyckoffKind } from './events.ts';
import { createWyckoffMachine, type WyckoffMachine } from './machine.ts';
import { PHASE_OF, RULES } from './schematic.ts';

const ATR_PERIOD = 14;
const VOLUME_WINDOW = 20;
/** Kinds whose age is written down bar by bar. */
const AGED_KINDS = ['climax', 'trap', 'sign', 'last_point'] as const satisfies readonly WyckoffKind[];
export type AgedKind = (typeof AGED_KINDS)[number];

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

/**
 * What volume is worth as effort. `tick`: the number of price changes, a proxy of traded volume, as in foreign exchange.
 * `none`: the source has none, so no sign that needs it counts.
 */
export type VolumeBasis = 'traded' | 'tick' | 'none';

export interface Wyckoff {
  /** Ascending by `knownIndex`. The log of a prefix is a prefix of the log. */
  readonly events: readonly WyckoffEvent[];
  readonly accumulation: SchematicSeries;
  readonly distribution: SchematicSeries;
}

/**
 * Reads Wyckoff's schematics in one forward pass: a state machine for accumulation, and the same machine on the market
 * upside down for distribution. Each bar is judged by ATR(14) and mean volume of the bars before it. O(n).
 */
export function readWyckoff(bars: Bars): Wyckoff {
  const n = barCount(bars);
  const events: WyckoffEvent[] = [];
  const sink = (event: WyckoffEvent): void => void events.push(event);
  const unit = atr(bars, ATR_PERIOD);
  const meanVolume = sma(bars.volume, VOLUME_WINDOW);
  const readers = (['accumulation', 'distribution'] as const).map((schematic) => ({
    sign: schematic === 'accumulation' ? 1 : -1,
    machine: createWyckoffMachine(schematic),
    series: emptySeries(n),
    reading: emptyReading(),
  }));
  for (let t = 0; t < n; t++) {
    for (const { sign, machine, series, reading } of readers) {
      show(reading, bars, t, sign);
      reading.atr = t > 0 ? unit[t - 1] : Number.NaN;
      reading.effort = t > 0 && meanVolume[t - 1] > 0 ? bars.volume[t] / meanVolume[t - 1] : Number.NaN;
      reading.decline =
        t > RULES.declineBars
          ? (sign * (bars.close[t - 1 - RULES.declineBars] - bars.close[t - 1])) / reading.atr
          : Number.NaN;
      machine.step(reading, sink);
      write(series, machine, t, sign);
    }
  }
  return { events, accumulation: readers[0].series, distribution: readers[1].series };
}

/** Whether bars have volume at all, given what the source says its volume is. */
export const volumeBasis = (bars: Bars, declared: 'traded' | 'tick'): VolumeBasis =>
  bars.volume.some((volume) => volume > 0) ? declared : 'none';

function show(reading: BarReading, { open, high, low, close }: Bars, t: number, sign: number): void {
  reading.index = t;
  reading.open = sign * open[t];
  reading.close = sign * close[t];
  reading.high = sign === 1 ? high[t] : -low[t];
  reading.low = sign === 1 ? low[t] : -high[t];
}

function write(series: SchematicSeries, machine: WyckoffMachine, t: number, sign: number): void {
  const phase = PHASE_OF[machine.state()];
  const { support, resistance, climaxIndex } = machine.range();
  series.phase[t] = phase === null ? 0 : PHASES.indexOf(phase) + 1;
  series.support[t] = sign === 1 ? support : -resistance;
  series.resistance[t] = sign === 1 ? resistance : -support;
  series.rangeAge[t] = t - climaxIndex;
  series.confidence[t] = machine.confidence();
  for (const kind of AGED_KINDS) series.ages[kind][t] = t - machine.lastKnown(kind);
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
    ages: { climax: column(), trap: column(), sign: column(), last_point: column() },
  };
}

/** The schematics by name. */
export const SCHEMATICS: readonly Schematic[] = ['accumulation', 'distribution'];
