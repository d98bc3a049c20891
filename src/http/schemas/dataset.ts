import { z } from 'zod';
import { EXPORT_FORMATS } from '../../application/ports/dataset-exports.ts';
import type { DatasetRow } from '../../application/ports/datasets.ts';
import { TIMEFRAMES, type Timeframe } from '../../orchestration/spec/market.ts';
import { timeSchema, toTime } from './common.ts';

export const datasetSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Hash of bars, symbol, bar length, zone and repairs.' }),
    name: z.string(),
    symbol: z.string(),
    timeframe: z.string(),
    source: z.string().meta({ description: 'File name of the upload, with its place where that was sent.' }),
    bars: z.int().meta({ description: 'Usable bars.' }),
    firstAt: timeSchema,
    lastAt: timeSchema,
    score: z.number().meta({ description: 'Quality, 0 to 100.' }),
    verdict: z.enum(['accept', 'accept_with_warnings', 'block']),
    bytes: z.int().meta({ description: 'Size of the stored bars.' }),
    createdBy: z.string(),
    createdAt: timeSchema,
    links: z.strictObject({
      ...{
        self: z.string(),
        quality: z.string(),
        report: z.string(),
        repairs: z.string(),
        export: z.string(),
      },
    }),
  })
  .meta({ id: 'Dataset' });

export const datasetView = (row: DatasetRow): z.output<typeof datasetSchema> => ({
  id: row.id,
  name: row.name,
  symbol: row.symbol,
  timeframe: row.timeframe,
  source: row.source,
  bars: row.bars,
  firstAt: toTime(row.firstAt),
  lastAt: toTime(row.lastAt),
  score: row.score,
  verdict: row.verdict,
  bytes: row.artifactBytes,
  createdBy: row.createdBy,
  createdAt: toTime(row.createdAt),
  links: {
    self: `/v1/datasets/${row.id}`,
    quality: `/v1/datasets/${row.id}/quality`,
    report: `/v1/datasets/${row.id}/report`,
    repairs: `/v1/datasets/${row.id}/repairs`,
    export: `/v1/datasets/${row.id}/export`,
  },
});

export const datasetParams = z.strictObject({
  id: z.string().max(100).meta({
    description: 'Id of the dataset.',
    example: '3f0c9a4be1d2576c8f90a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455a',
  }),
});

export const exportQuery = z.strictObject({
  format: z.enum(EXPORT_FORMATS).meta({ description: 'What to write.', example: 'fsb-pro-csv' }),
});

/** The repair log of a dataset. */
export const repairsSchema = z.strictObject({
  repairs: z.array(
    z.strictObject({
      number: z.int().min(1).meta({ description: 'Place in the log, from 1.' }),
      step: z.string(),
      count: z.int().min(0).meta({ description: 'Bars that were moved, dropped, added or changed.' }),
      message: z.string(),
      firstAt: z.array(timeSchema).meta({ description: 'Open times of the first of them.' }),
      canBeUndone: z.boolean().meta({ description: 'False for what makes bars usable at all.' }),
    }),
  ),
  lineage: z
    .strictObject({
      parent: z.string(),
      undone: z.array(z.strictObject({ step: z.string(), count: z.int().min(0), message: z.string() })),
    })
    .nullable()
    .meta({ description: 'What it was made from by taking repairs back; null for an import.' }),
});

export const undoBody = z.strictObject({
  number: z.int().min(1).meta({ description: 'The repair to take back; those after it go with it.' }),
  name: z.string().min(1).max(200).optional().meta({
    description: 'Of the dataset that is left; default: that of the first one, and what was undone.',
  }),
});

/** Paths that begin at a root or a drive, or lead back. */
const OUTSIDE = /^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.?(?:[/\\]|$)/;

/** What is said of an upload; the body is the file alone. */
export const uploadQuery = z.strictObject({
  fileName: z
    .string()
    .min(1)
    .max(300)
    .refine((name) => !OUTSIDE.test(name), {
      error: 'must be a name, or a path below a folder without . and ..',
    })
    .meta({
      description:
        'Name of the file; the symbol is read from it when none is given. With its place in the tree of Dukascopy or LEAN, whose folders say what it holds (`EURUSD/2024/00/02/BID_candles_min_1.bi5`).',
    }),
  writtenAt: z.iso.datetime().optional().meta({
    description:
      'When the file was written: later bars are of the future, and one that had not ended is left out. Default, and at the latest: its arrival.',
  }),
  timeframe: z
    .enum(TIMEFRAMES as [Timeframe, ...Timeframe[]])
    .optional()
    .meta({ description: 'Bar length; here or in `spec`.' }),
  spec: z.string().max(12_000).optional().meta({
    description:
      'JSON: the `market` and `quality` blocks of a spec (instrument, period, resampling, adjustments, thresholds, repairs). The other answers go before theirs; `market.source` says how the file is read.',
    example: '{"market":{"instrument":{"digits":5}},"quality":{"repairs":{"dropWeekend":true}}}',
  }),
  symbol: z.string().min(1).max(32).optional(),
  name: z.string().min(1).max(200).optional().meta({ description: 'For people; default: the file name.' }),
  zone: z
    .string()
    .max(40)
    .optional()
    .meta({ description: 'Clock of the stamps, where the file does not tell.' }),
  priceScale: z.coerce
    .number()
    .positive()
    .optional()
    .meta({ description: 'What the figures are divided by.' }),
  adjustDividends: z.enum(['true', 'false']).optional().meta({
    description: 'Take the dividends out of the prices that the adjusted close of the file speaks of.',
  }),
});
