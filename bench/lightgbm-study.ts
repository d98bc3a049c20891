import { performance } from 'node:perf_hooks';
import type { AgentContext } from '../src/agents/agent.ts';
import { mlEngineer } from '../src/agents/ml-engineer.ts';
import { createCompute } from '../src/compute/pool.ts';
import { createRng } from '../src/kernel/rng.ts';
import { createAgentContext } from '../test/support/agent-context.ts';
import { generateMarket, trainingInput } from '../test/support/training-state.ts';
import { openFolderMemo } from './support/folder-memo.ts';
import { processorMs } from './support/measure.ts';
import type { BenchReport } from './support/report.ts';

/** Of which three quarters, 50,000, are the train segment. */
const BARS = 66_668;
const FEATURES = 120;
const FOLDS = 5;
/** 50 when `BENCH_LONG` is set. */
const TRIALS = process.env.BENCH_LONG ? 50 : 2;

/**
 * A whole training as a workflow runs it: selection, search, final model, model card. It says on the way how long it still
 * takes, and one that was stopped goes on where it was, unless told `--fresh`.
 */
export async function bench(flags: readonly string[] = []): Promise<BenchReport> {
  const memo = openFolderMemo(flags.includes('--fresh'));
  const compute = createCompute({ threads: 2 });
  const { bars, regime } = generateMarket(BARS, 0.1, 'study');
  const rng = createRng('study features');
  const technical = Object.fromEntries(
    Array.from({ length: FEATURES }, (_, f) => [
      `feature_${f}`,
      regime.map((side) => (f < 10 ? 0.2 * side : 0) + rng.normal()),
    ]),
  );
  const [startMs, startCpu] = [performance.now(), processorMs()];
  const spent = () => ({
    seconds: memo.spentBefore.seconds + (performance.now() - startMs) / 1_000,
    cpuSeconds: memo.spentBefore.cpuSeconds + (processorMs() - startCpu) / 1_000,
  });
  const progress: AgentContext['progress'] = (_fraction, message, training) => {
    memo.keepSpent(spent());
    // Rounds are told four times a second: only what ends is printed.
    if (training?.round !== undefined) return;
    const left =
      training?.etaMs === undefined ? '' : `, ${minutes(training.etaMs / 1_000)} left of the search`;
    console.error(`${minutes(spent().seconds)}: ${message}${left}`);
  };
  const probe = createAgentContext({ compute, fitMemo: memo, progress });
  const input = await trainingInput(probe.artifacts, {
    bars,
    families: { technical },
    spec: { training: { trials: TRIALS, folds: FOLDS } },
  });
  const { bestModel } = await mlEngineer.run(input, probe.context);
  memo.keepSpent(spent());
  await compute.stop();
  const { seconds, cpuSeconds } = spent();
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
    notes: [
      ...(TRIALS === 50 ? [] : ['Two trials of the fifty: BENCH_LONG=1 runs them all.']),
      ...(memo.found > 0
        ? [
            `${memo.found} trainings were read from earlier runs, whose time is counted; -- --fresh starts anew.`,
          ]
        : []),
    ],
  };
}

const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;
