import { type Bars, barCount } from '../domain/market/bars.ts';
import type { Instrument } from '../domain/market/instrument-families.ts';
import { HARMLESS_STEPS, type RepairStep } from '../domain/quality/repair-step.ts';
import { type Sha256, sha256OfParts } from '../kernel/hash.ts';
import { canonicalJson } from '../kernel/json.ts';
import { barsToColumns } from './columns.ts';

export interface DatasetContent {
  readonly bars: Bars;
  readonly symbol: string;
  readonly instrument: Instrument;
  readonly timeframe: string;
  /** Where days begin in these bars: `utc`, or `new-york` after resampling. */
  readonly zone: string;
  /** Steps from the bars of the source to these. */
  readonly repairs: readonly {
    readonly step: RepairStep;
    readonly count: number;
    readonly firstAtMs: readonly number[];
  }[];
}

/**
 * Identity of a dataset: its bars with symbol, instrument, bar length, zone, and the repairs that changed what the market did. The
 * same bars from two formats, in another order or with copies, have one id.
 */
export function datasetIdentity({
  bars,
  symbol,
  instrument,
  timeframe,
  zone,
  repairs,
}: DatasetContent): Sha256 {
  const changes = repairs
    .filter(({ step }) => !HARMLESS_STEPS.has(step))
    .map(({ step, count, firstAtMs }) => `${step}:${count}:${firstAtMs.join(',')}`);
  const head = [
    symbol.toUpperCase(),
    canonicalJson(instrument),
    timeframe,
    zone,
    String(barCount(bars)),
    ...changes,
  ].join('\0');
  const columns = Object.entries(barsToColumns(bars));
  return sha256OfParts([
    Buffer.from(`${head}\0`),
    ...columns.flatMap(([name, values]) => [Buffer.from(`${name}\0`), littleEndian(values)]),
  ]);
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes of the values in one order on every processor, with one pattern for NaN (a missing volume). */
function littleEndian(values: Float64Array): Buffer {
  const hasGaps = values.some(Number.isNaN);
  const canonical = hasGaps ? values.map((value) => (Number.isNaN(value) ? Number.NaN : value)) : values;
  const bytes = Buffer.from(canonical.buffer, canonical.byteOffset, canonical.byteLength);
  return IS_LITTLE_ENDIAN ? bytes : Buffer.from(bytes).swap64();
}
