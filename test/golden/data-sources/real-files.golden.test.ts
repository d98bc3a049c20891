import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMarketData } from '../../../src/data-sources/market-data.ts';
import { assessQuality, type QualityAssessment } from '../../../src/domain/quality/assess.ts';

// Real files and the figures their README gives for them, measured there with another program.
const shared = fileURLToPath(new URL('../../../../shared/data/ohlcv/', import.meta.url));
const isThere = existsSync(shared);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ohlcv-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function assess(name: string, timeframeMinutes: number): Promise<QualityAssessment & { read: number }> {
  await writeFile(
    path.join(folder, `${name}.csv`),
    gunzipSync(await readFile(path.join(shared, `${name}.csv.gz`))),
  );
  const { bars } = await createMarketData({ dataDirectory: folder }).read(
    { kind: 'csv', path: `${name}.csv` },
    new AbortController().signal,
  );
  return { ...assessQuality(bars, timeframeMinutes), read: bars.timeMs.length };
}

const describeReal = describe.skipIf(!isThere);

describeReal(
  isThere ? 'real price files' : 'real price files (skipped: ../shared/data/ohlcv is not here)',
  () => {
    it.each([
      ['forexsb-excel_EURUSD_D1', 1_440, 5_013, '2007-09-04T00:00', '2023-09-11T00:00'],
      ['forexsb-excel_EURUSD_H4', 240, 25_847, '2007-09-04T04:00', '2023-09-11T08:00'],
      ['forexsb-excel_USA500IDXUSD_D1', 1_440, 2_653, '2013-05-23T00:00', '2023-09-11T00:00'],
      ['forexsb-excel_USA500IDXUSD_H1', 60, 53_257, '2013-05-23T00:00', '2023-09-11T09:00'],
      ['ejtrader_EURUSD_H4', 240, 14_400, '2012-11-26T20:00', '2022-03-04T20:00'],
    ])(
      '%s: bars, first and last as measured, nothing that blocks',
      async (name, minutes, bars, first, last) => {
        const { read, cleaned, verdict } = await assess(name, minutes);
        expect(read).toBe(bars);
        expect(cleaned.timeMs).toHaveLength(bars);
        expect(new Date(cleaned.timeMs[0]).toISOString()).toContain(first);
        expect(new Date(cleaned.timeMs[bars - 1]).toISOString()).toContain(last);
        expect(verdict).not.toBe('block');
      },
    );

    it('UNIUSDT M15: 57 exact duplicates from rewinds, 87,539 bars left', async () => {
      const { read, cleaned, findings, repairs } = await assess('forexsb-excel_UNIUSDT_M15', 15);
      expect(read).toBe(87_596);
      expect(cleaned.timeMs).toHaveLength(87_539);
      expect(findings.find((f) => f.rule === 'time.duplicate_identical')?.count).toBe(57);
      expect(findings.find((f) => f.rule === 'time.out_of_order')?.count).toBe(4);
      expect(repairs.map((repair) => repair.step)).toEqual(['sort_by_time', 'drop_identical_duplicates']);
    });

    it('Bitfinex BTCUSD H1: newest first, 17,583 bars', async () => {
      const { cleaned, findings } = await assess('bitfinex_BTCUSD_H1', 60);
      expect(cleaned.timeMs).toHaveLength(17_583);
      expect(new Date(cleaned.timeMs[0]).toISOString()).toBe('2017-07-01T11:00:00.000Z');
      expect(findings.map((finding) => finding.rule)).toContain('time.out_of_order');
    });

    it('USA500 H1: the holes of October 2013 are gaps, the daily break is not', async () => {
      const { findings } = await assess('forexsb-excel_USA500IDXUSD_H1', 60);
      const gap = findings.find((finding) => finding.rule === 'time.gaps');
      expect(gap?.examples.map(({ timeMs }) => new Date(timeMs).toISOString().slice(0, 10))).toContain(
        '2013-10-11',
      );
      expect(gap?.count).toBeLessThan(200);
    });
  },
);
