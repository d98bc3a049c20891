import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { requireUsableBars } from '../../../src/domain/market/usable-bars.ts';
import { barsOf } from '../../support/bars.ts';

const plain = barsOf(Array.from({ length: 6 }, () => [10, 12, 9, 11] as const));
const bars: Bars = {
  ...plain,
  companionHigh: plain.high.with(2, Number.NaN),
  companionLow: plain.low.with(2, Number.NaN),
};

describe('bars that nothing may be computed on', () => {
  it.each<readonly [keyof Bars, number, string, keyof Bars]>([
    ['open', Number.NaN, 'has the open NaN', 'open'],
    ['low', Number.NEGATIVE_INFINITY, 'has the low -Infinity', 'low'],
    ['high', 8, 'has a high below its low', 'high'],
    ['high', 10.5, 'has a high below its open or close', 'high'],
    ['low', 10.5, 'has a low above its open or close', 'low'],
    ['timeMs', plain.timeMs[4], 'does not open after the bar before it', 'timeMs'],
    ['timeMs', 0, 'does not open after the bar before it', 'timeMs'],
    ['timeMs', Number.NaN, 'does not open after the bar before it', 'timeMs'],
    ['timeMs', Number.POSITIVE_INFINITY, 'opens at no finite time', 'timeMs'],
    ['companionHigh', Number.POSITIVE_INFINITY, 'has the companionHigh Infinity', 'companionHigh'],
    ['companionLow', Number.NEGATIVE_INFINITY, 'has the companionLow -Infinity', 'companionLow'],
    ['companionHigh', 8, "has a second market's high below its low", 'companionHigh'],
  ])('are refused for the last bar with the %s %d: it %s', (column, value, problem, blamed) => {
    const broken = { ...bars, [column]: bars[column]?.with(5, value) };
    expect(() => requireUsableBars(broken)).toThrow(
      expect.objectContaining({
        code: 'parameter_invalid',
        message: expect.stringContaining(`bar 5 ${problem}`),
        details: { column: blamed, index: 5 },
      }),
    );
  });

  it.each(['open', 'close', 'volume', 'companionLow'] as const)(
    'are refused with a shorter column %s',
    (name) => {
      expect(() => requireUsableBars({ ...bars, [name]: bars[name]?.subarray(1) })).toThrow(
        expect.objectContaining({ code: 'parameter_invalid', details: { column: name, index: 6 } }),
      );
    },
  );

  it('are not those without volume or a second market for a while, nor none at all', () => {
    for (const volume of [0, -1, Number.NaN])
      requireUsableBars({ ...bars, volume: bars.volume.fill(volume) });
    requireUsableBars(barsOf([]));
  });
});
