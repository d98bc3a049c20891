import { calendarOf, type TradingCalendar } from '../calendar/calendar.ts';
import { type Bars, barCount, type PriceColumns } from '../market/bars.ts';
import type { Instrument, MarketSession } from '../market/instrument-families.ts';
import { clockFindings } from './clock.ts';
import { copiedBars } from './copies.ts';
import { suspectedSplits } from './corporate-actions.ts';
import { type Coverage, measureCoverage } from './coverage.ts';
import { digitsChanged } from './digits.ts';
import { counted, type Example, type QualityFinding, RULE_WEIGHTS } from './finding.ts';
import { coverageFinding, gapFinding } from './gaps.ts';
import { syntheticOpens } from './opens.ts';
import { inconsistentBars, missingPrices, pricesNotPositive } from './prices.ts';
import {
  dropUnfinished,
  fillGaps,
  makeUsable,
  NO_REPAIRS,
  type RepairOptions,
  repairOnDemand,
  sortByTime,
} from './repair.ts';
import type { Repair } from './repair-log.ts';
import { flatBars, outliers, rangeOutliers, robustReturns, staleRunOf, staleRuns } from './returns.ts';
import { outsideSession, sundayStubs } from './sessions.ts';
import { contractDiffers, digitsUnexpected, type SourceFacts } from './source-checks.ts';
import { crossedQuotes, spreadNotPositive, wideSpreads } from './spread.ts';
import { DEFAULT_THRESHOLDS, type QualityThresholds } from './thresholds.ts';
import {
  conflictingDuplicates,
  futureBars,
  identicalDuplicates,
  offGrid,
  outOfOrder,
  timeframeMismatch,
  unfinishedLastBar,
} from './times.ts';
import { flooredVolume, invalidVolume, volumeRegime, zeroVolume } from './volume.ts';

export type Verdict = 'accept' | 'accept_with_warnings' | 'block';

export interface QualityAssessment {
  /** 0 to 100. */
  readonly score: number;
  readonly verdict: Verdict;
  readonly findings: readonly QualityFinding[];
  /** What was done to make the bars usable, and what was asked for, in order; each step can be taken back. */
  readonly repairs: readonly Repair[];
  /** Ascending, without repeated times, every bar usable. */
  readonly cleaned: Bars;
  /** The calendar the bars were held against. */
  readonly calendar: Pick<TradingCalendar, 'kind' | 'holidays' | 'evidence'>;
  /** Of the bars before gaps were filled. */
  readonly coverage: Coverage;
}

export interface AssessOptions {
  readonly thresholds?: QualityThresholds;
  readonly repairs?: RepairOptions;
  /** When the source was written, ms; null when nobody knows: no bar is called future or unfinished then. */
  readonly asOfMs?: number | null;
  /** The ask side of the bars, row by row, where the source has both. */
  readonly ask?: PriceColumns;
  /** What the reader found out about the source. */
  readonly reading?: SourceFacts;
  /** The contract the prices belong to; null when they belong to none. */
  readonly instrument?: Instrument | null;
  /** Holds the cleaned bars against another source. */
  readonly compare?: (cleaned: Bars) => readonly QualityFinding[];
}

/** Share of the bars from which on a finding costs its whole weight. */
const FULL_COST_SHARE = 0.1;
/** What a finding costs at least, as a share of its weight: there is one. */
const LEAST_COST = 0.1;

/**
 * Checks bars as they were read, in file order, and makes a usable series of them. O(n log n).
 * The checks of single bars see everything that was read; the checks of the series (gaps, returns, opens, volume) see the
 * cleaned bars, so that one defect is not found twice.
 */
export function assessQuality(
  raw: Bars,
  timeframeMinutes: number,
  options: AssessOptions = {},
): QualityAssessment {
  const { thresholds = DEFAULT_THRESHOLDS, repairs: wanted = NO_REPAIRS, asOfMs = null } = options;
  const stepMs = timeframeMinutes * 60_000;
  const sorted = sortByTime(raw);
  const usable = makeUsable(sorted.bars);
  const finished = dropUnfinished(usable.bars, stepMs, asOfMs);
  const repaired = repairOnDemand(finished.bars, wanted);
  const series = repaired.bars;
  const calendar = calendarOf(series.timeMs, stepMs, thresholds.calendar);
  const coverage = measureCoverage(series.timeMs, stepMs, calendar);
  const filled = wanted.fillGaps
    ? fillGaps(series, { coverage, calendar, stepMs, maxBars: wanted.fillGaps.maxBars })
    : { bars: series, repairs: [] };

  const findings = [
    missingPrices(sorted.bars),
    pricesNotPositive(sorted.bars),
    inconsistentBars(sorted.bars),
    outOfOrder(raw),
    identicalDuplicates(sorted.bars),
    conflictingDuplicates(sorted.bars),
    timeframeMismatch(sorted.bars, timeframeMinutes),
    offGrid(usable.bars, timeframeMinutes),
    futureBars(usable.bars, asOfMs),
    unfinishedLastBar(usable.bars, timeframeMinutes, asOfMs),
    tooFewBars(series, thresholds),
    ...sourceFindings(raw, series, options),
    ...clockFindings(series, timeframeMinutes, { calendar, reading: options.reading ?? null }),
    ...seriesFindings(series, timeframeMinutes, thresholds, {
      calendar,
      coverage,
      session: options.instrument?.session ?? null,
    }),
    ...(options.compare?.(series) ?? []),
  ].filter((finding) => finding !== null);
  const score = scoreOf(findings);
  return {
    score,
    verdict: score < thresholds.minScore ? 'block' : verdictOf(findings),
    findings: markApplied(findings, wanted),
    repairs: [
      ...sorted.repairs,
      ...usable.repairs,
      ...finished.repairs,
      ...repaired.repairs,
      ...filled.repairs,
    ],
    cleaned: filled.bars,
    calendar: { kind: calendar.kind, holidays: calendar.holidays, evidence: calendar.evidence },
    coverage,
  };
}

/** The checks of what the source says about itself. */
function sourceFindings(
  raw: Bars,
  series: Bars,
  { ask, reading, instrument }: AssessOptions,
): readonly (QualityFinding | null)[] {
  return [
    ask ? crossedQuotes(raw, ask) : null,
    instrument ? digitsUnexpected(series, instrument) : null,
    reading && instrument ? contractDiffers(series, reading, instrument) : null,
  ];
}

/** The checks that need a clean, ascending series. */
function seriesFindings(
  bars: Bars,
  timeframeMinutes: number,
  thresholds: QualityThresholds,
  {
    calendar,
    coverage,
    session,
  }: {
    readonly calendar: TradingCalendar;
    readonly coverage: Coverage;
    readonly session: MarketSession | null;
  },
): readonly (QualityFinding | null)[] {
  const returns = robustReturns(bars);
  return [
    gapFinding(coverage, calendar),
    coverageFinding(coverage, thresholds),
    outsideSession(bars, calendar),
    sundayStubs(bars, timeframeMinutes),
    ...outliers(bars, returns, thresholds),
    rangeOutliers(bars, thresholds),
    suspectedSplits(bars, returns, thresholds),
    staleRuns(bars, staleRunOf(timeframeMinutes, thresholds)),
    flatBars(bars, thresholds),
    copiedBars(bars, timeframeMinutes),
    digitsChanged(bars),
    syntheticOpens(bars, timeframeMinutes, thresholds, session),
    invalidVolume(bars),
    zeroVolume(bars, thresholds),
    flooredVolume(bars, thresholds),
    volumeRegime(bars, thresholds),
    spreadNotPositive(bars),
    wideSpreads(bars, thresholds),
  ];
}

/** A repair that was asked for has been done where it could be. */
function markApplied(findings: readonly QualityFinding[], wanted: RepairOptions): readonly QualityFinding[] {
  if (!wanted.fillGaps) return findings;
  const { maxBars } = wanted.fillGaps;
  return findings.map((finding) =>
    finding.rule === 'time.gaps'
      ? {
          ...finding,
          repair: { step: 'fill_gaps', applied: true, how: `Gaps of up to ${maxBars} bars were filled.` },
        }
      : finding,
  );
}

/**
 * 100 less the cost of each finding: its rule's weight times its extent, which grows from 0.1 to 1 with the share of
 * bars concerned and is full at a tenth of them. Info costs nothing; never below 0. Rounded to one decimal.
 */
export function scoreOf(findings: readonly QualityFinding[]): number {
  const costs = findings
    .filter((finding) => finding.severity !== 'info')
    .map(
      ({ rule, share }) => RULE_WEIGHTS[rule] * Math.min(1, Math.max(LEAST_COST, share / FULL_COST_SHARE)),
    );
  const score = 100 - costs.reduce((sum, cost) => sum + cost, 0);
  return Math.round(Math.max(0, score) * 10) / 10;
}

export function verdictOf(findings: readonly QualityFinding[]): Verdict {
  if (findings.some((finding) => finding.severity === 'blocking')) return 'block';
  return findings.some((finding) => finding.severity === 'warning') ? 'accept_with_warnings' : 'accept';
}

function tooFewBars(bars: Bars, { minBars }: Pick<QualityThresholds, 'minBars'>): QualityFinding | null {
  const count = barCount(bars);
  if (count >= minBars) return null;
  return {
    rule: 'bars.too_few',
    severity: 'blocking',
    message: `${counted(count, 'usable bar')}; a model needs at least ${minBars} to be trained and tested.`,
    count,
    share: 1,
    examples: count === 0 ? [] : endsOf(bars.timeMs),
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Take a longer period (market.from), or shorter bars.',
    },
  };
}

/** Where a series begins and ends. @param timeMs at least one */
const endsOf = (timeMs: Float64Array): Example[] => [
  { timeMs: timeMs[0], detail: 'the first usable bar' },
  { timeMs: timeMs[timeMs.length - 1], detail: 'the last usable bar' },
];
