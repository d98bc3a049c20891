import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalEvaluator } from '../../../src/agents/signal-evaluator.ts';
import { columnsToSignals } from '../../../src/agents/signals/columns.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import { AppError } from '../../../src/kernel/errors.ts';
import { agentPatchSchema, type SignalSet } from '../../../src/orchestration/state.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { prepareValidation, trendingBars, type ValidationCase } from '../../support/validation-case.ts';

const BARS = 1_200;
const [VALIDATION_FROM, VALIDATION_TO] = [720, 960];

let compute: ReturnType<typeof createCompute>;
beforeAll(() => {
  compute = createCompute({ threads: 1 });
});
afterAll(() => compute.stop());

async function evaluate(given: Partial<ValidationCase> = {}, signal = new AbortController().signal) {
  const probe = createAgentContext({ compute, signal });
  const prepared = await prepareValidation({ bars: trendingBars(BARS, 'trend'), ...given }, compute, probe);
  const input = { ...prepared, task: 'signals' as const };
  const patch = agentPatchSchema.parse(await signalEvaluator.run(input, probe.context));
  const generated = patch.generatedSignals as SignalSet;
  const filtered = patch.filteredSignals as SignalSet;
  return { probe, input, patch, generated, filtered, text: patch.messages?.[0].text ?? '' };
}

describe('signals of a model with an edge', () => {
  it('lie in the validation segment alone, with stop and target on the right sides', async () => {
    const { probe, generated, filtered, input } = await evaluate();
    const signals = columnsToSignals(await probe.artifacts.getColumns(generated.artifact));
    expect(signals.length).toBe(generated.count);
    expect(generated.count).toBeGreaterThan(20);
    for (const signal of signals) {
      expect(signal.index).toBeGreaterThanOrEqual(VALIDATION_FROM);
      expect(signal.index).toBeLessThan(VALIDATION_TO);
      expect((signal.target - signal.entry) * signal.side).toBeCloseTo(signal.targetDistance, 9);
      expect((signal.entry - signal.stop) * signal.side).toBeCloseTo(signal.stopDistance, 9);
      expect(signal.confidence).toBeGreaterThanOrEqual(input.spec.signals.minConfidence);
    }
    expect(filtered.count).toBeGreaterThan(0);
  });

  it('are ranked by expected value for its risk, the best ones shown to people', async () => {
    const { probe, filtered } = await evaluate();
    const ranked = columnsToSignals(await probe.artifacts.getColumns(filtered.artifact));
    const expected = ranked.map((signal) => signal.expectedValue);
    const adjusted = ranked.map((signal) => signal.riskAdjusted);
    expect(adjusted).toEqual([...adjusted].sort((a, b) => b - a));
    expect(filtered.head).toHaveLength(Math.min(10, filtered.count));
    expect(filtered.head.map((signal) => signal.expectedValue)).toEqual(expected.slice(0, 10));
    expect(Math.min(...expected)).toBeGreaterThan(0);
  });

  it('are accounted for: every one is kept or dropped by a named filter', async () => {
    const { probe, generated, filtered, text } = await evaluate({
      spec: { signals: { filters: { cooldownBars: 5, withTrend: true, maxAtrShare: 0.2 } } },
    });
    const dropped = Object.values(filtered.dropped ?? {}).reduce((total, count) => total + count, 0);
    expect(Object.keys(filtered.dropped ?? {})).toEqual([
      'no_side',
      'no_barrier',
      'confidence',
      'expected_value',
      'max_atr_share',
      'with_trend',
      'cooldown',
    ]);
    // Every bar of the segment gave a signal that was kept, or is counted under the reason why not.
    expect(filtered.count + dropped).toBe(240);
    const { kept } = await probe.artifacts.getColumns(generated.artifact);
    expect(kept.reduce((total, flag) => total + flag, 0)).toBe(filtered.count);
    expect(filtered.dropped?.cooldown).toBeGreaterThan(0);
    expect(text).toContain(`${filtered.dropped?.cooldown} by cooldown`);
  });

  it('say what the confidence dropped, and what that cost or saved', async () => {
    const [loose, strict] = [
      await evaluate({ spec: { signals: { minConfidence: 0.5 } } }),
      await evaluate({ spec: { signals: { minConfidence: 0.6 } } }),
    ];
    const [none, some] = [loose, strict].map(({ filtered }) => filtered.effects?.[0]);
    expect(none).toMatchObject({ name: 'confidence', reached: 240, dropped: 0 });
    expect(some).toMatchObject({ name: 'confidence', reached: 240, dropped: 240 - strict.generated.count });
    expect(some?.dropped).toBeGreaterThan(0);
    // What it dropped and what it let through are the trades of all bars, but for the last one, which has no next open.
    const total = (effect = none, kept = 0) => (effect?.droppedReturn ?? 0) + (effect?.keptMean ?? 0) * kept;
    const traded = some?.traded ?? 0;
    expect(total(some, 239 - traded)).toBeCloseTo(total(none, 239), 9);
  });

  it('are the same on every run', async () => {
    const [first, second] = [await evaluate(), await evaluate()];
    expect(second.patch).toEqual(first.patch);
  });
});

describe('a model that is never sure', () => {
  it('gives no signals, which is a result', async () => {
    const { generated, filtered, text } = await evaluate({ spec: { signals: { minConfidence: 0.999 } } });
    expect(generated).toMatchObject({ count: 0, head: [] });
    expect(filtered).toMatchObject({
      count: 0,
      head: [],
      dropped: { no_side: 0, no_barrier: 0, confidence: 240, expected_value: 0 },
    });
    expect(text).toContain('No signal over 240 out-of-sample bars');
  });
});

describe('what cannot be evaluated', () => {
  it('is refused without a model', async () => {
    const { probe, input } = await evaluate();
    const state = { ...input.state, bestModel: null };
    await expect(signalEvaluator.run({ ...input, state }, probe.context)).rejects.toMatchObject({
      code: 'agent_failed',
    });
  });

  it('stops when it is told to', async () => {
    const { probe, input } = await evaluate();
    const cancelled = new AppError('cancelled', 'The workflow was cancelled.');
    const context = { ...probe.context, signal: AbortSignal.abort(cancelled) };
    await expect(signalEvaluator.run(input, context)).rejects.toBe(cancelled);
  });
});
