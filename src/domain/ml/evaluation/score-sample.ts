import type { Rng } from '../../../kernel/rng.ts';
import { blockLength, blockResample, type Interval, percentileInterval } from './block-resample.ts';
import { countedScores, rankRows, SCORE_NAMES, type ScoreName, type Scores } from './counted-scores.ts';
import { filterRows, type PredictedRows, requirePredicted } from './predicted-rows.ts';

/** A figure with the interval a block bootstrap gives it; null where it is not defined. */
export interface Estimate {
  readonly value: number | null;
  readonly interval: Interval | null;
}

export interface SampleScores {
  readonly rows: number;
  /** Share of ones, 0 to 1; null without rows. */
  readonly baseRate: number | null;
  readonly scores: Readonly<Record<ScoreName, Estimate>>;
}

export interface ScoreOptions {
  /** Calibrated probability from which a side is called, in [0.5, 1). */
  readonly confidence: number;
  /** Bars a label looks ahead. */
  readonly horizonBars: number;
  /** Resamples of the bootstrap, from 1. */
  readonly resamples: number;
  readonly rng: Rng;
}

/**
 * Scores what one or more models said of rows they had not learned from, with 95 % intervals: a circular block
 * bootstrap within the rows of each model, so that overlapping labels are not taken for independent ones.
 *
 * @param groups The rows of each model.
 * @throws AppError `parameter_invalid` for values that are no probabilities or outcomes.
 */
export function scoreSample(groups: readonly PredictedRows[], options: ScoreOptions): SampleScores {
  const filled = groups.filter(({ row }) => row.length > 0);
  filled.forEach(requirePredicted);
  const ranked = filled.map(rankRows);
  const once = ranked.map(({ row }) => new Uint16Array(row.length).fill(1));
  const value = countedScores(ranked, once, options.confidence);
  const draws = filled.length === 0 ? [] : resampled(ranked, options);
  const rows = filled.reduce((sum, { row }) => sum + row.length, 0);
  const ones = filled.reduce((sum, { outcome }) => sum + outcome.reduce((n, y) => n + y, 0), 0);
  return {
    rows,
    baseRate: rows === 0 ? null : ones / rows,
    scores: Object.fromEntries(
      SCORE_NAMES.map((name) => [
        name,
        {
          value: value[name],
          interval: hasInterval(name, value) ? percentileInterval(draws.map((draw) => draw[name])) : null,
        },
      ]),
    ) as SampleScores['scores'],
  };
}

/** The calibration error adds up distances: every resample's is larger than the sample's own, so it has no interval. */
const hasInterval = (name: ScoreName, value: Scores): boolean =>
  name !== 'calibration_error' && value[name] !== null;

/** The same for a part of the rows: a year, a regime. */
export const scoreSlice = (
  groups: readonly PredictedRows[],
  keep: (row: number) => boolean,
  options: ScoreOptions,
): SampleScores =>
  scoreSample(
    groups.map((rows) => filterRows(rows, keep)),
    options,
  );

function resampled(
  ranked: readonly ReturnType<typeof rankRows>[],
  { confidence, horizonBars, resamples, rng }: ScoreOptions,
): Scores[] {
  return Array.from({ length: resamples }, () => {
    const counts = ranked.map(({ row }) =>
      blockResample(row.length, blockLength(row.length, horizonBars), rng),
    );
    return countedScores(ranked, counts, confidence);
  });
}
