import { type Bars, barCount } from '../../domain/market/bars.ts';
import { AppError } from '../../kernel/errors.ts';
import { sourceMinutes } from '../../orchestration/spec/market.ts';
import type { RawBars } from '../raw-bars.ts';
import type { DatasetSpec } from './dataset-spec.ts';
import { pickRaw, type SourceBars } from './source-bars.ts';

type Market = DatasetSpec['market'];
const DAY_MS = 86_400_000;

/**
 * What a spec wants of a source: bars stamped by their open, as the rest of the platform wants them (stamps that are closes
 * go back by one bar), of the period it names.
 * @throws AppError `data_insufficient` when no bar opens in the period
 */
export function wantedBars(read: RawBars, market: Market): RawBars {
  const raw = { ...read, bars: stampedByOpen(read.bars, market) };
  const wanted = { ...raw, ...inPeriod(raw, market) };
  requireBars(wanted.bars, raw.bars, market);
  return wanted;
}

function stampedByOpen(bars: Bars, market: Market): Bars {
  if (market.stamp === 'open') return bars;
  const stepMs = sourceMinutes(market) * 60_000;
  return { ...bars, timeMs: bars.timeMs.map((time) => time - stepMs) };
}

/** Bars that open in the spec's period; both ends inclusive, a date alone means the whole day (UTC). */
function inPeriod(raw: SourceBars, { from, to }: Market): SourceBars {
  const { timeMs } = raw.bars;
  const first = from === undefined ? -Infinity : Date.parse(from);
  const last = to === undefined ? Infinity : Date.parse(to) + (to.includes('T') ? 0 : DAY_MS - 1);
  if (first === -Infinity && last === Infinity) return raw;
  // Not a slice: the file need not be in order.
  const rows = Array.from(timeMs.keys()).filter((i) => timeMs[i] >= first && timeMs[i] <= last);
  return pickRaw(raw, rows);
}

function requireBars(wanted: Bars, all: Bars, { from, to }: Market): void {
  if (barCount(wanted) > 0) return;
  const times = all.timeMs.toSorted();
  throw new AppError(
    'data_insufficient',
    `No bar opens from ${from ?? 'the beginning'} to ${to ?? 'the end'}; the source runs from ${iso(times[0])} to ${iso(times[times.length - 1])}.`,
  );
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString();
