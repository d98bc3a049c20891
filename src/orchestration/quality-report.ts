import { z } from 'zod';
import { instrumentSchema } from './spec/instrument.ts';
import { findingSchema } from './state.ts';

const isoTime = z.iso.datetime();
const meanAndMax = z.strictObject({ mean: z.number(), max: z.number() });
const extremes = z.array(z.strictObject({ at: isoTime, value: z.number() })).max(9);

/** What the source looks like in figures; points are units of the last digit of a price. */
export const statisticsSchema = z.strictObject({
  bars: z.int().min(1),
  firstAt: isoTime,
  lastAt: isoTime,
  minPrice: z.number(),
  maxPrice: z.number(),
  digits: z.int().min(0),
  point: z.number(),
  gapPoints: meanAndMax,
  rangePoints: meanAndMax,
  bodyPoints: meanAndMax,
  maxDaysOff: z.number(),
  longestPauses: extremes,
  largestBodies: extremes,
  largestRanges: extremes,
  largestGaps: extremes,
  spread: z
    .strictObject({
      median: z.number(),
      p99: z.number(),
      max: z.number(),
      byHour: z.array(z.number().nullable()).length(24),
    })
    .nullable(),
});

/** What the reader of a source noticed. */
export const readingSchema = z.object({
  format: z.string(),
  zone: z.object({
    name: z.string(),
    basis: z.enum(['given', 'stated', 'inferred', 'assumed']),
    evidence: z.string(),
    /** The clock the bars show, where they prove another one than they are read by. */
    shown: z
      .object({
        offsetMinutes: z.int(),
        summerTime: z.enum(['none', 'us', 'eu']),
        evidence: z.string(),
      })
      .optional(),
  }),
  decimals: z.int(),
  priceScale: z.number(),
  isReversed: z.boolean(),
  ignoredColumns: z.array(z.string()),
  symbol: z.string().nullable(),
  periodMinutes: z.number().nullable(),
  contract: instrumentSchema.partial().optional(),
  provider: z
    .object({
      terminal: z.string().nullable(),
      company: z.string().nullable(),
      server: z.string().nullable(),
    })
    .optional(),
  remarks: z.array(z.string()),
});

/** The quality report of a dataset, as it is stored and drawn. */
export const qualityReportSchema = z.strictObject({
  datasetId: z.string(),
  symbol: z.string(),
  timeframe: z.string(),
  source: z.string(),
  bars: z.int().min(0),
  firstAt: isoTime,
  lastAt: isoTime,
  score: z.number().min(0).max(100),
  verdict: z.enum(['accept', 'accept_with_warnings', 'block']),
  findings: z.array(findingSchema),
  repairs: z.array(
    z.strictObject({
      step: z.string(),
      count: z.int().min(0),
      message: z.string(),
      firstAt: z.array(isoTime),
    }),
  ),
  /** How the bars were put together from shorter ones; null when they were not. */
  resampled: z
    .strictObject({ from: z.string(), dayBoundary: z.string(), droppedIncomplete: z.boolean() })
    .nullable(),
  calendar: z.strictObject({ kind: z.string(), holidays: z.string(), evidence: z.string() }),
  coverage: z.strictObject({
    share: z.number().min(0).max(1),
    missing: z.int().min(0),
    /** Pauses by kind: closed (the week), holiday, unexpected. */
    pauses: z.record(z.string(), z.int().min(0)),
    /** The longest gaps, longest first. */
    longestGaps: z.array(z.strictObject({ from: isoTime, to: isoTime, missing: z.int() })).max(20),
    months: z.array(
      z.strictObject({ year: z.int(), month: z.int().min(1).max(12), bars: z.int(), missing: z.int() }),
    ),
  }),
  /** Of the bars a reader may see: in a workflow those before the sealed test segment. Null without any bar. */
  statistics: statisticsSchema.nullable(),
  /** What the reader of the source noticed. */
  reading: readingSchema.nullable(),
  /** The contract the bars are taken for. */
  instrument: instrumentSchema,
  /** What no check of the rows can show, and what is known about it. */
  researchRisks: z.array(z.strictObject({ risk: z.string(), statement: z.string() })),
  /** The bars the checks were held against, and what each rule costs: with them the score can be recomputed. */
  thresholds: z.record(z.string(), z.unknown()),
  weights: z.record(z.string(), z.number()),
  /** What a dataset was made with, its source aside; absent in a workflow, which has its own spec. */
  spec: z
    .strictObject({
      market: z.record(z.string(), z.unknown()),
      quality: z.record(z.string(), z.unknown()),
      /** Bars that open later are of the future; one that had not ended by then is left out. */
      asOf: isoTime,
    })
    .optional(),
  /** The dataset this one was made from by taking repairs back. */
  lineage: z
    .strictObject({
      parent: z.string(),
      undone: z.array(z.strictObject({ step: z.string(), count: z.int().min(0), message: z.string() })),
    })
    .optional(),
  /** Rows of train, validation and test in a workflow; absent for a dataset that stands alone. */
  segments: z.unknown().optional(),
  /** Raw bars and repair log, by hash, in a workflow. */
  artifacts: z.record(z.string(), z.string()).optional(),
});
export type QualityReport = z.infer<typeof qualityReportSchema>;
