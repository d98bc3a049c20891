import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureTransfer } from '../../../src/agents/validation/robustness/transfer.ts';
import { loadStudy } from '../../../src/agents/validation/study.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import {
  aimlessBars,
  prepareValidation,
  trendingBars,
  type ValidationCase,
} from '../../support/validation-case.ts';

const BARS = 1_600;
let compute: ReturnType<typeof createCompute>;
beforeAll(() => {
  compute = createCompute({ threads: 1 });
});
afterAll(() => compute.stop());

/** What of a configuration that earns in a trending market is left on its pairs of bars and in a second market. */
async function transfer(given: Partial<ValidationCase>) {
  const probe = createAgentContext({ compute });
  const input = await prepareValidation({ bars: trendingBars(BARS, 'trend'), ...given }, compute, probe);
  return measureTransfer(await loadStudy(input, probe.context), probe.context);
}

it('a second market with the same edge keeps it, one without an edge does not', async () => {
  const [alike, aimless] = [
    await transfer({ companion: trendingBars(BARS, 'another trend') }),
    await transfer({ companion: aimlessBars(BARS, 'aimless') }),
  ];
  expect(alike.symbol).toBeGreaterThan(0.7);
  // Not nothing: what luck brings over five years is a part of what an edge brings.
  expect(aimless.symbol).toBeLessThan(0.4);
  expect(alike.timeframe).toBe(aimless.timeframe);
});

it('is not measured without a second market, with too little of it, or where its costs are not known', async () => {
  expect((await transfer({})).symbol).toBeNull();
  expect((await transfer({ companion: trendingBars(60, 'short') })).symbol).toBeNull();
  const trending = trendingBars(BARS, 'trend');
  const quoted = { ...trending, spread: trending.close.map((price) => price * 1e-4) };
  const unquoted = { bars: quoted, companion: trending, spec: { costs: { spread: 'data' } } };
  expect((await transfer(unquoted)).symbol).toBeNull();
});
