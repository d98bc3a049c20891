import { computeFamily } from '../src/domain/features/compute.ts';
import { STRUCTURE_OPTIONS } from '../src/domain/features/market-structure.ts';
import { featuresOf } from '../src/domain/features/registry.ts';
import type { Bars } from '../src/domain/market/bars.ts';
import { breaksOfStructure } from '../src/domain/smc/reference/breaks.ts';
import { fairValueGaps } from '../src/domain/smc/reference/fair-value-gaps.ts';
import { liquidityGroups } from '../src/domain/smc/reference/liquidity.ts';
import { orderBlocks } from '../src/domain/smc/reference/order-blocks.ts';
import { swingHighsLows } from '../src/domain/smc/reference/swing-highs-lows.ts';
import { readStructure } from '../src/domain/smc/structure.ts';
import { market } from './support/market.ts';
import { bestOf, growthExponent } from './support/measure.ts';
import type { BenchReport } from './support/report.ts';

const SIZES = [25_000, 100_000, 1_000_000] as const;
const MOST_MS = 100;
const MOST_GROWTH = 1.1;

/** What is measured, from bars to columns. */
const SUBJECTS: Readonly<Record<string, (bars: Bars) => unknown>> = {
  'all smc columns': (bars) => computeFamily('smc', bars),
  'structure with its events': readEvents,
  'all ict columns': (bars) => computeFamily('ict', bars),
  'all wyckoff columns': (bars) => computeFamily('wyckoff', bars),
  'reference mode': referenceMode,
};

/** All SMC columns on 25,000, 100,000 and 1,000,000 bars: time, and how it grows. */
export async function bench(): Promise<BenchReport> {
  const markets = SIZES.map(market);
  const measured = Object.entries(SUBJECTS).map(([what, run]) => {
    const times = markets.map((bars, i) =>
      bestOf(() => run(bars), SIZES[i] > 100_000 ? { warmUps: 0, runs: 2 } : { warmUps: 4, runs: 10 }),
    );
    return { what, times, growth: growthExponent(SIZES, times) };
  });
  const columns = measured[0];
  return {
    name: 'smc',
    rows: measured.map(({ what, times, growth }) => ({
      what,
      ...Object.fromEntries(SIZES.map((size, i) => [`ms on ${size}`, times[i].toFixed(0)])),
      growth: growth.toFixed(2),
    })),
    verdicts: [
      {
        what: `all ${featuresOf('smc').length} smc columns on ${SIZES[1]} bars under ${MOST_MS} ms: ${columns.times[1].toFixed(0)} ms`,
        isMet: columns.times[1] < MOST_MS,
      },
      ...measured.slice(0, -1).map(({ what, growth }) => ({
        what: `${what}: growth exponent below ${MOST_GROWTH}: ${growth.toFixed(2)}`,
        isMet: growth < MOST_GROWTH,
      })),
    ],
    notes: ['The reference mode searches a tree: n log n, and no figure of the design.'],
  };
}

/** The log, and every event of it read once. */
function readEvents(bars: Bars): number {
  let lastIndex = -1;
  for (const { knownIndex } of readStructure(bars, STRUCTURE_OPTIONS).events) lastIndex = knownIndex;
  return lastIndex;
}

/** What smart-money-concepts in Python takes about 2.9 s for on 24,424 bars. */
function referenceMode(bars: Bars): unknown {
  const swings = swingHighsLows(bars, 5);
  return [
    fairValueGaps(bars),
    breaksOfStructure(bars, swings),
    orderBlocks(bars, swings),
    liquidityGroups(bars, swings),
  ];
}
