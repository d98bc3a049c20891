import { type Bars, barCount } from '../market/bars.ts';
import { counted, type QualityFinding, RULE_WEIGHTS } from './finding.ts';
import { gaps } from './gaps.ts';
import { syntheticOpens } from './opens.ts';
import { inconsistentBars, missingPrices, pricesNotPositive } from './prices.ts';
import { type Repair, repairBars, sortByTime } from './repair.ts';
import { outliers, staleRuns } from './returns.ts';
import { conflictingDuplicates, identicalDuplicates, outOfOrder, timeframeMismatch } from './times.ts';
import { invalidVolume, zeroVolume } from './volume.ts';

export type Verdict = 'accept' | 'accept_with_warnings' | 'block';

export interface QualityAssessment {
  /** 0 to 100. */
  readonly score: number;
  readonly verdict: Verdict;
  readonly findings: readonly QualityFinding[];
  /** What was done to make the bars usable, in order. */
  readonly repairs: readonly Repair[];
  /** Ascending, without repeated times, every bar usable. */
  readonly cleaned: Bars;
}

/** Fewest usable bars: two trading years of days. Indicators warm up over 200 of them, the rest is split three ways. */
export const MIN_BARS = 500;

/** Share of the bars from which on a finding costs its whole weight. */
const FULL_COST_SHARE = 0.1;
/** What a finding costs at least, as a share of its weight: there is one. */
const LEAST_COST = 0.1;

/**
 * Checks bars as they were read, in file order, and makes a usable series of them. O(n log n).
 * The checks of single bars see everything that was read; the checks of the series (gaps, returns, opens, volume) see the
 * cleaned bars, so that one defect is not found twice.
 */
export function assessQuality(raw: Bars, timeframeMinutes: number): QualityAssessment {
  const sorted = sortByTime(raw);
  const { bars: cleaned, repairs } = repairBars(raw, sorted);
  const findings = [
    missingPrices(sorted),
    pricesNotPositive(sorted),
    inconsistentBars(sorted),
    outOfOrder(raw),
    identicalDuplicates(sorted),
    conflictingDuplicates(sorted),
    timeframeMismatch(sorted, timeframeMinutes),
    tooFewBars(cleaned),
    gaps(cleaned.timeMs, timeframeMinutes),
    outliers(cleaned),
    staleRuns(cleaned),
    syntheticOpens(cleaned, timeframeMinutes),
    invalidVolume(cleaned),
    zeroVolume(cleaned),
  ].filter((finding) => finding !== null);
  return { score: scoreOf(findings), verdict: verdictOf(findings), findings, repairs, cleaned };
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

function tooFewBars(bars: Bars): QualityFinding | null {
  const count = barCount(bars);
  if (count >= MIN_BARS) return null;
  return {
    rule: 'bars.too_few',
    severity: 'blocking',
    message: `${counted(count, 'usable bar')}; a model needs at least ${MIN_BARS} to be trained and tested.`,
    count,
    share: 1,
    examples: [],
  };
}
