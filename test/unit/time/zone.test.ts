import { describe, expect, it } from 'vitest';
import { toUtc } from '../../../src/domain/time/to-utc.ts';
import { findZone } from '../../../src/domain/time/zone.ts';

const instant = (name: string, ...local: string[]) => {
  const zone = findZone(name);
  if (!zone) throw new Error(name);
  const { timeMs, ...odd } = toUtc(
    Float64Array.from(local, (text) => Date.parse(`${text}Z`)),
    zone,
  );
  return { times: [...timeMs].map((time) => new Date(time).toISOString().slice(0, 16)), ...odd };
};

describe('stamps of a clock', () => {
  it.each([
    ['UTC', '2020-07-01T12:00', '2020-07-01T12:00'],
    ['EST', '2020-07-01T12:00', '2020-07-01T17:00'],
    ['America/New_York', '2020-07-01T12:00', '2020-07-01T16:00'],
    ['America/New_York', '2006-03-20T12:00', '2006-03-20T17:00'],
    ['America/New_York', '2007-03-20T12:00', '2007-03-20T16:00'],
    ['broker-us', '2020-03-16T00:00', '2020-03-15T21:00'],
    ['broker-eu', '2020-03-16T00:00', '2020-03-15T22:00'],
    ['UTC+3', '2020-03-16T00:00', '2020-03-15T21:00'],
    ['UTC-04:30', '2020-03-16T00:00', '2020-03-16T04:30'],
  ])('%s: %s is %s UTC', (name, local, utc) => {
    expect(instant(name, local).times).toEqual([utc]);
  });

  it('go on through the hour that is shown twice', () => {
    const { times, ambiguous } = instant(
      'America/New_York',
      ...['2020-11-01T00:30', '2020-11-01T01:30', '2020-11-01T01:30', '2020-11-01T02:30'],
    );
    expect(times).toEqual(['2020-11-01T04:30', '2020-11-01T05:30', '2020-11-01T06:30', '2020-11-01T07:30']);
    expect(ambiguous).toBe(2);
  });

  it('count those no clock shows', () => {
    expect(instant('America/New_York', '2020-03-08T02:30')).toMatchObject({
      times: ['2020-03-08T07:30'],
      impossible: 1,
    });
  });

  it.each(['UTC+15', 'Mars', '', 'utc+25:00'])('%j is no zone', (name) => {
    expect(findZone(name)).toBeNull();
  });
});
