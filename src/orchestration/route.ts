import { ERROR_REGISTRY, type ErrorCode } from '../kernel/error-registry.ts';
import { AppError } from '../kernel/errors.ts';
import type { Decision, RunDecision, WorkingStage } from './decision.ts';
import { revisePlan } from './plan.ts';
import type { ChildResult } from './reduce.ts';
import type { WorkflowSpec } from './spec/spec.ts';
import type { Stage, TerminalStage } from './stages.ts';
import {
  type AgentState,
  currentRiskAssessment,
  currentValidation,
  type ReviewKind,
  type ReviewOutcome,
} from './state.ts';

/** What a routing decision depends on besides the state. */
export interface RouteInput {
  /** The state after the children's patches were merged. */
  readonly state: AgentState;
  readonly spec: WorkflowSpec;
  /** How the children of this tick ended. */
  readonly results: readonly ChildResult[];
  readonly cancelRequested: boolean;
}

/**
 * The routing table: from a reduced state to what happens next. Pure and total over the stages that work;
 * see docs/architecture.md for the same table as a picture.
 * @throws AppError `transition_invalid` for a state that no step can have produced.
 */
export function route(input: RouteInput): Decision {
  const { state, spec, cancelRequested } = input;
  if (cancelRequested) return finish('cancelled', 'The workflow was cancelled.');
  if (state.iteration >= spec.limits.maxIterations) {
    return finish(
      'completed',
      `Stopped after ${state.iteration} iterations with partial results.`,
      'max_iterations',
    );
  }
  return ROUTES[state.stage](input);
}

const ROUTES: Record<Stage, (input: RouteInput) => Decision> = {
  initialization: () => run('data_preparation', 'The spec is valid.'),
  data_preparation: afterDataPreparation,
  feature_discovery: afterFeatureDiscovery,
  model_training: afterModelTraining,
  validation: afterValidation,
  signal_generation: afterSignalGeneration,
  risk_assessment: afterRiskAssessment,
  human_review: afterHumanReview,
  completed: impossible,
  rejected: impossible,
  failed: impossible,
  cancelled: impossible,
};

/** Who works in a stage. The only place that knows. */
const STEP_AGENTS: Record<WorkingStage, RunDecision['agents']> = {
  data_preparation: [{ role: 'data_engineer', task: 'prepare' }],
  feature_discovery: [
    { role: 'smc_analyst', task: 'features' },
    { role: 'ml_engineer', task: 'features' },
  ],
  model_training: [{ role: 'ml_engineer', task: 'train' }],
  validation: [{ role: 'validation_agent', task: 'validate' }],
  signal_generation: [{ role: 'signal_evaluator', task: 'signals' }],
  risk_assessment: [{ role: 'risk_manager', task: 'assess' }],
};

function afterDataPreparation({ state, spec, results }: RouteInput): Decision {
  const { dataset } = state;
  if (anyFailed(results) || !dataset) return failed(results, 'No dataset was prepared.');
  if (dataset.quality.verdict !== 'block') return run('feature_discovery', 'The dataset was accepted.');
  const blocking = dataset.quality.findings.filter((finding) => finding.severity === 'blocking');
  const reason = `Blocking quality findings: ${blocking.map((finding) => finding.rule).join(', ')}.`;
  return spec.approval.onDataQuality
    ? review('data_quality', reason)
    : finish('failed', reason, 'data_unreadable');
}

function afterFeatureDiscovery({ results }: RouteInput): Decision {
  const succeeded = results.filter(
    (r) => r.status === 'succeeded' && (r.patch.candidateFeatures?.length ?? 0) > 0,
  );
  if (succeeded.length === 0) return failed(results, 'No candidate features were found.');
  const lost = results.filter((r) => r.status === 'failed');
  const reason = lost.length === 0 ? 'Candidate features are ready.' : degradedReason(lost);
  return run('model_training', reason);
}

/** The sentence that names the branches a degraded workflow goes on without. */
function degradedReason(lost: readonly ChildResult[]): string {
  return `Going on without ${lost.map((r) => r.role).join(' and ')}, which failed.`;
}

function afterModelTraining({ state, results }: RouteInput): Decision {
  if (anyFailed(results) || !state.bestModel) return failed(results, 'No model was trained.');
  return run('validation', 'A best model was chosen.');
}

function afterValidation({ state, spec, results }: RouteInput): Decision {
  const verdict = currentValidation(state);
  if (anyFailed(results) || !verdict) return failed(results, 'The model could not be validated.');
  if (verdict.passed) return run('signal_generation', 'Every validation gate passed.');
  const failedGates = verdict.gates.filter((gate) => !gate.passed).map((gate) => gate.name);
  if (state.plan.attempt <= spec.limits.retries) {
    const plan = revisePlan(state.plan, failedGates);
    return { ...run('feature_discovery', plan.reason), plan };
  }
  const reason = `Validation failed (${failedGates.join(', ')}) and no retry is left.`;
  return spec.approval.onValidationFailed ? review('validation_failed', reason) : finish('rejected', reason);
}

function afterSignalGeneration({ state, results }: RouteInput): Decision {
  if (anyFailed(results) || !state.filteredSignals) return failed(results, 'No signals were written.');
  return run('risk_assessment', 'The signals were written.');
}

function afterRiskAssessment({ state, spec, results }: RouteInput): Decision {
  const assessment = currentRiskAssessment(state);
  if (anyFailed(results) || !assessment) return failed(results, 'The risk could not be assessed.');
  const validated = currentValidation(state)?.passed === true;
  // A bot that a person let past a failed validation always needs a person again: no rule may release it.
  if (spec.approval.release === 'always' || (assessment.approved && !validated)) {
    return review(
      'release',
      assessment.approved ? 'The risk manager approved.' : 'The risk manager rejected.',
    );
  }
  return assessment.approved
    ? finish('completed', 'Released: every gate passed and the spec asks for no approval.')
    : finish('rejected', `The risk manager rejected: ${assessment.reasons.join(' ')}`);
}

function afterHumanReview({ state, results }: RouteInput): Decision {
  const { review: asked } = state;
  if (!asked?.outcome) return failed(results, 'The review ended without a decision.');
  return afterOutcome(asked.kind, asked.outcome);
}

function afterOutcome(kind: ReviewKind, outcome: ReviewOutcome): Decision {
  switch (outcome.decision) {
    case 'approve':
      return approved(kind, `Approved by ${outcome.by}.`);
    case 'reject':
      return finish('rejected', `Rejected by ${outcome.by}: ${outcome.comment}`);
    case 'revise':
      return run(outcome.stage, `Sent back by ${outcome.by}: ${outcome.comment}`);
    case 'expired':
      return outcome.outcome === 'approve'
        ? approved(kind, 'Nobody decided in time; the spec says approve.')
        : finish('rejected', 'Nobody decided in time; the spec says reject.');
  }
}

/** What an approval lets through depends on what was asked. */
function approved(kind: ReviewKind, reason: string): Decision {
  switch (kind) {
    case 'data_quality':
      return run('feature_discovery', reason);
    case 'validation_failed':
      return run('signal_generation', `${reason} The failed gates stay failed in the record.`);
    case 'release':
      return finish('completed', `Released. ${reason}`);
  }
}

function run(stage: WorkingStage, reason: string): RunDecision {
  return { kind: 'run', stage, agents: STEP_AGENTS[stage], reason };
}

const review = (kind: ReviewKind, reason: string): Decision => ({
  kind: 'review',
  stage: 'human_review',
  review: kind,
  reason,
});

const finish = (stage: TerminalStage, reason: string, code?: string): Decision => ({
  kind: 'finish',
  stage,
  reason,
  ...(code && { code }),
});

const anyFailed = (results: readonly ChildResult[]): boolean => results.some((r) => r.status === 'failed');

/** Ends the workflow with the errors of its children, the gravest code first. */
function failed(results: readonly ChildResult[], otherwise: string): Decision {
  const errors = results.flatMap((r) => (r.status === 'failed' ? [r.error] : []));
  const gravest = errors.find((e) => ERROR_REGISTRY[e.code as ErrorCode].class === 'fatal') ?? errors[0];
  if (!gravest) return finish('failed', otherwise, 'agent_output_invalid');
  return finish('failed', errors.map((e) => e.message).join(' · '), gravest.code);
}

function impossible({ state }: RouteInput): never {
  throw new AppError(
    'transition_invalid',
    `A workflow in stage "${state.stage}" has ended; no step leads on from it. Fork it to go on from an earlier checkpoint.`,
  );
}
