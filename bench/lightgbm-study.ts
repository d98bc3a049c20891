import { performance } from 'node:perf_hooks';
import { mlEngineer } from '../src/agents/ml-engineer.ts';
import { createCompute } from '../src/compute/pool.ts';
import { createRng } from '../src/kernel/rng.ts';
import { createAgentContext } from '../test/support/agent-context.ts';
import { generateMarket, trainingInput } from '../test/support/training-state.ts';
import { processorMs } from './support/measure.ts';
import type { BenchReport } from './support/report.ts';

/** Of which three quarters, 50,000, are the train segment. */
const BARS = 66_668;
const FEATURES = 120;
const FOLDS = 5;
/** 50 when `BENCH_LONG` is set: a quarter of an hour on two idle cores. */
const TRIALS = process.env.BENCH_LONG ? 50 : 2;

/** A whole training as a workflow runs it: selection, search, final model, model card. */
export async function bench(): Promise<BenchReport> {
  const compute = createCompute({ threads: 2 });
  const { bars, regime } = generateMarket(BARS, 0.1, 'study');
  const rng = createRng('study features');
  const technical = Object.fromEntries(
    Array.from({ length: FEATURES }, (_, f) => [
      `feature_${f}`,
      regime.map((side) => (f < 10 ? 0.2 * side : 0) + rng.normal()),
    ]),
  );
  const probe = createAgentContext({ compute });
  const input = await trainingInput(probe.artifacts, {
    bars,
    families: { technical },
    spec: { training: { trials: TRIALS, folds: FOLDS } },
  });
  const [startMs, startCpu] = [performance.now(), processorMs()];
  const { bestModel } = await mlEngineer.run(input, probe.context);
  const seconds = (performance.now() - startMs) / 1_000;
  const cpuSeconds = (processorMs() - startCpu) / 1_000;
  await compute.stop();
  return {
    name: 'LightGBM study',
    rows: [
      { figure: 'trials x folds', value: `${TRIALS} x ${FOLDS}` },
      { figure: 'bars x features', value: `50000 x ${FEATURES}` },
      { figure: 'time, two threads', value: `${seconds.toFixed(0)} s` },
      { figure: 'processor time', value: `${cpuSeconds.toFixed(0)} s` },
      {
        figure: 'peak memory of the process',
        value: `${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MB`,
      },
      { figure: 'AUC out of fold', value: (bestModel?.metrics.auc ?? 0).toFixed(3) },
    ],
    verdicts: [],
    notes: TRIALS === 50 ? [] : ['Two trials of the fifty: BENCH_LONG=1 runs them all.'],
  };
}
