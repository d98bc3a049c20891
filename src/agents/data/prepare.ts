import { calendarOf } from '../../domain/calendar/calendar.ts';
import type { Bars } from '../../domain/market/bars.ts';
import { assessQuality, type QualityAssessment } from '../../domain/quality/assess.ts';
import { type Resampled, resample } from '../../domain/resample/resample.ts';
import type { Sha256 } from '../../kernel/hash.ts';
import { sourceMinutes, symbolOf, TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import { datasetIdentity } from '../dataset-identity.ts';

/** What decides about a dataset: parts of a workflow spec. */
export type DatasetSpec = Pick<WorkflowSpec, 'market' | 'quality'>;

export interface PreparedData {
  readonly id: Sha256;
  readonly symbol: string;
  readonly assessment: QualityAssessment;
  /** The bars to work with: cleaned, and put together when the spec says so. */
  readonly bars: Bars;
  readonly resampled:
    | (Omit<Resampled, 'bars'> & { readonly from: string; readonly dayBoundary: string })
    | null;
}

/**
 * From bars as they were read to a dataset: checked, repaired, resampled, named.
 * @param asOfMs when the source was written; null when nobody knows
 */
export function prepareBars(raw: Bars, spec: DatasetSpec, asOfMs: number | null = null): PreparedData {
  const { market, quality } = spec;
  const { repairs, ...thresholds } = quality;
  const assessment = assessQuality(raw, sourceMinutes(market), {
    thresholds,
    asOfMs,
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
  const { bars, resampled } = together(assessment.cleaned, spec);
  const id = datasetIdentity({
    bars,
    symbol,
    timeframe: market.timeframe,
    zone: market.resample?.dayBoundary ?? 'utc',
    repairs: assessment.repairs,
  });
  return { id, symbol, assessment, bars, resampled };
}

function together(cleaned: Bars, { market, quality }: DatasetSpec): Pick<PreparedData, 'bars' | 'resampled'> {
  if (!market.resample) return { bars: cleaned, resampled: null };
  const { from, dayBoundary } = market.resample;
  const fromMinutes = sourceMinutes(market);
  const calendar = calendarOf(cleaned.timeMs, fromMinutes * 60_000, quality.calendar);
  const { bars, droppedIncomplete } = resample(cleaned, {
    fromMinutes,
    toMinutes: TIMEFRAME_MINUTES[market.timeframe],
    dayBoundary,
    calendar,
  });
  return { bars, resampled: { from, dayBoundary, droppedIncomplete } };
}
