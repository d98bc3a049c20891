import {
  type Figures,
  overfittingFigures,
  profitableShare,
  recordFigures,
  significanceFigures,
  type TrackRecord,
} from '../domain/validation/figures.ts';
import type { Gate } from '../domain/validation/gate.ts';
import { moments } from '../domain/validation/moments.ts';
import { totalReturn } from '../domain/validation/performance.ts';
import { annualised, sharpePerBar } from '../domain/validation/sharpe.ts';
import { shuffledLabelGate } from '../domain/validation/shuffled-labels.ts';
import { testGate, walkForwardGates } from '../domain/validation/verdict-gates.ts';
import { AppError } from '../kernel/errors.ts';
import { hashJson } from '../kernel/hash.ts';
import type { AgentPatch, ValidationResult } from '../orchestration/state.ts';
import type { Agent, AgentContext, AgentInput } from './agent.ts';
import { outOfSampleAuc, shuffledLabelControl } from './validation/controls.ts';
import { buildReport, walkForwardColumns } from './validation/report-document.ts';
import { runSealedTest, type SealedTest } from './validation/sealed-test.ts';
import { loadStudy, type Study } from './validation/study.ts';
import { describeTest, describeVerdict } from './validation/verdict-text.ts';
import { planWindows, runWalkForward, stitch, type WindowRun } from './validation/walk-forward-run.ts';

/** Judges the best model on bars it was not fitted on, and says which gates it passes. */
export const validationAgent: Agent = {
  role: 'validation_agent',
  run: validate,
};

/**
 * The `validate` task: walk-forward, overfitting and significance tests, leakage control, and, when and only when
 * all of them pass, the sealed test segment. Every figure and gate is defined in docs/methodology.md.
 * @throws AppError `agent_failed` without dataset, model or trials in the ledger; `data_insufficient`,
 *   `labels_degenerate`, `training_failed`, and what the ports throw.
 */
async function validate(input: AgentInput, context: AgentContext): Promise<AgentPatch> {
  context.progress(0, 'reading bars, features and labels');
  const study = await loadStudy(input, context);
  const windows = planWindows(study);
  const runs = await runWalkForward(study, windows, context, (done) =>
    context.progress(0.05 + (0.75 * done) / windows.length, `walk-forward window ${done}/${windows.length}`),
  );
  const stitched = stitch(runs);

  context.progress(0.8, 'testing for luck, overfitting and leakage');
  const judged = await judge(study, runs, stitched, context);
  const test = judged.gates.every((gate) => gate.passed) ? await openTest(study, input, context) : null;
  const { gates, figures } = test ? withTest(judged, test, study) : judged;

  context.progress(0.95, 'storing the report');
  const result = await store({ input, context, study, runs, stitched, gates, figures });
  const text = `${describeVerdict(gates, figures, windows.length)} ${describeTest(test, figures)}`;
  context.logger.info({ passed: result.passed, trials: result.trialCount }, 'model judged');
  return {
    validationResults: [result],
    messages: [{ role: 'validation_agent', text }],
    ...(test?.kind === 'refused' && {
      warnings: [{ role: 'validation_agent', code: 'sealed_segment', message: test.reason }],
    }),
  };
}

interface Judgement {
  readonly gates: readonly Gate[];
  readonly figures: Figures;
}

/** Everything that can be said without the sealed segment. */
async function judge(
  study: Study,
  runs: readonly WindowRun[],
  stitched: TrackRecord,
  context: AgentContext,
): Promise<Judgement> {
  const { dataset, model, spec } = study;
  const trials = await context.trials.summary(dataset.family);
  if (trials.count === 0) {
    throw new AppError(
      'agent_failed',
      `The ledger knows no trial of ${dataset.family}: luck cannot be ruled out for a model without a search on record`,
    );
  }
  const trialReturns = Object.values(await context.artifacts.getColumns(model.trialReturns));
  const control = await shuffledLabelControl(study, runs[runs.length - 1].window, context);
  const figures: Figures = {
    ...recordFigures(stitched, dataset.barsPerYear),
    sharpe_after_train: sharpeAfterTrain(study, runs, stitched),
    windows: runs.length,
    profitable_windows: profitableShare(runs.map(({ record }) => totalReturn(record.returns))),
    ...significanceFigures(stitched.returns, trials, {
      barsPerYear: dataset.barsPerYear,
      alpha: spec.validation.alpha,
    }),
    ...overfittingFigures(trialReturns),
    out_of_sample_auc: outOfSampleAuc(study, runs),
    shuffled_label_auc: control.auc,
  };
  return { figures, gates: [...walkForwardGates(figures, spec.validation), shuffledLabelGate(control)] };
}

/**
 * Annual Sharpe ratio of the walk-forward bars after the train segment. The search chose its parameters on that
 * segment, so these bars alone had no part in any choice.
 */
function sharpeAfterTrain(
  { dataset }: Study,
  runs: readonly WindowRun[],
  { returns }: TrackRecord,
): number | null {
  const { train } = dataset.segments;
  const unseen = returns.subarray(Math.max(0, train.to - train.from - runs[0].window.from));
  return annualised(sharpePerBar(moments(unseen)), dataset.barsPerYear);
}

async function openTest(study: Study, { state }: AgentInput, context: AgentContext): Promise<SealedTest> {
  context.signal.throwIfAborted();
  context.progress(0.9, 'every gate passed: opening the sealed test segment');
  return runSealedTest(study, state, context);
}

function withTest({ gates, figures }: Judgement, test: SealedTest, { dataset }: Study): Judgement {
  if (test.kind === 'refused') return { gates: [...gates, testGate(null)], figures };
  const own = recordFigures(test.record, dataset.barsPerYear);
  const named = Object.fromEntries(Object.entries(own).map(([name, value]) => [`test_${name}`, value]));
  return { gates: [...gates, testGate(own.sharpe)], figures: { ...figures, ...named } };
}

interface Evidence extends Judgement {
  readonly input: AgentInput;
  readonly context: AgentContext;
  readonly study: Study;
  readonly runs: readonly WindowRun[];
  readonly stitched: TrackRecord;
}

async function store(evidence: Evidence): Promise<ValidationResult> {
  const { input, context, study, runs, stitched, figures } = evidence;
  const gates = [...evidence.gates];
  const verdict = {
    modelId: study.model.id,
    attempt: input.state.plan.attempt,
    passed: gates.every((gate) => gate.passed),
    gates,
    figures: { ...figures },
    trialCount: figures.trial_count ?? 0,
  };
  const predictions = await context.artifacts.getColumns(study.model.predictions);
  const report = buildReport({ verdict, study, runs, stitched, predictions });
  await context.artifacts.putColumns('walk_forward', walkForwardColumns(study, runs));
  return {
    ...verdict,
    report: await context.artifacts.putJson('validation_report', report),
    // No id and no time of the run: the same data, spec and seed give the same hash.
    verdictHash: hashJson({ modelId: verdict.modelId, gates, figures }),
  };
}
