import { z } from 'zod';
import { DAY_STARTS } from '../../domain/calendar/buckets.ts';
import { CALENDARS } from '../../domain/calendar/calendar.ts';
import { DEFAULT_THRESHOLDS } from '../../domain/quality/thresholds.ts';
import { TIMEFRAMES, type Timeframe } from './market.ts';
import { sourceSchema } from './source.ts';

const share = z.number().min(0).max(1);
const DEFAULTS = DEFAULT_THRESHOLDS;

/** Repairs that are made only when they are asked for; each one is logged and can be taken back. */
const repairsSchema = z.strictObject({
  /** Keep only what comes after the last hole, or the last stretch of bars whose open is their close. */
  cutBadData: z
    .strictObject({
      holeDays: z.number().gt(0).max(365).default(5),
      flatBars: z.int().min(1).max(100_000).default(10),
    })
    .optional(),
  /** Drop Saturdays and Sundays (UTC). */
  dropWeekend: z.boolean().default(false),
  /** Fill gaps of up to so many missing bars with flat bars without volume. */
  fillGaps: z.strictObject({ maxBars: z.int().min(1).max(10_000).default(5) }).optional(),
});

/** Another source of the same market that the bars are held against. */
const compareSchema = z.strictObject({
  source: sourceSchema,
  /** Bar length of the other source; unset: that of these bars. The shorter of the two are put together. */
  timeframe: z.enum(TIMEFRAMES as [Timeframe, ...Timeframe[]]).optional(),
  /** Where days begin when bars are put together. */
  dayBoundary: z.enum(DAY_STARTS).default('utc'),
  /** Points of the instrument that prices may lie apart. */
  tolerancePoints: z.number().min(0).max(1e9).default(20),
  /** Share of the common bars that may lie further apart, or be missing. */
  maxShare: share.default(0.01),
});

/** What the bars are held against, and what is done about it. Explained in docs/data-quality.md. */
export const qualitySchema = z.strictObject({
  calendar: z.enum(CALENDARS).default(DEFAULTS.calendar),
  minBars: z.int().min(1).max(100_000_000).default(DEFAULTS.minBars),
  minScore: z.number().min(0).max(100).default(DEFAULTS.minScore),
  minCoverage: share.default(DEFAULTS.minCoverage),
  outlierZ: z.number().min(3).max(1_000).default(DEFAULTS.outlierZ),
  revertShare: share.default(DEFAULTS.revertShare),
  rangeMultiple: z.number().gt(1).max(10_000).default(DEFAULTS.rangeMultiple),
  /** Bars in a row that make a stuck feed; null: 30 of a minute, 5 of an hour or more. */
  staleRun: z.int().min(2).max(100_000).nullable().default(DEFAULTS.staleRun),
  flatShare: share.default(DEFAULTS.flatShare),
  syntheticOpenShare: share.default(DEFAULTS.syntheticOpenShare),
  zeroVolumeShare: share.default(DEFAULTS.zeroVolumeShare),
  sameVolumeShare: z.number().min(0.1).max(1).default(DEFAULTS.sameVolumeShare),
  volumeRegimeRatio: z.number().gt(1).max(1_000_000).default(DEFAULTS.volumeRegimeRatio),
  spreadMultiple: z.number().gt(1).max(100_000).default(DEFAULTS.spreadMultiple),
  splitTolerance: z.number().gt(0).max(0.2).default(DEFAULTS.splitTolerance),
  repairs: repairsSchema.prefault({}),
  compare: compareSchema.optional(),
});
