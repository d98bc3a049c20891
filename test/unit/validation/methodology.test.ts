import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  overfittingFigures,
  recordFigures,
  significanceFigures,
} from '../../../src/domain/validation/figures.ts';
import { shuffledLabelGate } from '../../../src/domain/validation/shuffled-labels.ts';
import { testGate, walkForwardGates } from '../../../src/domain/validation/verdict-gates.ts';

const METHODOLOGY = readFileSync(new URL('../../../docs/methodology.md', import.meta.url), 'utf8');
const returns = Float64Array.of(0.01, -0.01, 0.02);

describe('docs/methodology.md', () => {
  const figures = {
    ...recordFigures({ returns, trades: [], exposure: 0 }, 252),
    ...significanceFigures(returns, { count: 1, sharpesPerBar: [] }, { barsPerYear: 252, alpha: 0.05 }),
    ...overfittingFigures([]),
  };
  const gates = [
    ...walkForwardGates(figures, {
      minDeflatedSharpe: 0.95,
      maxPbo: 0.5,
      alpha: 0.05,
      minProfitableWindows: 0.5,
      minTrades: 1,
    }),
    shuffledLabelGate({ auc: 0.5, positives: 1, negatives: 1 }),
    testGate(null),
  ];

  it.each(Object.keys(figures))('defines the figure %s', (name) => {
    expect(METHODOLOGY).toContain(`\`${name}\``);
  });

  it('lists the gates, all of them and no other, in their order', () => {
    const section = METHODOLOGY.split('## Gates')[1].split('## Sources')[0];
    const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
    expect(listed).toEqual(gates.map((gate) => gate.name));
  });
});
