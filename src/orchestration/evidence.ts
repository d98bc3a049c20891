import { hashJson } from '../kernel/hash.ts';
import type { Json } from '../kernel/json.ts';
import type { ArtifactRef } from './artifact-ref.ts';
import type { WorkflowSpec } from './spec/spec.ts';
import { type AgentState, currentRiskAssessment, currentValidation, type ReviewKind } from './state.ts';

/** What a reviewer is shown, and what their decision is bound to. */
export interface Evidence {
  readonly document: Json;
  /** Hash of the document's canonical JSON: the decision names it, so a changed result voids it. */
  readonly hash: string;
  readonly artifacts: readonly ArtifactRef[];
}

/**
 * The evidence of a review: data snapshot, model, verdict, risk and spec, each by hash, with the figures a person
 * decides on. Nothing in it depends on when or where the workflow ran.
 */
export function evidenceOf(
  state: AgentState,
  spec: WorkflowSpec,
  kind: ReviewKind,
  reason: string,
): Evidence {
  const validation = currentValidation(state);
  const risk = currentRiskAssessment(state);
  const { dataset, bestModel } = state;
  const document: Json = {
    kind,
    reason,
    specHash: hashJson(spec),
    dataset: dataset && {
      id: dataset.id,
      symbol: dataset.symbol,
      timeframe: dataset.timeframe,
      bars: dataset.bars,
      segments: dataset.segments,
      quality: {
        score: dataset.quality.score,
        verdict: dataset.quality.verdict,
        findings: dataset.quality.findings.map(({ rule, severity, message }) => ({
          rule,
          severity,
          message,
        })),
      },
    },
    model: bestModel && {
      id: bestModel.id,
      objective: bestModel.objective,
      score: bestModel.score,
      features: bestModel.features,
      trials: bestModel.trials,
    },
    validation: validation && {
      passed: validation.passed,
      attempt: validation.attempt,
      trialCount: validation.trialCount,
      gates: validation.gates,
      verdictHash: validation.verdictHash,
    },
    risk: risk && {
      approved: risk.approved,
      decision: risk.decision,
      reasons: risk.reasons,
      gates: risk.gates,
      limits: risk.limits,
    },
    bundle: risk?.bundle.hash ?? null,
    signals: state.filteredSignals && {
      count: state.filteredSignals.count,
      artifact: state.filteredSignals.artifact.hash,
    },
  };
  const artifacts = [
    dataset?.quality.report,
    bestModel?.artifact,
    validation?.report,
    state.filteredSignals?.artifact,
    risk?.report,
    risk?.bundle,
  ].filter((ref): ref is ArtifactRef => ref !== undefined);
  return { document, hash: hashJson(document), artifacts };
}
