import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const figure = z.number().nullable();

/** What a filter dropped and what that cost or saved out of sample; shares of the position, each signal a trade alone. */
export const filterEffectSchema = z.strictObject({
  name: z.string(),
  reached: z.int(),
  dropped: z.int(),
  traded: z.int(),
  droppedReturn: z.number(),
  droppedMean: figure,
  saved: z.number(),
  keptMean: figure,
});

export const riskDecisionSchema = z.enum(['approved', 'reduced', 'rejected']);

export const bookedSignalSchema = z.strictObject({
  /** Identity of the signal across runs: symbol, timeframe, time and side. */
  id: hash,
  at: z.string(),
  side: z.enum(['long', 'short']),
  decision: riskDecisionSchema,
  reasons: z.array(z.strictObject({ rule: z.string(), figure, bar: figure })),
  /** Where the entry is planned: at its resting order, or at the close of the bar for a fill at the next open. */
  entry: z.number(),
  /** What to place: the first to fill cancels the other. Absent from books that were written before it was kept. */
  orders: z
    .array(
      z.strictObject({
        kind: z.enum(['market', 'limit', 'stop', 'stop_limit']),
        stop: figure,
        limit: figure,
      }),
    )
    .min(1)
    .max(2)
    .optional(),
  /** Stop and targets as seen from the entry; they keep their distance from the fill. */
  stop: z.number(),
  targets: z.array(z.number()).min(1),
  /** Of the position, closed at each target; absent: all of it at the only one. */
  shares: z.array(z.number()).min(1).optional(),
  /** A signal that was not filled by then has lapsed; one that was is closed after `horizonBars` at the latest. */
  expiresAt: z.string(),
  confidence: z.number(),
  /** 0 to 100, see docs/methodology.md. */
  quality: z.number(),
  expectedValue: z.number(),
  riskAdjusted: z.number(),
  rewardRisk: z.number(),
  size: z.strictObject({
    /** Shares of equity. */
    requestedExposure: z.number(),
    exposure: z.number(),
    units: z.number(),
    lots: z.number(),
    /** Money of the account. */
    notional: z.number(),
    lossAtStop: z.number(),
    lossShare: z.number(),
  }),
  /** The features that drove the prediction, strongest first: what each added to the log odds of the upper label. */
  drivers: z.array(z.strictObject({ feature: z.string(), logOdds: z.number() })),
});
export type BookedSignal = z.infer<typeof bookedSignalSchema>;

/** Every signal the filters kept, with the risk manager's decision on it, best first (artifact kind `signal_book`). */
export const signalBookSchema = z.strictObject({
  modelId: hash,
  symbol: z.string(),
  timeframe: z.string(),
  currency: z.string(),
  accountCurrency: z.string(),
  horizonBars: z.int(),
  decision: riskDecisionSchema,
  signals: z.array(bookedSignalSchema),
});
export type SignalBook = z.infer<typeof signalBookSchema>;
