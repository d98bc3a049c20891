import type { WritableDataset } from '../../application/ports/dataset-exports.ts';
import type { Bars } from '../../domain/market/bars.ts';
import { writeSwap } from '../formats/ea-studio-swap.ts';
import { FOREXSB_EPOCH_MS } from '../formats/forexsb-binary.ts';
import { minuteOf, priceOf, wholeVolume } from './dataset.ts';

/**
 * An EA Studio data file (version 3): one JSON object, times in minutes since 2000-01-01 UTC, prices as plain numbers,
 * volumes rounded up. The contract keys come from the instrument; what it does not know has EA Studio's own default. The
 * format has one spread, in whole points: the median of the bars.
 * @throws AppError `parameter_invalid` for a price that is none, or a time off the minute
 */
export function eaStudioJson({ bars, instrument, periodMinutes }: WritableDataset): Iterable<Buffer> {
  const { symbol } = instrument;
  const column = (name: 'open' | 'high' | 'low' | 'close'): number[] =>
    Array.from(bars[name], (_, i) => priceOf(bars, name, i));
  const file = {
    ver: 3,
    terminal: 'Bullwright',
    company: '',
    server: 'Premium Data',
    symbol,
    period: periodMinutes,
    baseCurrency: instrument.base,
    priceIn: instrument.quote,
    lotSize: instrument.contractSize,
    minLot: 0.01,
    maxLot: 1_000,
    lotStep: 0.01,
    stopLevel: 0,
    tickValue: instrument.tickValue,
    digits: instrument.digits,
    point: instrument.point,
    spread: spreadPoints(bars, instrument.point) ?? 10,
    ...writeSwap(instrument.swap).keys,
    commission: 0,
    bars: bars.timeMs.length,
    dataId: { source: 'Bullwright', symbol, period: periodMinutes },
    timezoneShift: 0,
    time: Array.from(bars.timeMs, (time) => minuteOf(time, FOREXSB_EPOCH_MS)),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: Array.from(bars.volume, wholeVolume),
  };
  return [Buffer.from(JSON.stringify(file))];
}

/** What an EA Studio file cannot hold of these bars, beside fractions of a volume. */
export function leftOutOfEaStudio({ bars, instrument }: WritableDataset): string[] {
  const points = spreadPoints(bars, instrument.point);
  return [
    ...(bars.spread
      ? [
          `The format has one spread for the whole file: ${
            points === null
              ? 'none of the bars knows its own, 10 points (its default) were written'
              : `the median of the bars, ${points} points, was written`
          }; that of each bar is left out.`,
        ]
      : []),
    ...writeSwap(instrument.swap).leftOut,
  ];
}

/** The median spread in whole points; null when no bar knows one. */
function spreadPoints({ spread }: Bars, point: number): number | null {
  const sorted = spread?.filter(Number.isFinite).sort();
  return sorted === undefined || sorted.length === 0 ? null : Math.round(sorted[sorted.length >> 1] / point);
}
