import { CALENDAR_OF_SESSION, type CalendarChoice, calendarOf } from '../../domain/calendar/calendar.ts';
import type { Bars } from '../../domain/market/bars.ts';
import { alignCompanion } from '../../domain/market/companion.ts';
import type { Instrument } from '../../domain/market/instrument-families.ts';
import { findInstrument } from '../../domain/market/instruments.ts';
import { assessQuality, type QualityAssessment } from '../../domain/quality/assess.ts';
import { usableBars } from '../../domain/quality/repair.ts';
import { type Resampled, resample } from '../../domain/resample/resample.ts';
import type { Sha256 } from '../../kernel/hash.ts';
import {
  instrumentOfMarket,
  sourceMinutes,
  symbolOf,
  TIMEFRAME_MINUTES,
} from '../../orchestration/spec/market.ts';
import { datasetIdentity } from '../dataset-identity.ts';
import type { RawBars } from '../raw-bars.ts';
import { compareWith, type OtherSource } from './compare.ts';
import { type ReadConversion, withQuoteRate } from './conversion.ts';
import type { DatasetSpec } from './dataset-spec.ts';
import type { SourceBars } from './source-bars.ts';

/** What a source gave: bars, the ask side, and what the reader noticed. */
export type SourceReading = SourceBars & Pick<RawBars, 'noticed'>;

export interface PreparedData {
  readonly id: Sha256;
  readonly symbol: string;
  readonly instrument: Instrument;
  readonly assessment: QualityAssessment;
  /** The bars to work with: cleaned, and put together when the spec says so. */
  readonly bars: Bars;
  /** The second market in bars of its source, ascending and usable; null without one. */
  readonly companion: Bars | null;
  readonly resampled:
    | (Omit<Resampled, 'bars'> & { readonly from: string; readonly dayBoundary: string })
    | null;
}

export interface PrepareOptions {
  /** When the source was written, ms; null when nobody knows. */
  readonly asOfMs?: number | null;
  /** The source of `quality.compare`; null without one. */
  readonly other?: OtherSource | null;
  /** The source of `market.companion`, as it was read; null without one. */
  readonly companion?: Bars | null;
  /** The pair of `account.conversion`; null without one. */
  readonly conversion?: ReadConversion | null;
}

/**
 * From bars as they were read to a dataset: checked, repaired, resampled, named.
 */
export function prepareBars(
  raw: SourceReading,
  spec: DatasetSpec,
  { asOfMs = null, other = null, companion = null, conversion = null }: PrepareOptions = {},
): PreparedData {
  const { market, quality } = spec;
  const { repairs, compare: _, ...thresholds } = quality;
  const instrument = instrumentOfMarket(market);
  const assessment = assessQuality(raw.bars, sourceMinutes(market), {
    // What nobody knows of a symbol is a guess, and no guess is held against prices.
    instrument: isKnown(market) ? instrument : null,
    ...(raw.ask && { ask: raw.ask }),
    ...(raw.noticed && { reading: raw.noticed }),
    thresholds: { ...thresholds, calendar: calendarChoice(spec) },
    asOfMs,
    ...(other && { compare: compareWith(other, spec, instrument) }),
    repairs: {
      cutBadData: repairs.cutBadData ?? null,
      dropWeekend: repairs.dropWeekend,
      fillGaps: repairs.fillGaps ?? null,
      adjustments: market.adjustments.map(({ exDate, ...action }) => ({
        exDateMs: Date.parse(exDate),
        ...action,
      })),
    },
  });
  const symbol = symbolOf(market);
  const { bars: own, resampled } = together(assessment.cleaned, spec);
  const second = companion && usableBars(companion);
  const converted = conversion ? withQuoteRate(own, conversion) : own;
  const bars = second ? withCompanion(converted, second, market) : converted;
  const id = datasetIdentity({
    bars,
    symbol,
    instrument,
    timeframe: market.timeframe,
    zone: market.resample?.dayBoundary ?? 'utc',
    repairs: assessment.repairs,
  });
  return { id, symbol, instrument, assessment, bars, companion: second, resampled };
}

/** The bars with the extremes of the second market beside them. */
function withCompanion(bars: Bars, companion: Bars, market: DatasetSpec['market']): Bars {
  const own = TIMEFRAME_MINUTES[market.timeframe];
  const others = TIMEFRAME_MINUTES[market.companion?.timeframe ?? market.timeframe];
  return { ...bars, ...alignCompanion(bars, own * MINUTE_MS, companion, others * MINUTE_MS) };
}

const MINUTE_MS = 60_000;

const isKnown = (market: DatasetSpec['market']): boolean =>
  market.instrument.digits !== undefined || findInstrument(symbolOf(market)) !== null;

/** The calendar of the spec, else that of the session it names, else what the bars show. */
function calendarChoice({ market, quality }: DatasetSpec): CalendarChoice {
  const { session } = market.instrument;
  return quality.calendar === 'auto' && session !== undefined
    ? CALENDAR_OF_SESSION[session]
    : quality.calendar;
}

function together(cleaned: Bars, spec: DatasetSpec): Pick<PreparedData, 'bars' | 'resampled'> {
  const { market } = spec;
  if (!market.resample) return { bars: cleaned, resampled: null };
  const { from, dayBoundary } = market.resample;
  const fromMinutes = sourceMinutes(market);
  const calendar = calendarOf(cleaned.timeMs, fromMinutes * 60_000, calendarChoice(spec));
  const { bars, droppedIncomplete } = resample(cleaned, {
    fromMinutes,
    toMinutes: TIMEFRAME_MINUTES[market.timeframe],
    dayBoundary,
    calendar,
  });
  return { bars, resampled: { from, dayBoundary, droppedIncomplete } };
}
