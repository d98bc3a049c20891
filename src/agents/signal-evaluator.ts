import { applyCalibration } from '../domain/ml/calibration.ts';
import type { SignalCandidate } from '../domain/signals/candidate.ts';
import type { FilterEffect } from '../domain/signals/filters.ts';
import { upProbability } from '../domain/signals/meta-probability.ts';
import { rankSignals } from '../domain/signals/rank.ts';
import type { AgentPatch, SignalSet } from '../orchestration/state.ts';
import type { Agent, AgentContext, AgentInput } from './agent.ts';
import { loadFeatureMatrix } from './feature-matrix.ts';
import type { PredictTask } from './ports.ts';
import { driversToColumns, signalsToColumns, toStateSignal } from './signals/columns.ts';
import { driversOf } from './signals/drivers.ts';
import { correlationWith, loadOpenPositions } from './signals/knowledge.ts';
import type { SelectedSignals } from './signals/select-signals.ts';
import { loadTradedSegment, type TradedSegment } from './traded-segment.ts';

/** How many signals the state shows. */
const HEAD = 10;

/** Turns the final model's predictions over the validation segment into filtered and ranked signals. */
export const signalEvaluator: Agent = {
  role: 'signal_evaluator',
  run: evaluateSignals,
};

/**
 * The `signals` task. No signal is a defined result: both sets have a count of 0.
 * @throws AppError `agent_failed` when there is no dataset or model; `model_invalid`, `labels_degenerate`;
 *   `data_insufficient` when a filter reads what the bars do not have.
 */
async function evaluateSignals(input: AgentInput, context: AgentContext): Promise<AgentPatch> {
  const { spec } = input;
  context.progress(0.1, 'reading bars and features');
  const segment = await loadTradedSegment(input, context);
  const task = await predictTask(input, context, segment);
  const probability = await predictCalibrated(task, context, segment);

  context.signal.throwIfAborted();
  context.progress(0.6, 'filtering signals');
  const open = await loadOpenPositions(segment.dataset, spec, context.artifacts);
  const { bars, barriers, payoffs, newsMs, validation } = segment;
  const knowledge = { newsMs, book: correlationWith(open, bars) };
  const selected = await context.compute.calculate(
    'signals',
    { spec, bars, barriers, payoffs, validation, probability, knowledge },
    context.signal,
  );

  context.progress(0.8, 'explaining the signals');
  const ranked = rankSignals(selected.kept);
  const drivers = await explain(task, ranked, context, segment);
  context.progress(0.9, 'storing signals');
  return storeSignals({ input, context, segment, selected, ranked, drivers });
}

async function predictTask(
  { state }: AgentInput,
  { artifacts }: AgentContext,
  { model, validation: { from, to } }: TradedSegment,
): Promise<PredictTask> {
  const [modelText, matrix] = await Promise.all([
    artifacts.getText(model.artifact),
    loadFeatureMatrix(state, model.features, artifacts),
  ]);
  return { modelText, matrix, rows: Int32Array.from({ length: to - from }, (_, i) => from + i) };
}

/** Calibrated probability of each development bar that the upper level pays; NaN outside the validation segment. */
async function predictCalibrated(
  task: PredictTask,
  { compute, progress, signal }: AgentContext,
  { model, bars, side, validation: { from } }: TradedSegment,
): Promise<Float64Array> {
  progress(0.4, `predicting ${task.rows.length} bars`);
  const raw = await compute.predict(task, signal);
  const probability = new Float64Array(bars.timeMs.length).fill(Number.NaN);
  probability.set(applyCalibration(model.calibration, raw), from);
  return upProbability(probability, side);
}

/** Drivers of each signal as columns. */
async function explain(
  task: PredictTask,
  signals: readonly SignalCandidate[],
  { compute, signal }: AgentContext,
  { model }: TradedSegment,
) {
  if (signals.length === 0) return driversToColumns([]);
  const rows = Int32Array.from(signals, ({ index }) => index);
  const contributions = await compute.contributions({ ...task, rows }, signal);
  return driversToColumns(driversOf(contributions, model.features.length));
}

interface Evaluation {
  readonly input: AgentInput;
  readonly context: AgentContext;
  readonly segment: TradedSegment;
  readonly selected: SelectedSignals;
  readonly ranked: readonly SignalCandidate[];
  readonly drivers: ReturnType<typeof driversToColumns>;
}

async function storeSignals(evaluation: Evaluation): Promise<AgentPatch> {
  const { context, selected, ranked, drivers } = evaluation;
  const { candidates, kept, effects } = selected;
  const [generated, filtered] = await Promise.all([
    context.artifacts.putColumns('signals', signalsToColumns(candidates, kept)),
    context.artifacts.putColumns('signals', { ...signalsToColumns(ranked, ranked), ...drivers }),
  ]);
  const before = { no_side: selected.withoutSide, no_barrier: selected.withoutBarrier };
  const dropped = Object.fromEntries(effects.map((effect) => [effect.name, effect.dropped]));
  const set = (artifact: SignalSet['artifact'], signals: readonly SignalCandidate[]): SignalSet => ({
    artifact,
    count: signals.length,
    head: rankSignals(signals).slice(0, HEAD).map(toStateSignal),
  });
  context.logger.info({ generated: candidates.length, kept: ranked.length, dropped }, 'signals stored');
  return {
    generatedSignals: set(generated, candidates),
    filteredSignals: { ...set(filtered, ranked), dropped: { ...before, ...dropped }, effects: [...effects] },
    messages: [{ role: 'signal_evaluator', text: describe(evaluation) }],
  };
}

function describe({ input, segment, selected: { candidates, effects }, ranked }: Evaluation): string {
  const { from, to } = segment.validation;
  const confidence = input.spec.signals.minConfidence;
  const where = `${to - from} out-of-sample bars`;
  if (candidates.length === 0) {
    return `No signal over ${where}: the calibrated probability never left the band between ${1 - confidence} and ${confidence}.`;
  }
  const longs = ranked.filter((signal) => signal.side === 1).length;
  // What did not reach the confidence is no signal yet.
  const drops = effects.filter(({ name, dropped }) => dropped > 0 && name !== 'confidence');
  const dropped = drops.length === 0 ? 'none dropped' : `dropped ${drops.map(describeEffect).join(', ')}`;
  const best = ranked[0];
  const head = best
    ? ` The best one expects ${best.expectedValue.toFixed(3)} per unit of risk after costs.`
    : '';
  return `${candidates.length} signals over ${where}; ${dropped}; ${ranked.length} kept (${longs} long, ${ranked.length - longs} short).${head}`;
}

const describeEffect = ({ name, dropped, droppedMean }: FilterEffect): string =>
  `${dropped} by ${name}${droppedMean === null ? '' : ` (${droppedMean > 0 ? 'cost' : 'saved'} ${(Math.abs(droppedMean) * 100).toFixed(2)} % a trade)`}`;
