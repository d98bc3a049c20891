import { z } from 'zod';
import type { Instrument } from '../../domain/market/instrument-families.ts';
import { instrumentOf } from '../../domain/market/instruments.ts';
import { instrumentOverridesSchema } from './instrument.ts';
import { adjustmentSchema, resampleSchema } from './price-changes.ts';
import { sourceSchema, symbolOfSource } from './source.ts';

/**
 * Bar lengths the platform knows, in minutes. A calendar month is none of them: it has no length, and when a bar is known,
 * how long a position is held and which bars are missing all hang on one.
 */
export const TIMEFRAME_MINUTES = {
  '1m': 1,
  '3m': 3,
  '5m': 5,
  '10m': 10,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '2h': 120,
  '3h': 180,
  '4h': 240,
  '6h': 360,
  '8h': 480,
  '12h': 720,
  '1d': 1440,
  '1w': 10_080,
} as const;
export type Timeframe = keyof typeof TIMEFRAME_MINUTES;
export const TIMEFRAMES = Object.keys(TIMEFRAME_MINUTES) as Timeframe[];

const dateSchema = z.union([z.iso.date(), z.iso.datetime()]);

export const timeframeSchema = z.enum(TIMEFRAMES as [Timeframe, ...Timeframe[]]);

export const symbolSchema = z
  .string()
  .regex(/^[A-Za-z0-9._#^/-]{1,32}$/, 'must be 1 to 32 letters, digits or . _ # ^ / -');

export const marketSchema = z
  .strictObject({
    /** Name of the instrument; without it the sample's own symbol, or the file name. */
    symbol: symbolSchema.optional(),
    /** The contract, where it is not what the registry knows of the symbol: digits, point, contract size, swap … */
    instrument: instrumentOverridesSchema.prefault({}),
    timeframe: timeframeSchema.default('1d'),
    source: sourceSchema,
    /**
     * A second market that moves with this one: its highs and lows at each bar are kept with the dataset and tell where the
     * two part (SMT divergence, a feature of the `ict` family). The validation asks whether the strategy earns there too.
     */
    companion: z
      .strictObject({
        source: sourceSchema,
        /** Its name; unset: as the source says. */
        symbol: symbolSchema.optional(),
        /** Bar length of the source; unset: that of this market. Never longer. Its stamps must be opens. */
        timeframe: timeframeSchema.optional(),
      })
      .optional(),
    /** First and last bar to use, inclusive, UTC. */
    from: dateSchema.optional(),
    to: dateSchema.optional(),
    /** What the stamps of the source are: the open of a bar, or its close, which are put back by one bar of the source. */
    stamp: z.enum(['open', 'close']).default('open'),
    /** Make the bars of `timeframe` out of shorter ones. */
    resample: resampleSchema(TIMEFRAMES as [Timeframe, ...Timeframe[]]).optional(),
    /** Splits and dividends that earlier prices are adjusted for. */
    adjustments: z.array(adjustmentSchema).max(1_000).default([]),
  })
  .refine((m) => m.source.kind !== 'dataset' || m.symbol !== undefined, {
    path: ['symbol'],
    message: 'must be named for a dataset: GET /v1/datasets/{id} says it',
  })
  .refine((m) => !m.resample || isMultiple(m.resample.from, m.timeframe), {
    path: ['resample', 'from'],
    message: 'must be shorter than market.timeframe and fit into it a whole number of times',
  })
  .refine(
    ({ companion, timeframe }) =>
      !companion?.timeframe || TIMEFRAME_MINUTES[companion.timeframe] <= TIMEFRAME_MINUTES[timeframe],
    { path: ['companion', 'timeframe'], message: 'must not be longer than market.timeframe' },
  )
  .refine((m) => !m.from || !m.to || Date.parse(m.from) < Date.parse(m.to), {
    path: ['to'],
    message: 'must be later than market.from',
  });

function isMultiple(from: string, to: Timeframe): boolean {
  const [short, long] = [TIMEFRAME_MINUTES[from as Timeframe], TIMEFRAME_MINUTES[to]];
  return short < long && long % short === 0;
}

/** Bar length of the source, minutes: what is read and checked before anything is put together. */
export const sourceMinutes = ({ resample, timeframe }: z.infer<typeof marketSchema>): number =>
  TIMEFRAME_MINUTES[(resample?.from ?? timeframe) as Timeframe];

/** The symbol of a market: the given one, or the source's. */
export function symbolOf(market: z.infer<typeof marketSchema>): string {
  return market.symbol ?? symbolOfSource(market.source);
}

/** The instrument of a market: what the registry knows of its symbol, and what the spec says instead. */
export const instrumentOfMarket = (market: z.infer<typeof marketSchema>): Instrument =>
  instrumentOf(symbolOf(market), market.instrument);

/** What the spec itself says of the market, for readers of formats that count in points. */
export function saidOfMarket(market: z.infer<typeof marketSchema>): {
  readonly symbol: string | undefined;
  readonly point: number | undefined;
  readonly stamp: 'open' | 'close';
} {
  const { digits, point } = market.instrument;
  const isSaid = digits !== undefined || point !== undefined;
  return {
    symbol: market.symbol,
    point: isSaid ? instrumentOfMarket(market).point : undefined,
    stamp: market.stamp,
  };
}
