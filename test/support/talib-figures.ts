import { readFileSync } from 'node:fs';

/** Columns of bars as TA-Lib's figures were made from. */
export type TalibBars = Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', readonly number[]>>;

/** One call of a function of TA-Lib: its lines have no value before `firstBar`. */
export interface TalibRun {
  readonly function: string;
  readonly options: readonly number[];
  readonly firstBar: number;
  readonly lines: Readonly<Record<string, readonly number[]>>;
}

/** What TA-Lib's own code says; see scripts/write-talib-figures.ts. */
export interface TalibFigures {
  readonly source: string;
  readonly walk: TalibBars;
  /** The same kind of bars after twelve on which nothing moves. */
  readonly still: TalibBars;
  readonly ofWalk: readonly TalibRun[];
  readonly ofStill: readonly TalibRun[];
  /** Parabolic stops of the walk without its first bars: of none left out, of one, and so on. */
  readonly stopsFromBar: readonly (readonly TalibRun[])[];
}

export const talibFigures = (): TalibFigures =>
  JSON.parse(readFileSync(new URL('../golden/indicators/talib-figures.json', import.meta.url), 'utf8'));
