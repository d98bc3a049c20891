import type { WritableDataset } from '../../application/ports/dataset-exports.ts';
import { FOREXSB_EPOCH_MS } from '../formats/forexsb-binary.ts';
import { minuteOf, priceOf, wholeVolume } from './dataset.ts';

/**
 * An EA Studio data file (version 3): one JSON object, times in minutes since 2000-01-01 UTC, prices as plain numbers,
 * volumes rounded up. The contract keys come from the instrument; what it does not know has EA Studio's own default.
 * @throws AppError `parameter_invalid` for a price that is none, or a time off the minute
 */
export function eaStudioJson({ bars, instrument, periodMinutes }: WritableDataset): Iterable<Buffer> {
  const { symbol, swap } = instrument;
  const column = (name: 'open' | 'high' | 'low' | 'close'): number[] =>
    Array.from(bars[name], (_, i) => priceOf(bars, name, i));
  const { spread } = bars;
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
    spread: spread ? Math.round(medianOf(spread) / instrument.point) : 10,
    swapLong: swap.long,
    swapShort: swap.short,
    swapThreeDays: swap.tripleDay ?? 5,
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

function medianOf(values: Float64Array): number {
  const sorted = values.filter(Number.isFinite).sort();
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1];
}
