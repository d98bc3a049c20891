import type { TrackRecord } from '../domain/validation/figures.ts';
import { testGate } from '../domain/validation/verdict-gates.ts';
import { hashJson } from '../kernel/hash.ts';
import type { AgentPatch, ValidationResult } from '../orchestration/state.ts';
import type { Agent, AgentContext, AgentInput } from './agent.ts';
import { metricsTask } from './metrics-task.ts';
import { type Judgement, judge } from './validation/judge.ts';
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
 * The `validate` task: walk-forward, overfitting and significance tests, leakage checks, and, when and only when
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
  const verdict = test ? withTest(judged, test) : judged;

  context.progress(0.95, 'storing the report');
  const result = await store({ input, context, study, runs, stitched, ...verdict });
  const { gates, figures } = verdict;
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

async function openTest(study: Study, { state }: AgentInput, context: AgentContext): Promise<SealedTest> {
  context.signal.throwIfAborted();
  context.progress(0.9, 'every gate passed: opening the sealed test segment');
  return runSealedTest(study, state, context);
}

function withTest(judged: Judgement, test: SealedTest): Judgement {
  const { gates, figures } = judged;
  if (test.kind === 'refused') return { ...judged, gates: [...gates, testGate(null)] };
  const named = Object.fromEntries(
    Object.entries(test.figures).map(([name, value]) => [`test_${name}`, value]),
  );
  return { ...judged, gates: [...gates, testGate(test.figures.sharpe)], figures: { ...figures, ...named } };
}

interface Evidence extends Judgement {
  readonly input: AgentInput;
  readonly context: AgentContext;
  readonly study: Study;
  readonly runs: readonly WindowRun[];
  readonly stitched: TrackRecord;
}

async function store(evidence: Evidence): Promise<ValidationResult> {
  const { input, context, study, runs, stitched, figures, logits } = evidence;
  const details = { logits, pathSharpes: evidence.pathSharpes, surface: evidence.surface };
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
  const report = buildReport({
    verdict,
    details,
    study,
    runs,
    stitched,
    predictions,
    metrics: await context.compute.calculate(
      'metrics',
      metricsTask({
        record: stitched,
        bars: study.bars,
        from: runs[0].window.from,
        barsPerYear: study.dataset.barsPerYear,
        spec: study.spec,
        rng: context.rng.fork('metrics'),
      }),
      context.signal,
    ),
  });
  await context.artifacts.putColumns('walk_forward', walkForwardColumns(study, runs));
  return {
    ...verdict,
    report: await context.artifacts.putJson('validation_report', report),
    // No id and no time of the run: the same data, spec and seed give the same hash.
    verdictHash: hashJson({ modelId: verdict.modelId, gates, figures }),
  };
}
