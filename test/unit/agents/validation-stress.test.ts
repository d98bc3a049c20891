import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Compute, SealedResult } from '../../../src/agents/ports.ts';
import { combinatorialPaths } from '../../../src/agents/validation/combinatorial-paths.ts';
import { sharpeUnderNoise } from '../../../src/agents/validation/robustness/noisy-prices.ts';
import { parameterSurface } from '../../../src/agents/validation/robustness/parameter-surface.ts';
import { sharpeOf } from '../../../src/agents/validation/robustness/stressed-trades.ts';
import { runSealedTest } from '../../../src/agents/validation/sealed-test.ts';
import { loadStudy } from '../../../src/agents/validation/study.ts';
import {
  planWindows,
  runWalkForward,
  stitch,
  tradeWindow,
} from '../../../src/agents/validation/walk-forward-run.ts';
import { createCompute } from '../../../src/compute/pool.ts';
import type { LoneTrades } from '../../../src/domain/signals/payoff.ts';
import { createAgentContext } from '../../support/agent-context.ts';
import { prepareValidation, trendingBars } from '../../support/validation-case.ts';

let compute: ReturnType<typeof createCompute>;
beforeAll(() => {
  compute = createCompute({ threads: 1 });
});
afterAll(() => compute.stop());

/** The last two windows of a walk-forward in a market with an edge. */
async function walked() {
  const probe = createAgentContext({ compute });
  const input = await prepareValidation({ bars: trendingBars(1_200, 'trend') }, compute, probe);
  const study = await loadStudy(input, probe.context);
  const windows = planWindows(study).slice(-2);
  const runs = await runWalkForward(study, windows, probe.context, () => {});
  return { study, runs, state: input.state, context: probe.context, base: sharpeOf(stitch(runs).returns) };
}
let shared: ReturnType<typeof walked> | undefined;
const windowsWalked = () => (shared ??= walked());

describe('windows traded under a stress', () => {
  it('are the record itself on prices that were moved by nothing', async () => {
    const { study, runs, context, base } = await windowsWalked();
    expect(base).not.toBeNull();
    expect(await sharpeUnderNoise(study, runs, { share: 0, draw: 0 }, context)).toBe(base);
  });

  it('are another record for every draw of noise, the same for the same', async () => {
    const { study, runs, context, base } = await windowsWalked();
    const noisy = (share: number, draw: number) => sharpeUnderNoise(study, runs, { share, draw }, context);
    const drawn = [await noisy(0.1, 0), await noisy(0.1, 1), await noisy(0.1, 0)];
    expect(new Set([base, ...drawn]).size).toBe(3);
    expect(drawn[2]).toBe(drawn[0]);
  });

  it('have eight neighbours by the rules and three by the model, each of them another setting', async () => {
    const { study, runs, context } = await windowsWalked();
    const surface = await parameterSurface(study, runs, context);
    expect(surface.map(({ setting }) => setting)).toEqual([
      ...['0.8', '1.25'].flatMap((scale) => [
        `takeProfitAtr × ${scale}`,
        `stopLossAtr × ${scale}`,
        `horizonBars × ${scale}`,
      ]),
      'minConfidence - 0.01',
      'minConfidence + 0.01',
      'model 1',
      'model 2',
      'model 3',
    ]);
    const sharpes = new Map(surface.map(({ setting, sharpe }) => [setting, sharpe]));
    // Models beside the chosen one predict otherwise, each in its own way.
    expect(new Set([1, 2, 3].map((k) => sharpes.get(`model ${k}`))).size).toBe(3);
    const { minConfidence } = study.spec.signals;
    for (const [sign, step] of [
      ['-', -0.01],
      ['+', 0.01],
    ] as const) {
      const signals = { ...study.spec.signals, minConfidence: Math.max(0.5, minConfidence + step) };
      const stricter = { ...study, spec: { ...study.spec, signals } };
      const records = [];
      for (const run of runs) records.push({ record: await tradeWindow(stricter, run, context) });
      expect(sharpes.get(`minConfidence ${sign} 0.01`)).toBe(sharpeOf(stitch(records).returns));
    }
  });
});

describe('what a trade brings is learned', () => {
  /** Trades that bring the same before a bar, and a disaster from it on. */
  const spoiledFrom = (bar: number, { long, short }: LoneTrades): LoneTrades => {
    const of = ({ result, cost }: LoneTrades['long']) => ({
      result: result.map((value, i) => (i < bar ? value : -9)),
      cost,
    });
    return { long: of(long), short: of(short) };
  };

  it('by a window from the bars before it, never from its own', async () => {
    const { study, runs, context } = await windowsWalked();
    for (const run of runs) {
      const { from } = run.window;
      const spoiled = { ...study, loneTrades: spoiledFrom(from, study.loneTrades) };
      expect(await tradeWindow(spoiled, run, context)).toEqual(run.record);
      expect(run.record.trades.length).toBeGreaterThan(0);
      const earlier = { ...study, loneTrades: spoiledFrom(0, study.loneTrades) };
      expect((await tradeWindow(earlier, run, context)).trades).toEqual([]);
    }
  });

  it('by the sealed test from the train segment, as the released bot learned it', async () => {
    const { study, state, context } = await windowsWalked();
    const tested = async (spoiled: number, calibration = study.model.calibration) => {
      const calculate: Compute['calculate'] = async (name, input, signal) => {
        const output = await compute.calculate(name, input, signal);
        if (name !== 'readBySpec') return output;
        const readings = output as { loneTrades: LoneTrades };
        return { ...readings, loneTrades: spoiledFrom(spoiled, readings.loneTrades) } as typeof output;
      };
      const probe = { ...context, compute: { ...compute, calculate } as Compute };
      const vault = { ...context.vault, conclude: async (_: string, figures: SealedResult) => figures };
      const model = { ...study.model, calibration };
      const result = await runSealedTest({ ...study, model }, state, { ...probe, vault });
      if (result.kind !== 'traded') throw new Error(result.reason);
      return result.figures;
    };
    const { train } = study.dataset.segments;
    const figures = await tested(Number.POSITIVE_INFINITY);
    expect(figures.trades).toBeGreaterThan(0);
    expect(await tested(train.to - train.from)).toEqual(figures);
    expect((await tested(0)).trades).toBe(0);
    // Nor does it trade what the model says raw.
    const unsure = { raw: [0, 1], calibrated: [0.5, 0.5] };
    expect((await tested(Number.POSITIVE_INFINITY, unsure)).trades).toBe(0);
  });
});

describe('a window', () => {
  it('is trained for on labels that end before its embargo, on as many of them as there are', async () => {
    const { study, runs } = await windowsWalked();
    const { embargoBars } = study.spec.split;
    expect(embargoBars).toBeGreaterThan(0);
    for (const { task, window } of runs) {
      const ends = [...task.trainRows].map((row) => study.labels.endIndex[window.trainFrom + row]);
      expect(Math.max(...ends)).toBeLessThan(window.from - embargoBars);
      // The choice of a window labels its own past: no row is left out but those whose label may end too late.
      const { horizonBars } = study.spec.labels;
      expect(Math.max(...ends)).toBeGreaterThanOrEqual(window.from - embargoBars - horizonBars - 1);
    }
  });
});

describe('combinatorial paths', () => {
  it('are five, each over all development bars, and no two alike', async () => {
    const { study, context } = await windowsWalked();
    const paths = await combinatorialPaths(study, context);
    expect(paths.map((path) => path.length)).toEqual(new Array(5).fill(study.bars.close.length));
    expect(new Set(paths.map(sharpeOf)).size).toBe(5);
  });
});
