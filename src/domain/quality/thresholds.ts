import type { CalendarChoice } from '../calendar/calendar.ts';

/** What the checks hold the bars against. Every figure is in the spec (`quality`) and in docs/data-quality.md. */
export interface QualityThresholds {
  readonly calendar: CalendarChoice;
  /** Fewest usable bars. */
  readonly minBars: number;
  /** A score below it blocks. */
  readonly minScore: number;
  /** Share of the calendar's bars below which the data are blocked. */
  readonly minCoverage: number;
  /** Robust z (median, MAD) above which a return is an outlier. */
  readonly outlierZ: number;
  /** A spike comes back when the next return undoes all but this share of it. */
  readonly revertShare: number;
  /** Ranges above this multiple of the local median range are outliers. */
  readonly rangeMultiple: number;
  /** Equal bars without range in a row, from which on a feed is stuck; null: by the bar length. */
  readonly staleRun: number | null;
  /** Share of bars without any range from which on it is a warning. */
  readonly flatShare: number;
  /** Share of a year's opens that may equal the close before. */
  readonly syntheticOpenShare: number;
  /** Share of bars without volume from which on it is a warning. */
  readonly zeroVolumeShare: number;
  /** Share of bars with one and the same volume from which on volume is a floor, not a measurement. */
  readonly sameVolumeShare: number;
  /** Factor between the median volumes of two years from which on the unit has changed. */
  readonly volumeRegimeRatio: number;
  /** Spreads above this multiple of the median are wide. */
  readonly spreadMultiple: number;
  /** How near a jump has to be to a simple ratio to look like a split, as a share of the ratio. */
  readonly splitTolerance: number;
}

/** Defaults; where they come from is said in docs/data-quality.md. */
export const DEFAULT_THRESHOLDS: QualityThresholds = Object.freeze({
  calendar: 'auto',
  minBars: 500,
  minScore: 0,
  minCoverage: 0.5,
  outlierZ: 15,
  revertShare: 0.25,
  rangeMultiple: 30,
  staleRun: null,
  flatShare: 0.05,
  syntheticOpenShare: 0.4,
  zeroVolumeShare: 0.05,
  sameVolumeShare: 0.5,
  volumeRegimeRatio: 5,
  spreadMultiple: 20,
  splitTolerance: 0.03,
});
