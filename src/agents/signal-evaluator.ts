import { atr } from '../domain/indicators/atr.ts';
import { sma } from '../domain/indicators/sma.ts';
import { sideBarriers } from '../domain/labels/side-barriers.ts';
import { applyCalibration } from '../domain/ml/calibration.ts';
import { candidateSignals, type SignalCandidate } from '../domain/signals/candidate.ts';
import { filterChain, TREND_BARS } from '../domain/signals/filter-chain.ts';
import { applyFilters, type FilterOutcome } from '../domain/signals/filters.ts';
import { rankSignals } from '../domain/signals/rank.ts';
import { sidesFromProbability } from '../domain/signals/threshold.ts';
import type { AgentPatch, SignalSet } from '../orchestration/state.ts';
import type { Agent, AgentContext, AgentInput } from './agent.ts';
import { loadFeatureMatrix } from './feature-matrix.ts';
import { signalsToColumns, toStateSignal } from './signal-columns.ts';
import { loadTradedSegment, type TradedSegment } from './traded-segment.ts';

/** How many signals the state shows. */
const HEAD = 10;
/** ATR period of the volatility filter. */
const ATR_BARS = 14;

/** Turns the final model's predictions over the validation segment into filtered and ranked signals. */
export const signalEvaluator: Agent = {
  role: 'signal_evaluator',
  run: evaluateSignals,
};

/**
 * The `signals` task. No signal is a defined result: both sets have a count of 0.
 * @throws AppError `agent_failed` when there is no dataset or model; `model_invalid`, `labels_degenerate`.
 */
async function evaluateSignals(input: AgentInput, context: AgentContext): Promise<AgentPatch> {
  context.progress(0.1, 'reading bars and features');
  const segment = await loadTradedSegment(input, context);
  const probability = await predictCalibrated(input, context, segment);

  context.signal.throwIfAborted();
  context.progress(0.7, 'filtering signals');
  const side = sidesFromProbability(probability, input.spec.signals.minConfidence);
  const { candidates, withoutBarrier } = candidateSignals({
    ...segment,
    ...sideBarriers(segment.barriers, side),
    side,
    probability,
    ...segment.validation,
  });
  const outcome = applyFilters(candidates, filtersOf(input, segment));

  context.progress(0.9, 'storing signals');
  return storeSignals({ input, context, segment, candidates, outcome, withoutBarrier });
}

/** Calibrated probability of each development bar; NaN outside the validation segment. */
async function predictCalibrated(
  { state }: AgentInput,
  { artifacts, compute, progress, signal }: AgentContext,
  { model, bars, validation: { from, to } }: TradedSegment,
): Promise<Float64Array> {
  const [modelText, matrix] = await Promise.all([
    artifacts.getText(model.artifact),
    loadFeatureMatrix(state, model.features, artifacts),
  ]);
  progress(0.4, `predicting ${to - from} bars`);
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
  const raw = await compute.predict({ modelText, matrix, rows }, signal);
  const probability = new Float64Array(bars.timeMs.length).fill(Number.NaN);
  probability.set(applyCalibration(model.calibration, raw), from);
  return probability;
}

function filtersOf({ spec }: AgentInput, { bars }: TradedSegment) {
  return filterChain(spec.signals.filters, {
    atr: atr(bars, ATR_BARS),
    trendAverage: sma(bars.close, TREND_BARS),
  });
}

interface Evaluation {
  readonly input: AgentInput;
  readonly context: AgentContext;
  readonly segment: TradedSegment;
  readonly candidates: readonly SignalCandidate[];
  readonly outcome: FilterOutcome;
  readonly withoutBarrier: number;
}

async function storeSignals(evaluation: Evaluation): Promise<AgentPatch> {
  const { context, candidates, outcome, withoutBarrier } = evaluation;
  const ranked = rankSignals(outcome.kept);
  const [generated, filtered] = await Promise.all([
    context.artifacts.putColumns('signals', signalsToColumns(candidates, outcome.kept)),
    context.artifacts.putColumns('signals', signalsToColumns(ranked, ranked)),
  ]);
  const dropped = Object.fromEntries(
    Object.entries(outcome.dropped).map(([name, signals]) => [name, signals.length]),
  );
  const set = (artifact: SignalSet['artifact'], signals: readonly SignalCandidate[]): SignalSet => ({
    artifact,
    count: signals.length,
    head: rankSignals(signals).slice(0, HEAD).map(toStateSignal),
  });
  context.logger.info({ generated: candidates.length, kept: ranked.length, dropped }, 'signals stored');
  return {
    generatedSignals: set(generated, candidates),
    filteredSignals: { ...set(filtered, ranked), dropped: { no_barrier: withoutBarrier, ...dropped } },
    messages: [{ role: 'signal_evaluator', text: describe(evaluation, ranked) }],
  };
}

function describe(
  { input, segment, candidates, outcome }: Evaluation,
  ranked: readonly SignalCandidate[],
): string {
  const { from, to } = segment.validation;
  const confidence = input.spec.signals.minConfidence;
  const where = `${to - from} out-of-sample bars`;
  if (candidates.length === 0) {
    return `No signal over ${where}: the calibrated probability never left the band between ${1 - confidence} and ${confidence}.`;
  }
  const longs = ranked.filter((signal) => signal.side === 1).length;
  const drops = Object.entries(outcome.dropped)
    .filter(([, signals]) => signals.length > 0)
    .map(([name, signals]) => `${signals.length} by ${name}`);
  const dropped = drops.length === 0 ? 'none dropped' : `dropped ${drops.join(', ')}`;
  const best = ranked[0];
  const head = best
    ? ` The best one expects ${best.expectedValue.toFixed(3)} per unit of risk after costs.`
    : '';
  return `${candidates.length} signals over ${where}; ${dropped}; ${ranked.length} kept (${longs} long, ${ranked.length - longs} short).${head}`;
}
