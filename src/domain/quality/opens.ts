import type { Bars } from '../market/bars.ts';
import type { MarketSession } from '../market/instrument-families.ts';
import {
  counted,
  EXAMPLES_KEPT,
  findingAt,
  percent,
  type QualityFinding,
  type RepairOffer,
} from './finding.ts';
import { indicesWhere } from './prices.ts';
import type { QualityThresholds } from './thresholds.ts';

/** Bars a year must have for its share to mean something. */
const YEAR_BARS = 20;
/** Share of a year's opens that no weekend leaves equal to the close before. */
const MOST_COPIED = 0.9;
const DAY_MINUTES = 1_440;

/** Opens that equal the close before, by calendar year (UTC). */
export interface YearOfOpens {
  readonly year: number;
  readonly bars: number;
  readonly copied: number;
}

export function opensByYear({ timeMs, open, close }: Bars): readonly YearOfOpens[] {
  const years = new Map<number, { bars: number; copied: number }>();
  for (let i = 1; i < timeMs.length; i++) {
    const year = new Date(timeMs[i]).getUTCFullYear();
    const entry = years.get(year) ?? { bars: 0, copied: 0 };
    entry.bars++;
    if (open[i] === close[i - 1]) entry.copied++;
    years.set(year, entry);
  }
  return [...years].map(([year, counts]) => ({ year, ...counts }));
}

/**
 * Years in which the opens of daily (or longer) bars were made up from the close before. Fills at the open and every
 * statistic of overnight gaps are wrong there. For the record in markets that trade through the night. In intraday bars
 * trading simply goes on; there the first opens after weekends and other long pauses tell.
 * @param session of the instrument; null when nobody knows
 */
export function syntheticOpens(
  bars: Bars,
  timeframeMinutes: number,
  { syntheticOpenShare }: Pick<QualityThresholds, 'syntheticOpenShare'>,
  session: MarketSession | null,
): QualityFinding | null {
  if (timeframeMinutes < DAY_MINUTES) return copiedOpensAfterPauses(bars);
  const years = opensByYear(bars).filter(
    (year) => year.bars >= YEAR_BARS && year.copied >= syntheticOpenShare * year.bars,
  );
  if (years.length === 0) return null;
  const copied = years.reduce((sum, year) => sum + year.copied, 0);
  // Through the weekend no market goes on: an open that equals the Friday's close is made up as well.
  const isWhole = years.some((year) => year.copied >= MOST_COPIED * year.bars);
  const goesOn = session !== null && session !== 'us_equity' && !isWhole;
  const list = years.map((year) => `${year.year} (${percent(year.copied / year.bars)})`).join(', ');
  return {
    rule: 'open.synthetic',
    severity: goesOn ? 'info' : 'warning',
    message: goesOn
      ? `${counted(copied, 'open')} equal the close before, in ${list}: this market trades through the night, its days begin where they ended.`
      : `${counted(copied, 'open')} equal the close before, in ${list}: these opens are synthetic, fills at the open and overnight gaps mean nothing there.`,
    count: copied,
    share: copied / bars.timeMs.length,
    examples: years.slice(0, EXAMPLES_KEPT).map((year) => ({
      timeMs: Date.UTC(year.year, 0, 1),
      detail: `${year.copied} of ${year.bars} opens of ${year.year}`,
    })),
    repair: NO_TRUE_OPENS,
  };
}

/** Pauses of intraday bars over which no market goes on, and how many of them it takes. */
const PAUSE_MS = 86_400_000;
const FEWEST_PAUSES = 20;

function copiedOpensAfterPauses({ timeMs, open, close }: Bars): QualityFinding | null {
  const after = indicesWhere(timeMs.length, (i) => i > 0 && timeMs[i] - timeMs[i - 1] >= PAUSE_MS);
  const copied = after.filter((i) => open[i] === close[i - 1]);
  if (after.length < FEWEST_PAUSES || copied.length < MOST_COPIED * after.length) return null;
  return findingAt({
    rule: 'open.synthetic',
    severity: 'warning',
    indices: copied,
    timeMs,
    message: (count) =>
      `${count} of the ${after.length} opens after weekends and other long pauses equal the close before: the opens are made up, no gap can be seen in them.`,
    detail: (i) => `opens at ${open[i]}, as the bar of ${new Date(timeMs[i - 1]).toISOString()} closed`,
    repair: NO_TRUE_OPENS,
  });
}

const NO_TRUE_OPENS: RepairOffer = {
  step: 'other_source',
  applied: false,
  how: 'No repair can know the true opens: use a source with quoted opens, or begin after these years (market.from).',
};
