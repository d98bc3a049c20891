import type { Json } from '../kernel/json.ts';
import type { FinishDecision } from '../orchestration/decision.ts';
import { type AgentState, currentRiskAssessment, currentValidation } from '../orchestration/state.ts';

/** What a finished workflow comes to, for the API, the CLI and programs. */
export function resultOf(state: AgentState, decision: FinishDecision): Json {
  const validation = currentValidation(state);
  const risk = currentRiskAssessment(state);
  return {
    outcome: decision.stage,
    reason: decision.reason,
    /** A bot may be used only when this is true. */
    released: isReleased(state, decision),
    validation: validation && {
      passed: validation.passed,
      attempt: validation.attempt,
      trialCount: validation.trialCount,
      gates: validation.gates,
      verdictHash: validation.verdictHash,
    },
    model: state.bestModel && {
      id: state.bestModel.id,
      objective: state.bestModel.objective,
      score: state.bestModel.score,
      artifact: state.bestModel.artifact.hash,
    },
    risk: risk && {
      approved: risk.approved,
      decision: risk.decision,
      reasons: risk.reasons,
      limits: risk.limits,
    },
    bundle: risk?.bundle.hash ?? null,
    dataset: state.dataset && {
      id: state.dataset.id,
      symbol: state.dataset.symbol,
      bars: state.dataset.bars,
    },
    iterations: state.iteration,
    warnings: state.warnings.length,
    errors: state.errors.length,
  };
}

/** Completed on purpose, not for lack of iterations, with a bot that the risk manager has seen. */
export function isReleased(state: AgentState, decision: FinishDecision): boolean {
  return (
    decision.stage === 'completed' && decision.code === undefined && currentRiskAssessment(state) !== null
  );
}
