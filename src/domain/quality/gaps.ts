import type { TradingCalendar } from '../calendar/calendar.ts';
import type { Coverage, Gap } from './coverage.ts';
import { counted, EXAMPLES_KEPT, type Example, percent, type QualityFinding } from './finding.ts';
import type { QualityThresholds } from './thresholds.ts';

/** Time without bars where the market's calendar expects some. */
export function gapFinding(coverage: Coverage, calendar: TradingCalendar): QualityFinding | null {
  const { gaps, missing, share } = coverage;
  if (gaps.length === 0) return null;
  const longest = gaps.reduce((a, b) => (b.missing > a.missing ? b : a));
  return {
    rule: 'time.gaps',
    severity: 'warning',
    message: `${counted(gaps.length, 'gap')} that the calendar (${CALENDAR_NAMES[calendar.kind]}) does not explain, ${counted(missing, 'bar')} (${percent(1 - share)}); the longest starts ${iso(longest.fromMs)}.`,
    count: gaps.length,
    share: 1 - share,
    examples: gaps.slice(0, EXAMPLES_KEPT).map(exampleOf),
    repair: {
      step: 'fill_gaps',
      applied: false,
      how: 'Fill short gaps with flat bars (quality.repairs.fillGaps), or take a source that has these bars.',
    },
  };
}

/** So much is missing that what is there is no sample of the market. */
export function coverageFinding(
  { share, missing, gaps }: Coverage,
  { minCoverage }: Pick<QualityThresholds, 'minCoverage'>,
): QualityFinding | null {
  if (share >= minCoverage) return null;
  return {
    rule: 'time.coverage_low',
    severity: 'blocking',
    message: `${percent(share)} of the bars the calendar expects are there, ${counted(missing, 'bar')} missing; at least ${percent(minCoverage)} are wanted (quality.minCoverage).`,
    count: missing,
    share: 1 - share,
    // The gaps that weigh most: a hole of years matters more than the first hour that is missing.
    examples: gaps
      .toSorted((a, b) => b.missing - a.missing || a.fromMs - b.fromMs)
      .slice(0, EXAMPLES_KEPT)
      .map(exampleOf),
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Take a source that has these bars, or only what comes after the last hole (quality.repairs.cutBadData).',
    },
  };
}

/** The last bar before a gap, and what is missing behind it. */
const exampleOf = (gap: Gap): Example => ({
  timeMs: gap.fromMs,
  detail: `next bar ${iso(gap.toMs)}, ${counted(gap.missing, 'bar')} missing`,
});

export const CALENDAR_NAMES: Readonly<Record<TradingCalendar['kind'], string>> = {
  '24x7': 'around the clock',
  fx: 'FX week, Sunday to Friday 17:00 New York',
  'us-exchange': 'New York exchange with its holidays',
  learned: 'sessions as the bars show them',
};

const iso = (time: number): string => new Date(time).toISOString();
