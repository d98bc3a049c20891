import type { WritableDataset } from '../../application/ports/dataset-exports.ts';
import { FOREXSB_EPOCH_MS, feedPriceScale, RECORD_BYTES } from '../formats/forexsb-binary.ts';
import { inChunks, minuteOf, priceOf, unwritable, wholeVolume } from './dataset.ts';

const LARGEST_INT32 = 2 ** 31 - 1;
const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * The payload of a `.lb.gz` file before gzip: 28-byte records when the bars know their spread, else 24. Prices become whole
 * figures of the feed's scale for the symbol, or of the instrument's point.
 * @throws AppError `parameter_invalid` when a price or spread has more digits than the scale, a spread is missing, or a
 * figure does not fit 32 bits
 */
export function forexsbBinary({ bars, instrument }: WritableDataset): Iterable<Buffer> {
  const { spread } = bars;
  const scale = priceScaleFor(instrument);
  const size = spread ? RECORD_BYTES.withSpread : RECORD_BYTES.plain;
  return inChunks(bars.timeMs.length, (from, to) => {
    const chunk = Buffer.alloc((to - from) * size);
    for (let i = from; i < to; i++) {
      const at = (i - from) * size;
      chunk.writeInt32LE(int32(minuteOf(bars.timeMs[i], FOREXSB_EPOCH_MS), 'time'), at);
      PRICES.forEach((name, k) => {
        chunk.writeInt32LE(figure(priceOf(bars, name, i), scale, name), at + 4 + k * 4);
      });
      chunk.writeInt32LE(int32(wholeVolume(bars.volume[i]), 'volume'), at + 20);
      if (spread) chunk.writeInt32LE(spreadFigure(spread[i], bars.timeMs[i], scale), at + 24);
    }
    return chunk;
  });
}

/** What the prices of an instrument are multiplied by: the feed's figure where it is known. */
export const priceScaleFor = (instrument: WritableDataset['instrument']): number =>
  feedPriceScale(instrument.symbol) ?? Math.round(1 / instrument.point);

/** The format has no figure for a spread nobody knows: 0 would be a market without costs. */
function spreadFigure(spread: number, timeMs: number, scale: number): number {
  if (Number.isFinite(spread)) return figure(spread, scale, 'spread');
  throw unwritable(
    `the spread of the bar of ${new Date(timeMs).toISOString()} is ${spread}; take one of the formats that hold prices alone`,
  );
}

function figure(price: number, scale: number, name: string): number {
  const scaled = price * scale;
  const whole = Math.round(scaled);
  if (Math.abs(scaled - whole) > 1e-4) {
    throw unwritable(
      `the ${name} ${price} has more digits than the price scale ${scale}; give an instrument with more digits`,
    );
  }
  return int32(whole, name);
}

function int32(value: number, name: string): number {
  if (Math.abs(value) <= LARGEST_INT32) return value;
  throw unwritable(`the ${name} ${value} does not fit 32 bits`);
}
