import { describe, expect, it } from 'vitest';
import { assessSignals } from '../../../src/agents/risk/assess-signals.ts';
import { driversOf } from '../../../src/agents/signals/drivers.ts';
import { loadOpenPositions } from '../../../src/agents/signals/knowledge.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';
import { parseSpec } from '../../../src/orchestration/spec/parse-spec.ts';
import type { DatasetInfo } from '../../../src/orchestration/state.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { barsOf } from '../../support/bars.ts';
import { signalAt } from '../../support/signals.ts';

// Rises by a tenth of a percent of 150 a bar.
const closes = Array.from({ length: 80 }, (_, i) => 150 * 1.001 ** i);
const bars = barsOf(closes.map((price) => [price, price, price, price]));
const far = new Float64Array(80).fill(50);
const side = { whenUp: 1, whenDown: -1 };

/** A long at every fourth bar, in an account of dollars, each risking 1 % of 100,000. */
function assess(changes: { readonly account?: object; readonly risk?: object } = {}, costShare = 0) {
  const spec = parseSpec({
    market: { symbol: 'USDJPY', source: { kind: 'sample', name: 'sp500' } },
    labels: { horizonBars: 2 },
    costs: { spread: 0, commission: 0, slippage: 0 },
    ...changes,
    account: { currency: 'USD', ...changes.account },
  });
  return assessSignals({
    spec,
    bars,
    barriers: { stop: far, target: far },
    payoffs: { long: { ...side, costShare }, short: { ...side, costShare: 9 }, up: 1, down: 1 },
    validation: { from: 20, to: 80 },
    instrument: instrumentOf('USDJPY'),
    barsPerYear: 252,
    signals: [20, 24, 28, 32].map((index) => signalAt(index, { entry: closes[index], stopDistance: 3 })),
    open: [],
  });
}

describe('the risk of signals', () => {
  it('is measured on a position of the whole equity, whatever the account would take', () => {
    const [plain, levered] = [assess(), assess({ account: { exposure: 5, leverage: 10 } })];
    expect(plain.result.trades.map((trade) => trade.exposure)).toEqual(
      new Array(4).fill(expect.closeTo(1, 12)),
    );
    expect(levered.result).toEqual(plain.result);
    const limitOf = ({ verdict }: typeof plain) =>
      verdict.cap.rules.find(({ rule }) => rule === 'limit')?.exposure;
    expect([limitOf(plain), limitOf(levered), limitOf(assess({ risk: { maxExposure: 0.4 } }))]).toEqual([
      1, 5, 0.4,
    ]);
  });

  it('is sized in money of the account, the cost of the round trip lost with the stop', () => {
    const requested = (costShare: number) => assess({}, costShare).decisions[0].requestedExposure;
    // One unit loses 3 yen at its stop, which is 3 / entry of the dollar it is worth.
    expect(requested(0)).toBeCloseTo(0.01 / (3 / closes[20]), 9);
    expect(requested(0.004)).toBeCloseTo(0.01 / (3 / closes[20] + 0.004), 9);
  });
});

it('positions held already count with their side', async () => {
  const { artifacts } = createAgentContext();
  const [position_1, position_2] = [Float64Array.of(0.01), Float64Array.of(0.02)];
  const openPositions = await artifacts.putColumns('open_positions', { position_1, position_2 });
  const source = { kind: 'sample', name: 'sp500' };
  const spec = parseSpec({
    market: { source },
    risk: {
      openPositions: [
        { symbol: 'UP', side: 'long', exposure: 0.5, source },
        { symbol: 'DOWN', side: 'short', exposure: 0.3, source },
      ],
    },
  });
  expect(await loadOpenPositions({ openPositions } as DatasetInfo, spec, artifacts)).toEqual([
    { name: 'UP long', exposure: 0.5, returns: position_1 },
    { name: 'DOWN short', exposure: -0.3, returns: position_2 },
  ]);
});

it('drivers are the strongest either way, those that add nothing left out', () => {
  // Two rows of four features and the expected value.
  const contributions = Float64Array.of(0.1, -0.5, 0.3, -0.2, 9, 0, 0, -0.1, 0, 9);
  expect(driversOf(contributions, 4)).toEqual([
    [
      { feature: 1, logOdds: -0.5 },
      { feature: 2, logOdds: 0.3 },
      { feature: 3, logOdds: -0.2 },
    ],
    [{ feature: 2, logOdds: -0.1 }],
  ]);
});
