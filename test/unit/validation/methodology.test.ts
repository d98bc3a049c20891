import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AcceptanceBars, acceptanceGates } from '../../../src/domain/validation/acceptance-gates.ts';
import { recordFigures } from '../../../src/domain/validation/figures.ts';
import { leakageGates } from '../../../src/domain/validation/leakage/leakage-gates.ts';
import { overfittingFigures, significanceFigures } from '../../../src/domain/validation/luck-figures.ts';
import {
  discoveryFigures,
  recordResampling,
  searchResampling,
} from '../../../src/domain/validation/resampling-figures.ts';
import { testGate, walkForwardGates } from '../../../src/domain/validation/verdict-gates.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { acceptanceSchema } from '../../../src/orchestration/spec/acceptance.ts';

const METHODOLOGY = readFileSync(new URL('../../../docs/methodology.md', import.meta.url), 'utf8');
/** Each field of the block, set. */
const everyAcceptanceBar = (): AcceptanceBars =>
  Object.fromEntries(Object.keys(acceptanceSchema.shape).map((field) => [field, 1]));

const returns = Float64Array.of(0.01, -0.01, 0.02);
const resampling = { draws: 9, rng: createRng(1) };

describe('docs/methodology.md', () => {
  const figures = {
    ...recordFigures({ returns, trades: [], exposure: 0 }, 252),
    ...significanceFigures(returns, { count: 1, sharpesPerBar: [] }, [], {
      barsPerYear: 252,
      alpha: 0.05,
      convention: '2014',
      trialCount: 'all',
    }),
    ...recordResampling(
      { returns, trades: [], from: 0, closes: Float64Array.of(1, 1, 1, 1) },
      252,
      resampling,
    ),
    ...searchResampling([returns], 0.05, resampling),
    ...discoveryFigures(0.5, []),
    ...overfittingFigures(null),
  };
  const gates = [
    ...walkForwardGates(figures, {
      minDeflatedSharpe: 0.95,
      maxPbo: 0.5,
      alpha: 0.05,
      minProfitableWindows: 0.5,
      minPositivePaths: 0.5,
      maxFalseDiscovery: 0.1,
      minRobustness: 50,
      barPermutations: 19,
      sharpeConvention: '2014',
      trialCount: 'all',
      minTrades: 1,
    }),
    ...acceptanceGates(figures, everyAcceptanceBar()),
    ...leakageGates({
      shuffled: { auc: 0.5, bound: 0.1 },
      shifted: { auc: 0.5, bound: 0.1 },
      canaryCaught: 1,
      replayRevisions: 0,
      overlapRows: 0,
    }),
    testGate(null),
  ];

  it.each(Object.keys(figures))('defines the figure %s', (name) => {
    expect(METHODOLOGY).toContain(`\`${name}\``);
  });

  it('lists the gates, all of them and no other, in their order', () => {
    const section = METHODOLOGY.split('## Gates')[1].split('## Signals')[0];
    const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual(gates.map((gate) => gate.name));
  });
});
