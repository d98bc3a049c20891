import { describe, expect, it } from 'vitest';
import { prepareBars } from '../../../src/agents/data/prepare.ts';
import { wantedBars } from '../../../src/agents/data/wanted-bars.ts';
import { finishReading } from '../../../src/data-sources/finish-reading.ts';
import type { SourceClock } from '../../../src/data-sources/reading.ts';
import { fromUtc } from '../../../src/domain/time/to-utc.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import { fxMarket, zoneNamed } from '../../support/fx-market.ts';

const MINUTE = 60_000;
const unstated: SourceClock = { kind: 'clock', zone: null, evidence: '' };
const stated = (zone: string): SourceClock => ({
  kind: 'clock',
  zone,
  evidence: `such files are in ${zone}`,
});
const instants: SourceClock = { kind: 'instant', evidence: 'the stamps are instants' };

interface Source {
  /** The clock the stamps were made by. */
  readonly made: string;
  readonly clock?: SourceClock;
  /** `market.source.zone` and `market.stamp`. */
  readonly given?: string;
  readonly stamp?: 'open' | 'close';
  readonly minutes?: number;
  /** How much later than their opens the bars are stamped. */
  readonly lateMinutes?: number;
}

/** What the quality checks say about a currency market whose source has such a clock. */
function assess({ made, clock = unstated, given, stamp = 'open', minutes = 60, lateMinutes = 0 }: Source) {
  const utc = fxMarket(minutes);
  const timeMs = fromUtc(utc.timeMs, zoneNamed(made)).map((time) => time + lateMinutes * MINUTE);
  const raw = finishReading(
    {
      format: 'test',
      bars: { ...utc, timeMs },
      ask: null,
      clock,
      integerScale: 1,
      ignoredColumns: [],
      symbol: 'EURUSD',
      periodMinutes: minutes,
      remarks: [],
    },
    { origin: 'test', fileName: 'EURUSD', zone: given, market: { stamp } },
  );
  const timeframe = minutes === 60 ? '1h' : '30m';
  const spec = parseSpec({
    market: { symbol: 'EURUSD', timeframe, stamp, source: { kind: 'file', path: 'EURUSD.csv' } },
  });
  const { assessment } = prepareBars(wantedBars(raw, spec.market), spec);
  const rules = ['time.zone_shift', 'time.stamped_at_close', 'time.zone_unstated'];
  const findings = assessment.findings.filter(({ rule }) => rules.includes(rule));
  return { findings, rules: findings.map(({ rule }) => rule), raw, utc };
}

/** Bars that open while only one side of the Atlantic is on summer time. */
const betweenTheChanges = (timeMs: Float64Array): number => {
  const american = fromUtc(timeMs, zoneNamed('broker-us'));
  const european = fromUtc(timeMs, zoneNamed('broker-eu'));
  return timeMs.filter((_, i) => american[i] !== european[i]).length;
};

describe('a clock that is given or stated is held against the one the bars show', () => {
  it.each([
    ['broker-eu', 'broker-us'],
    ['broker-us', 'broker-eu'],
  ])('stamps of %s, given as %s: the weeks between the changes are an hour off', (made, given) => {
    const { findings, rules, utc } = assess({ made, given });
    expect(rules).toEqual(['time.zone_shift']);
    const [finding] = findings;
    const count = betweenTheChanges(utc.timeMs);
    // Four weeks a year of 120 hours, less the weekends at their edges.
    expect(count).toBeGreaterThan(2 * 4 * 100);
    expect(finding).toMatchObject({
      severity: 'warning',
      count,
      repair: { step: 'convert_zone', applied: false, how: `State market.source.zone: ${made}.` },
    });
    expect(finding.message).toContain(`on the clock ${given} (market.source.zone), its bars show ${made}`);
    expect(finding.message).toMatch(/\d+ of \d+ days between the changes/);
    expect(finding.examples[0].timeMs).toBeGreaterThan(Date.UTC(2018, 2, 11));
    expect(finding.examples[0].timeMs).toBeLessThan(Date.UTC(2018, 2, 13));
  });

  it('a format that states EST all year, written by someone who lives in New York', () => {
    const { findings } = assess({ made: 'America/New_York', clock: stated('EST') });
    expect(findings).toMatchObject([
      { rule: 'time.zone_shift', message: expect.stringContaining('such files are in EST') },
    ]);
    // New York is on summer time 34 weeks a year.
    expect(findings[0].share).toBeCloseTo(34 / 52, 1);
  });

  it('instants whose writer took its own clock for UTC', () => {
    const { findings } = assess({ made: 'broker-eu', clock: instants });
    expect(findings).toMatchObject([
      {
        rule: 'time.zone_shift',
        share: 1,
        repair: { how: expect.stringContaining('their writer took its clock for UTC') },
      },
    ]);
  });

  it.each([
    { made: 'broker-eu', given: 'broker-eu' },
    { made: 'EST', given: 'UTC-5' },
    { made: 'EST', clock: stated('EST') },
    { made: 'UTC', clock: instants },
    { made: 'America/New_York', given: 'America/New_York' },
  ])('nothing is said of %o', (source) => {
    expect(assess(source).rules).toEqual([]);
  });
});

describe('bars that are stamped by their close', () => {
  it.each([60, 30])('of %i minutes are one finding, not a shifted clock besides', (minutes) => {
    const late = { made: 'UTC', clock: stated('UTC'), minutes, lateMinutes: minutes };
    expect(assess(late).rules).toEqual(['time.stamped_at_close']);
    expect(assess({ ...late, stamp: 'close' }).rules).toEqual([]);
  });

  it('on a clock with other dates besides are two findings, each with its own repair', () => {
    const { findings, rules, utc } = assess({ made: 'broker-eu', given: 'broker-us', lateMinutes: 60 });
    expect(rules).toEqual(['time.zone_shift', 'time.stamped_at_close']);
    expect(findings[0]).toMatchObject({ repair: { how: 'State market.source.zone: broker-eu.' } });
    expect(findings[0].count / betweenTheChanges(utc.timeMs)).toBeCloseTo(1, 1);
  });

  it('do not make the clock of a file an hour fast when the spec says that they are closes', () => {
    const { raw, utc, rules } = assess({ made: 'broker-eu', stamp: 'close', lateMinutes: 60 });
    expect(raw.noticed?.zone).toMatchObject({ name: 'broker-eu', basis: 'inferred' });
    expect(raw.bars.timeMs[0]).toBe(utc.timeMs[0] + 60 * MINUTE);
    expect(rules).toEqual(['time.zone_unstated']);
  });
});

it('a zone that is given in vain is said: days and instants have their own', () => {
  const { raw } = assess({ made: 'UTC', clock: instants, given: 'broker-eu' });
  expect(raw.noticed?.remarks).toContainEqual(
    expect.stringContaining('market.source.zone (broker-eu) was not used: the stamps are instants'),
  );
});
