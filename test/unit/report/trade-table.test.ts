import { expect, it } from 'vitest';
import { tradeRow } from '../../../src/agents/trade-row.ts';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import { tradeRowSchema } from '../../../src/orchestration/trade-row.ts';
import { tradeTable } from '../../../src/report/sections/performance.ts';
import { UNIT_RULES } from '../../support/backtest.ts';
import { barsOf } from '../../support/bars.ts';

it('a trade that was closed in parts says how much of it, one that was not says nothing', () => {
  const bars = barsOf([
    [100, 101, 99, 100],
    [100, 101, 99, 100],
    [100, 112, 99, 111],
    [111, 121, 110, 120],
  ]);
  const rows = [[], [{ share: 0.25, at: 0.5 }]].map((scaleOut) => {
    const { trades } = backtest({
      ...UNIT_RULES,
      scaleOut,
      bars,
      side: Int8Array.of(1, 0, 0, 0),
      stopDistance: new Float64Array(4).fill(10),
      targetDistance: new Float64Array(4).fill(20),
      from: 0,
      to: 4,
    });
    return tradeRowSchema.parse(tradeRow(trades[0], bars));
  });
  expect(rows[0]).not.toHaveProperty('scaledOut');
  expect(rows[1].scaledOut).toBeCloseTo(0.25, 12);
  const [whole, parts] = rows.map((row) => tradeTable([row]).markup.replace(/<\/?span[^>]*>/g, ''));
  expect(whole).toContain('>target<');
  expect(parts).toMatch(/>target, 25(\.0*)?\s% on the way</);
});
