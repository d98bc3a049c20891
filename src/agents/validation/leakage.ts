import { spreadCuts } from '../../domain/features/audit-report.ts';
import type { FeatureColumns } from '../../domain/features/compute.ts';
import { entryLagTest, isSuspect } from '../../domain/features/entry-lag.ts';
import { auditReplay } from '../../domain/features/replay-audit.ts';
import { type Bars, barCount, sliceBars } from '../../domain/market/bars.ts';
import type { LeakageFindings } from '../../domain/validation/leakage/leakage-gates.ts';
import type { AgentContext, Threads } from '../agent.ts';
import { toSharedMatrix } from '../feature-matrix.ts';
import { labelShiftControl, seesCanary, shuffledLabelControl } from './controls.ts';
import type { Study } from './study.ts';
import type { WindowRun } from './walk-forward-run.ts';

/** Prefixes that the model's features are replayed on. */
const REPLAY_CUTS = 4;

/** Runs every leakage check over the last window and the model's features. @throws what the training throws. */
export async function checkLeakage(
  study: Study,
  runs: readonly WindowRun[],
  context: AgentContext,
): Promise<LeakageFindings> {
  const { window } = runs[runs.length - 1];
  const { bars } = study;
  const cuts = spreadCuts(barCount(bars), REPLAY_CUTS);
  const replayed = await columnsByLength(study, cuts, context);
  const revised = auditReplay((part) => replayed.get(barCount(part)) ?? {}, bars, cuts);
  return {
    shuffled: await shuffledLabelControl(study, window, context),
    shifted: await labelShiftControl(study, window, context),
    canaryCaught: await plantCanary(study, runs, cuts, context),
    replayRevisions: revised.length,
    overlapRows: runs.reduce((count, run) => count + overlapping(study, run), 0),
  };
}

/** The model's features over all bars and over each prefix, by their number of bars, computed in the threads. */
async function columnsByLength(
  { bars, model }: Study,
  cuts: readonly number[],
  { compute, signal }: Threads,
): Promise<ReadonlyMap<number, FeatureColumns>> {
  const lengths = [...new Set([barCount(bars), ...cuts.map((cut) => cut + 1)])];
  const columns = await Promise.all(
    lengths.map((to) =>
      compute.calculate('columns', { names: model.features, bars: sliceBars(bars, 0, to) }, signal),
    ),
  );
  return new Map(lengths.map((length, k) => [length, columns[k]]));
}

/** Plants a feature that knows the future and tells which share of the three detectors caught it. */
async function plantCanary(
  study: Study,
  runs: readonly WindowRun[],
  cuts: readonly number[],
  context: AgentContext,
): Promise<number> {
  const { bars, spec } = study;
  const canaryOf = (part: Bars): Float64Array => futureReturn(part, spec.labels.horizonBars);
  const canary = canaryOf(bars);
  const caught = [
    auditReplay((part) => ({ canary: canaryOf(part) }), bars, cuts).length > 0,
    // The side of a trade held for ten bars: the canary looks as far.
    isSuspect(entryLagTest(futureReturn(bars, 10), bars.close)),
    await seesCanary(study, runs[runs.length - 1].window, toSharedMatrix({ canary }, ['canary']), context),
  ];
  return caught.filter(Boolean).length / caught.length;
}

/** Return from this close to the one `horizon` bars later; NaN where there is none yet. */
const futureReturn = ({ close }: Bars, horizon: number): Float64Array =>
  close.map((price, i) => (i + horizon < close.length ? close[i + horizon] / price - 1 : Number.NaN));

/** Training rows in the window, or whose label on the whole series ends in it. */
function overlapping({ labels }: Study, { window, task }: WindowRun): number {
  return task.trainRows.reduce((count, row) => {
    const bar = window.trainFrom + row;
    return count + (bar >= window.from || labels.endIndex[bar] >= window.from ? 1 : 0);
  }, 0);
}
