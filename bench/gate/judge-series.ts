import type { Columns, Compute } from '../../src/agents/ports.ts';
import { moments } from '../../src/domain/validation/moments.ts';
import { probabilisticSharpe } from '../../src/domain/validation/probabilistic-sharpe.ts';
import { sharpePerBar } from '../../src/domain/validation/sharpe.ts';
import type { ValidationResult } from '../../src/orchestration/state.ts';
import { createAgentContext, marketDataOf } from '../../test/support/agent-context.ts';
import { ruleSharpe } from './calibrate.ts';
import { gateSpec } from './gate-spec.ts';
import { runWorkflow } from './run-workflow.ts';
import { barsOf, isEdgeKind, type Series } from './series.ts';

/** What one attempt at a model came to. */
export interface Attempt {
  /** Figure of each gate, and the gates that failed. */
  readonly figures: Readonly<Record<string, number | null>>;
  readonly failed: readonly string[];
  readonly sharpe: number | null;
  readonly auc: number | null;
  /** p-value of the chosen trial's Sharpe ratio on the very returns it was chosen by, as if it had been the only one. */
  readonly selectionPValue: number | null;
}

/** What the platform made of a series. */
export interface Judged {
  readonly series: Series;
  readonly outcome: 'promoted' | 'rejected' | 'failed';
  readonly reason: string;
  readonly attempts: readonly Attempt[];
  /** Limits the risk manager found broken; empty when it was not asked. */
  readonly riskFailed: readonly string[];
  /** Annual Sharpe ratio of the planted rule over these very bars; null without an edge. */
  readonly ruleSharpe: number | null;
  readonly seconds: number;
  readonly spentMs: Readonly<Record<string, number>>;
}

/** Takes a series through the whole platform. Figures depend on the series and the code alone; times do not. */
export async function judgeSeries(series: Series, compute: Compute): Promise<Judged> {
  const startedMs = performance.now();
  const bars = await barsOf(series);
  const spec = gateSpec(series.index);
  const { context } = createAgentContext({
    compute,
    marketData: marketDataOf({ bars, origin: 'generated' }),
  });
  const { state, decision, spentMs } = await runWorkflow(spec, context);
  const attempts: Attempt[] = [];
  for (const result of state.validationResults) {
    const model = state.trainedModels.find(({ id }) => id === result.modelId);
    const trials = model ? await context.artifacts.getColumns(model.trialReturns) : {};
    attempts.push(attemptOf(result, trials));
  }
  const risk = Object.values(state.riskAssessments).flatMap(({ gates }) => gates);
  return {
    series,
    outcome:
      decision.stage === 'completed' ? 'promoted' : decision.stage === 'rejected' ? 'rejected' : 'failed',
    reason: decision.reason,
    attempts,
    riskFailed: risk.filter(({ passed }) => !passed).map(({ name }) => name),
    ruleSharpe: isEdgeKind(series.kind) ? ruleSharpe(series.kind, bars, spec) : null,
    seconds: (performance.now() - startedMs) / 1_000,
    spentMs,
  };
}

const attemptOf = ({ gates, figures }: ValidationResult, trials: Columns): Attempt => ({
  figures: Object.fromEntries(gates.map(({ name, figure }) => [name, figure])),
  failed: gates.filter(({ passed }) => !passed).map(({ name }) => name),
  sharpe: figures.sharpe ?? null,
  auc: figures.out_of_sample_auc ?? null,
  selectionPValue: selectionPValue(Object.values(trials)),
});

/** The smallest plain p-value of a search, which is what a search without a memory would report. */
function selectionPValue(trials: readonly Float64Array[]): number | null {
  const values = trials.flatMap((returns) => {
    const shape = moments(returns);
    const probability = probabilisticSharpe(
      { ...shape, sharpe: sharpePerBar(shape), autocorrelation: 0 },
      0,
      '2014',
    );
    return probability === null ? [] : [1 - probability];
  });
  return values.length === 0 ? null : Math.min(...values);
}
