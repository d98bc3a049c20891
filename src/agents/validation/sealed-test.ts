import { type Bars, barCount, concatBars } from '../../domain/market/bars.ts';
import { applyCalibration } from '../../domain/ml/calibration.ts';
import { type Figures, recordFigures, type TrackRecord } from '../../domain/validation/figures.ts';
import { AppError } from '../../kernel/errors.ts';
import { hashJson, type Sha256 } from '../../kernel/hash.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentState } from '../../orchestration/state.ts';
import type { AgentContext } from '../agent.ts';
import { columnsToBars } from '../columns.ts';
import { toSharedMatrix } from '../feature-matrix.ts';
import { labelledBars } from '../label-in-threads.ts';
import { tradeIdentity } from '../trade-identity.ts';
import { tradeInThreads } from '../trade-in-threads.ts';
import type { Study } from './study.ts';

/** What came of asking for the sealed segment. */
export type SealedTest =
  | { readonly kind: 'traded'; readonly figures: Figures }
  /** The lineage has spent its one opening on another model: this one can never be tested. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Opens the sealed test segment and trades the final model, as it was trained and calibrated, over it. To be called
 * only after every other gate has passed: a lineage has one opening, and its first result is final.
 */
export async function runSealedTest(
  study: Study,
  state: Pick<AgentState, 'lineage'>,
  context: AgentContext,
): Promise<SealedTest> {
  const opened = await openSegment(study, state, context);
  if ('reason' in opened) return { kind: 'refused', reason: opened.reason };
  const record = await tradeTestBars(study, opened.bars, context);
  const figures = recordFigures(record, study.dataset.barsPerYear);
  // What an earlier run of the lineage wrote down stands, even when this one came to something else.
  return { kind: 'traded', figures: await context.vault.conclude(state.lineage, figures) };
}

/** What is traded: the model and every rule it is traded by. Another hash is another strategy. */
export const strategyHash = (modelId: string, spec: WorkflowSpec): Sha256 =>
  hashJson({ model: modelId, instrument: spec.market.instrument ?? null, ...tradeIdentity(spec) });

/** A refusal is an outcome: the lineage has used its opening up, which no retry changes. */
async function openSegment(
  { spec, dataset, model }: Study,
  { lineage }: Pick<AgentState, 'lineage'>,
  { vault }: AgentContext,
): Promise<{ readonly bars: Bars } | { readonly reason: string }> {
  const reason = 'Every gate over the development bars has passed: final test of the model.';
  try {
    const strategy = strategyHash(model.id, spec);
    const columns = await vault.open({
      ref: dataset.sealedTest,
      lineage,
      modelId: model.id,
      strategy,
      reason,
    });
    return { bars: columnsToBars(columns) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'sealed_segment') return { reason: error.message };
    throw error;
  }
}

async function tradeTestBars(
  { spec, dataset, model, bars: development, newsMs }: Study,
  sealed: Bars,
  context: AgentContext,
): Promise<TrackRecord> {
  const { train, test } = dataset.segments;
  const to = barCount(development) + barCount(sealed);
  // Bars sealed before the segment (the embargo) warm features and ATR up and are not traded.
  const from = to - (test.to - test.from);
  const labelled = await labelledBars({ bars: concatBars(development, sealed), spec, newsMs }, context);
  const request = { names: model.features, bars: labelled.bars };
  const columns = await context.compute.calculate('columns', request, context.signal);
  const matrix = toSharedMatrix(columns, model.features);
  const modelText = await context.artifacts.getText(model.artifact);
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
  const raw = await context.compute.predict({ modelText, matrix, rows }, context.signal);
  const probability = new Float64Array(to).fill(Number.NaN);
  probability.set(applyCalibration(model.calibration, raw), from);
  const learn = [{ from: 0, to: train.to - train.from }];
  const parts = [{ learn, trade: { from, to } }];
  return tradeInThreads({ spec, ...labelled, probability, parts }, context);
}
