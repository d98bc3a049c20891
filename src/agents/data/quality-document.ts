import { type Bars, barCount } from '../../domain/market/bars.ts';
import { type QualityFinding, RULE_WEIGHTS } from '../../domain/quality/finding.ts';
import { barStatistics, type Extreme } from '../../domain/quality/statistics.ts';
import type { QualityReport } from '../../orchestration/quality-report.ts';
import type { Finding } from '../../orchestration/state.ts';
import type { ReadingNotes } from '../ports.ts';
import type { DatasetSpec } from './dataset-spec.ts';
import type { PreparedData } from './prepare.ts';
import { researchRisks } from './research-risks.ts';

const LONGEST_GAPS = 20;
/** Said of a bar of the sealed test segment instead of its prices. */
const SEALED = 'in the sealed test segment';

export interface DocumentOptions {
  readonly spec: DatasetSpec;
  readonly origin: string;
  readonly noticed?: ReadingNotes;
  /** Bars the figures may be taken from: all of them, or those before the sealed segment. */
  readonly shown: Bars;
  /** Open time of the first sealed bar; Infinity when nothing is sealed. */
  readonly sealedFromMs: number;
}

/** The quality report of prepared bars. No price of a sealed bar is in it. */
export function qualityDocument(
  prepared: PreparedData,
  { spec, origin, noticed, shown, sealedFromMs }: DocumentOptions,
): QualityReport {
  const { id, symbol, instrument, assessment, bars, resampled } = prepared;
  const { repairs: _, compare: _other, ...thresholds } = spec.quality;
  const { score, verdict, findings, repairs, calendar, coverage } = assessment;
  const last = barCount(bars) - 1;
  return {
    datasetId: id,
    symbol,
    timeframe: spec.market.timeframe,
    source: origin,
    bars: barCount(bars),
    firstAt: iso(bars.timeMs[0] ?? 0),
    lastAt: iso(bars.timeMs[last] ?? 0),
    score,
    verdict,
    findings: statedFindings(findings, sealedFromMs),
    repairs: repairs.map(({ step, count, message, firstAtMs }) => ({
      step,
      count,
      message,
      firstAt: firstAtMs.map(iso),
    })),
    resampled,
    calendar,
    coverage: {
      share: coverage.share,
      missing: coverage.missing,
      pauses: coverage.pauses,
      longestGaps: coverage.gaps
        .toSorted((a, b) => b.missing - a.missing || a.fromMs - b.fromMs)
        .slice(0, LONGEST_GAPS)
        .map((gap) => ({ from: iso(gap.fromMs), to: iso(gap.toMs), missing: gap.missing })),
      months: coverage.months.map((month) => ({ ...month })),
    },
    statistics: barCount(shown) === 0 ? null : statedStatistics(shown),
    reading: noticed ? statedReading(noticed) : null,
    instrument,
    researchRisks: researchRisks(prepared, spec),
    thresholds,
    weights: RULE_WEIGHTS,
  };
}

const statedReading = ({ zone, ignoredColumns, remarks, ...notes }: ReadingNotes) => ({
  ...notes,
  zone: { ...zone, ...(zone.shown && { shown: { ...zone.shown } }) },
  ignoredColumns: [...ignoredColumns],
  remarks: [...remarks],
});

/** Findings for people, times written out. */
export const statedFindings = (findings: readonly QualityFinding[], sealedFromMs: number): Finding[] =>
  findings.map(({ examples, repair, ...finding }) => ({
    ...finding,
    examples: examples.map(({ timeMs, detail }) => ({
      at: iso(timeMs),
      detail: timeMs >= sealedFromMs ? SEALED : detail,
    })),
    repair: { ...repair },
  }));

export function statedStatistics(bars: Bars): NonNullable<QualityReport['statistics']> {
  const { firstMs, lastMs, gap, range, body, ...figures } = barStatistics(bars);
  return {
    ...figures,
    firstAt: iso(firstMs),
    lastAt: iso(lastMs),
    gapPoints: gap,
    rangePoints: range,
    bodyPoints: body,
    longestPauses: stated(figures.longestPauses),
    largestBodies: stated(figures.largestBodies),
    largestRanges: stated(figures.largestRanges),
    largestGaps: stated(figures.largestGaps),
    spread: figures.spread && { ...figures.spread, byHour: [...figures.spread.byHour] },
  };
}

const stated = (extremes: readonly Extreme[]) =>
  extremes.map(({ timeMs, value }) => ({ at: iso(timeMs), value }));

const iso = (timeMs: number): string => new Date(timeMs).toISOString();
