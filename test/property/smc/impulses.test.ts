import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atr } from '../../../src/domain/indicators/atr.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { readStructure } from '../../../src/domain/smc/structure.ts';
import { tickBars } from '../../support/tick-bars.ts';

const OPTIONS = {
  swing: { barsBefore: 3, barsAfter: 2 },
  recentGapBars: 6,
  displacementAtr: 0.7,
  displacementBody: 0.8,
};
const eventsOf = (bars: Bars) => [...readStructure(bars, OPTIONS).events];

describe('impulses', () => {
  it('are the bars whose body is large for the bars before and most of their range', () => {
    fc.assert(
      fc.property(tickBars(20, 200), ({ ...bars }) => {
        const unit = atr(bars, 14);
        const { open, high, low, close } = bars;
        const expected = Array.from(close, (_, t) => ({ t, body: close[t] - open[t], before: unit[t - 1] }))
          .filter(
            ({ t, body, before }) =>
              body !== 0 &&
              Math.abs(body) >= OPTIONS.displacementAtr * before &&
              Math.abs(body) >= OPTIONS.displacementBody * (high[t] - low[t]),
          )
          .map(({ t, body, before }) => ({
            kind: 'displacement',
            direction: Math.sign(body),
            eventIndex: t,
            knownIndex: t,
            bodyAtr: Math.abs(body) / before,
          }));
        expect(eventsOf(bars).filter(({ kind }) => kind === 'displacement')).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('stack up while gaps follow each other to one side, each told with its gap', () => {
    fc.assert(
      fc.property(tickBars(20, 200), (bars) => {
        const events = eventsOf(bars);
        let run = { direction: 0, size: 0, knownIndex: -1 };
        const expected = events.flatMap((event) => {
          if (event.kind !== 'gap_created') return [];
          const { direction, eventIndex, knownIndex } = event;
          const isNext = direction === run.direction && knownIndex - run.knownIndex <= OPTIONS.recentGapBars;
          run = { direction, size: isNext ? run.size + 1 : 1, knownIndex };
          return run.size < 2
            ? []
            : [{ kind: 'gap_stacked', direction, eventIndex, knownIndex, size: run.size }];
        });
        expect(events.filter(({ kind }) => kind === 'gap_stacked')).toEqual(expected);
      }),
    );
  });
});
