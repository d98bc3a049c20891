import type { Bars } from '../market/bars.ts';
import { votesOfDays } from './activity-pattern.ts';
import { type MarketWeek, marketWeeks } from './market-weeks.ts';
import type { SummerTime } from './summer-time.ts';
import { fixedZone, offsetAt, type Zone, zoneOf } from './zone.ts';

export interface InferredZone {
  /** Null when the data do not prove one. */
  readonly zone: Zone | null;
  /**
   * Whether the data prove on which dates the clock changes, too: that it never does, or which of the two rules it
   * follows. Between the rules the likelier one is taken without proof.
   */
  readonly isRuleProven: boolean;
  /** Why, in a sentence with figures. */
  readonly evidence: string;
}

const FEWEST_WEEKS = 6;
/** Of 2: the share of the weeks whose opening fits plus the share whose closing fits. */
const LEAST_FIT = 1.3;
const LEAST_LEAD = 0.3;

/**
 * The clock of bars of a market that rests from Friday 17:00 to Sunday 17:00 (or 18:00) New York time, by the two-season
 * test: the hour at which the weeks open and close tells the offset, and how it moves between winter and summer tells the
 * daylight saving rule. American and European changes differ for some weeks a year only; there the daily pattern of
 * activity decides.
 * @param bars stamps on the unknown clock, oldest first
 */
export function inferZone(bars: Pick<Bars, 'timeMs' | 'high' | 'low'>): InferredZone {
  const { weeks, stepMs } = marketWeeks(bars.timeMs);
  if (weeks.length === 0) {
    return {
      zone: null,
      isRuleProven: false,
      evidence: 'the bars show no weekends to tell a clock by; UTC is assumed',
    };
  }
  if (weeks.length < FEWEST_WEEKS) {
    return {
      zone: null,
      isRuleProven: false,
      evidence: `only ${weeks.length} weekends: too few to tell a clock by; UTC is assumed`,
    };
  }
  const plain = weeks.filter((week) => seasonOf(week) !== 'mixed');
  const summers = plain.filter((week) => seasonOf(week) === 'summer').length;
  const winters = plain.length - summers;
  if (summers < FEWEST_WEEKS / 2 || winters < FEWEST_WEEKS / 2) {
    return {
      zone: null,
      isRuleProven: false,
      evidence: `${summers} weekends in summer and ${winters} in winter: both seasons are needed to tell a clock; UTC is assumed`,
    };
  }
  const ranked = candidates('us')
    .map((zone) => ({ zone, ...bestSession(zone, plain, stepMs) }))
    .sort((a, b) => b.fit - a.fit);
  const [best, second] = ranked;
  const shares = `${percent(best.opens)} of ${plain.length} weeks open and ${percent(best.closes)} close`;
  if (best.fit >= LEAST_FIT && best.fit - second.fit < LEAST_LEAD) {
    const tied = ranked.filter(({ fit }) => best.fit - fit < LEAST_LEAD).map(({ zone }) => zone.name);
    return {
      zone: null,
      isRuleProven: false,
      evidence: `bars of ${stepMs / 60_000} minutes do not tell ${tied.slice(0, 4).join(', ')} apart; UTC is assumed, market.source.zone says better`,
    };
  }
  if (best.fit < LEAST_FIT) {
    return {
      zone: null,
      isRuleProven: false,
      evidence: `no clock fits the weekly opens and closes (best ${best.zone.name}: ${shares} when New York does); UTC is assumed`,
    };
  }
  const proof = `${shares} when New York does, in ${winters} winter and ${summers} summer weeks`;
  if (best.zone.summerTime === 'none')
    return { zone: best.zone, isRuleProven: true, evidence: `as ${best.zone.name}, ${proof}` };
  return withRule(best.zone, proof, bars);
}

/** Of the binomial test of the votes: as many more days for one rule as fair coins give once in 370 times. */
const LEAST_Z = 3;

/** American or European dates: the pattern of the days between them. */
function withRule(american: Zone, proof: string, bars: Pick<Bars, 'timeMs' | 'high' | 'low'>): InferredZone {
  const european = zoneOf(american.offsetMinutes, 'eu');
  const votes = votesOfDays(bars, { american, european });
  if (votes === null || votes.days === 0) {
    const weeks = `no weeks between the American and the European change to compare: American dates are assumed`;
    return { zone: american, isRuleProven: false, evidence: `as ${american.name}, ${proof}; ${weeks}` };
  }
  const { days, european: forEuropean } = votes;
  const lead = 2 * forEuropean - days;
  const zone = lead > 0 ? european : american;
  const figures = `${forEuropean} of ${days} days between the changes keep the daily pattern of the rest of the year on European dates, ${days - forEuropean} on American dates`;
  return {
    zone,
    isRuleProven: Math.abs(lead) >= LEAST_Z * Math.sqrt(days),
    evidence: `as ${zone.name}, ${proof}; ${figures}`,
  };
}

/** Every whole hour without daylight saving, and with it. */
function candidates(rule: SummerTime): Zone[] {
  const hours = Array.from({ length: 27 }, (_, k) => k - 12);
  return [...hours.map((hour) => fixedZone(hour * 60)), ...hours.map((hour) => zoneOf(hour * 60, rule))];
}

/** Sunday hour at which the market opens in New York: currencies at 17, metals and index contracts at 18. */
const OPENING_HOURS = [17, 18];
const HOUR_MS = 3_600_000;

function bestSession(zone: Zone, weeks: readonly MarketWeek[], stepMs: number) {
  const closes = shareOf(weeks, (week) => {
    const expected = week.newYorkCloseMs + offsetAt(zone, week.newYorkCloseMs) * 60_000;
    return week.closeMs === Math.ceil(expected / stepMs) * stepMs;
  });
  const opens = OPENING_HOURS.map((hour) =>
    shareOf(weeks, (week) => {
      const utcMs = week.newYorkOpenMs + (hour - 17) * HOUR_MS;
      const expected = utcMs + offsetAt(zone, utcMs) * 60_000;
      return week.openMs === Math.floor(expected / stepMs) * stepMs;
    }),
  );
  const best = Math.max(...opens);
  return { opens: best, closes, fit: best + closes };
}

const shareOf = (weeks: readonly MarketWeek[], fits: (week: MarketWeek) => boolean): number =>
  weeks.filter(fits).length / weeks.length;

/** Season of a week: clocks ahead on both sides of the Atlantic, on none, or on one. */
function seasonOf({ newYorkOpenMs }: MarketWeek): 'winter' | 'summer' | 'mixed' {
  const american = offsetAt(zoneOf(0, 'us'), newYorkOpenMs) !== 0;
  const european = offsetAt(zoneOf(0, 'eu'), newYorkOpenMs) !== 0;
  if (american !== european) return 'mixed';
  return american ? 'summer' : 'winter';
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
