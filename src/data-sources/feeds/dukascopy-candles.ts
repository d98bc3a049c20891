import { z } from 'zod';
import { unreadable } from '../unreadable.ts';

type Library = typeof import('dukascopy-node');

/** Steps of the longest period: the minutes of a day, with some to spare. The library fills every step that is left out. */
const MOST_STEPS = 1_500;

/** What the library looks into before it checks it. */
const answerSchema = z.object({
  timestamp: z.int(),
  times: z
    .array(z.int().min(0))
    .max(MOST_STEPS)
    .refine((steps) => steps.reduce((sum, step) => sum + step, 0) <= MOST_STEPS, {
      error: `must not reach further than ${MOST_STEPS} steps`,
    }),
});

/**
 * The candles of one answer of the feed: ms of the open, open, high, low, close, volume in millions. An empty answer is a
 * period without candles.
 * @param url as dukascopy-node made it: it tells which candles the answer holds
 * @throws AppError `data_unreadable` for a web page, a cut answer, and figures that cannot be
 */
export function candlesOf(
  { processData }: Library,
  buffer: Buffer,
  {
    url,
    side,
    timeframe,
  }: {
    readonly url: string;
    readonly side: 'bid' | 'ask';
    readonly timeframe: 'm1' | 'm5' | 'm15' | 'm30' | 'h1' | 'h4' | 'd1';
  },
): readonly (readonly number[])[] {
  if (buffer.length === 0) return [];
  const text = buffer.toString('utf8');
  if (/^\s*</.test(text)) {
    throw unreadable('the answer is a web page, no data: the feed is not available', { origin: url });
  }
  try {
    answerSchema.parse(JSON.parse(text));
    const candles = processData({
      requestedTimeframe: timeframe,
      bufferObjects: [{ url, buffer }],
      priceType: side,
      volumes: true,
      volumeUnits: 'millions',
      ignoreFlats: true,
    } as Parameters<typeof processData>[0]);
    return (candles as number[][]).filter((candle) => candle.length === 6);
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String((cause as Error).message);
    throw unreadable(`the answer holds no candles (${reason.slice(0, 200)})`, { origin: url }, cause);
  }
}
