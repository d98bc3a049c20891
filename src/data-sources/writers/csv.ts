import type { WritableDataset } from '../../application/ports/dataset-exports.ts';
import type { Bars } from '../../domain/market/bars.ts';
import { inChunks, minuteOf, minuteText, priceOf, wholeVolume } from './dataset.ts';

/** One of the three CSV exports of the Forexsb app: UTF-8, CRLF between the lines and none at the end. */
interface CsvDialect {
  readonly header: string | null;
  readonly separator: string;
  readonly time: (timeMs: number) => string;
  readonly price: (price: number, digits: number) => string;
}

/** Written with the digits of the instrument, or with those it takes: a price is never rounded. */
function fixed(price: number, digits: number): string {
  const text = price.toFixed(digits);
  return Number(text) === price ? text : plain(price);
}

const plain = (price: number): string => String(price);

const DIALECTS = {
  'fsb-pro-csv': {
    header: null,
    separator: '\t',
    time: minuteText,
    price: fixed,
  },
  'metatrader-csv': { header: null, separator: ',', time: minuteText, price: plain },
  'excel-csv': {
    header: 'Time\tOpen\tHigh\tLow\tClose\tVolume',
    separator: '\t',
    time: (timeMs) => `${minuteText(timeMs)}:00`,
    price: plain,
  },
} as const satisfies Record<string, CsvDialect>;
export type CsvFormat = keyof typeof DIALECTS;

/**
 * The lines of a CSV export. Prices are written in full (`fsb-pro-csv` with at least the instrument's digits), volumes rounded up to
 * whole numbers; a spread is left out, the formats have none.
 * @throws AppError `parameter_invalid` for a price that is none, or a time off the minute
 */
export function csvExport(format: CsvFormat, { bars, instrument }: WritableDataset): Iterable<Buffer> {
  const dialect: CsvDialect = DIALECTS[format];
  return inChunks(bars.timeMs.length, (from, to) => {
    const lines: string[] = [];
    if (from === 0 && dialect.header !== null) lines.push(dialect.header);
    for (let i = from; i < to; i++) lines.push(line(dialect, bars, i, instrument.digits));
    return Buffer.from((from > 0 ? '\r\n' : '') + lines.join('\r\n'));
  });
}

function line({ separator, time, price }: CsvDialect, bars: Bars, i: number, digits: number): string {
  minuteOf(bars.timeMs[i]);
  const prices = (['open', 'high', 'low', 'close'] as const).map((name) =>
    price(priceOf(bars, name, i), digits),
  );
  return [time(bars.timeMs[i]), ...prices, wholeVolume(bars.volume[i])].join(separator);
}
