import { atr } from '../../domain/indicators/atr.ts';
import { sma } from '../../domain/indicators/sma.ts';
import { calibrationBins } from '../../domain/ml/calibration-bins.ts';
import { confusion } from '../../domain/ml/confusion.ts';
import { SCORE_BETA } from '../../domain/ml/evaluation/counted-scores.ts';
import type { PredictedRows } from '../../domain/ml/evaluation/predicted-rows.ts';
import { returnEstimates } from '../../domain/ml/evaluation/return-estimates.ts';
import { type ScoreOptions, scoreSample, scoreSlice } from '../../domain/ml/evaluation/score-sample.ts';
import { fBeta } from '../../domain/ml/precision-recall.ts';
import { totalReturn } from '../../domain/performance/growth.ts';
import { TREND_BARS } from '../../domain/signals/filter-chain.ts';
import { sidesFromProbability } from '../../domain/signals/threshold.ts';
import { recordFigures } from '../../domain/validation/figures.ts';
import { moments } from '../../domain/validation/moments.ts';
import { annualised, sharpePerBar } from '../../domain/validation/sharpe.ts';
import { createRng } from '../../kernel/rng.ts';
import type { CardSample, CardSlice } from '../../orchestration/model-card.ts';
import { metricsTask } from '../metrics-task.ts';
import type { RowRange } from '../row-range.ts';
import { type TradedRecord, type TradeRequest, tradeProbabilities, wholeOf } from '../trade-probabilities.ts';
import { STATISTICS } from '../validation/statistics.ts';

/** Resamples of every interval: the ends of a 95 % interval are the 8th value from either side. */
export const RESAMPLES = 300;
/** Of the intervals of a slice and of the figures of a record, of which there are many. */
const MINOR_RESAMPLES = 100;
const CALIBRATION_BINS = 10;
const ATR_BARS = 14;
const CONFIDENCES = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8];

export interface SampleInput extends Omit<TradeRequest, 'probability'> {
  /** Calibrated probability by bar; NaN where there is none. */
  readonly calibrated: Float64Array;
  /** The rows of each model that predicted. */
  readonly groups: readonly PredictedRows[];
  readonly barsPerYear: number;
  readonly seed: string;
}

/**
 * Scores one sample as a forecast and as a strategy: in whole, by threshold, by year and by regime; as one calculation of
 * the compute threads. Pure.
 */
export function evaluateSample(input: SampleInput): CardSample {
  const { groups, bars, spec, barsPerYear } = input;
  const range = wholeOf(input.parts);
  const rng = createRng(input.seed);
  const options: ScoreOptions = {
    confidence: spec.signals.minConfidence,
    horizonBars: spec.labels.horizonBars,
    resamples: RESAMPLES,
    rng: rng.fork('scores'),
  };
  const record = tradeFrom(spec.signals.minConfidence, input);
  const calibrated = Float64Array.from(groups.flatMap((rows) => [...rows.calibrated]));
  const outcome = Int8Array.from(groups.flatMap((rows) => [...rows.outcome]));
  const at = (bar: number): string => new Date(bars.timeMs[bar]).toISOString();
  return {
    ...scoreSample(groups, options),
    firstAt: at(range.from),
    lastAt: at(range.to - 1),
    calibration: calibrationBins(calibrated, outcome, CALIBRATION_BINS),
    profit: {
      figures: recordFigures(record, barsPerYear),
      metrics: STATISTICS.metrics(
        metricsTask({
          ...input,
          record,
          from: range.from,
          resamples: MINOR_RESAMPLES,
          rng: rng.fork('metrics'),
        }),
      ),
      ...returnEstimates(record.returns, { ...options, barsPerYear, rng: rng.fork('returns') }),
    },
    thresholds: thresholdsOf(spec.signals.minConfidence).map((confidence) =>
      atThreshold(input, { calibrated, outcome }, confidence),
    ),
    slices: slicesOf({ ...input, range }, record.returns, {
      ...options,
      resamples: MINOR_RESAMPLES,
      rng: rng.fork('slices'),
    }),
  };
}

const thresholdsOf = (own: number): number[] => [...new Set([...CONFIDENCES, own])].sort((a, b) => a - b);

function atThreshold(
  input: SampleInput,
  { calibrated, outcome }: { readonly calibrated: Float64Array; readonly outcome: Int8Array },
  confidence: number,
): CardSample['thresholds'][number] {
  const side = sidesFromProbability(calibrated, confidence);
  const called = side.filter((s) => s !== 0).length;
  const right = side.filter((s, i) => s !== 0 && (s === 1) === (outcome[i] === 1)).length;
  const record = tradeFrom(confidence, input);
  const { expectancy = null, sharpe = null } = recordFigures(record, input.barsPerYear);
  return {
    confidence,
    called,
    hitRate: called === 0 ? null : right / called,
    fBeta: fBeta(confusion(calibrated, outcome, confidence), SCORE_BETA),
    trades: record.trades.length,
    totalReturn: totalReturn(record.returns),
    expectancy,
    sharpe,
  };
}

/** The record of the spec with another threshold. */
const tradeFrom = (minConfidence: number, { spec, calibrated, ...input }: SampleInput): TradedRecord =>
  tradeProbabilities({
    ...input,
    probability: calibrated,
    spec: { ...spec, signals: { ...spec.signals, minConfidence } },
  });

interface SlicedSample extends SampleInput {
  readonly range: RowRange;
}

interface SliceRule {
  readonly by: CardSlice['by'];
  readonly name: string;
  readonly holds: (bar: number) => boolean;
}

function slicesOf(input: SlicedSample, returns: Float64Array, options: ScoreOptions): CardSlice[] {
  const { range, barsPerYear } = input;
  const rules = [...yearRules(input), ...volatilityRules(input), ...trendRules(input)];
  return rules.map(({ by, name, holds }) => {
    const own = returns.filter((_, i) => holds(range.from + i));
    return {
      by,
      name,
      ...scoreSlice(input.groups, holds, options),
      totalReturn: totalReturn(own),
      sharpe: annualised(sharpePerBar(moments(own)), barsPerYear),
    };
  });
}

function yearRules({ bars, range }: SlicedSample): SliceRule[] {
  const yearOf = (bar: number): number => new Date(bars.timeMs[bar]).getUTCFullYear();
  const years = new Set<number>();
  for (let bar = range.from; bar < range.to; bar++) years.add(yearOf(bar));
  return [...years].map((year) => ({
    by: 'year' as const,
    name: String(year),
    holds: (bar) => yearOf(bar) === year,
  }));
}

/** Thirds of the bars by ATR(14) as a share of the close, which is known at the bar. */
function volatilityRules({ bars, range }: SlicedSample): SliceRule[] {
  const volatility = atr(bars, ATR_BARS).map((value, i) => value / bars.close[i]);
  const known = volatility.subarray(range.from, range.to).filter(Number.isFinite).sort();
  if (known.length === 0) return [];
  const [low, high] = [known[Math.floor(known.length / 3)], known[Math.floor((2 * known.length) / 3)]];
  return [
    { by: 'volatility', name: 'low', holds: (bar) => volatility[bar] < low },
    { by: 'volatility', name: 'middle', holds: (bar) => volatility[bar] >= low && volatility[bar] < high },
    { by: 'volatility', name: 'high', holds: (bar) => volatility[bar] >= high },
  ];
}

/** Close above or below its average of 200 bars, as the trend filter of the signals has it. */
function trendRules({ bars }: SampleInput): SliceRule[] {
  const average = sma(bars.close, TREND_BARS);
  return [
    { by: 'trend', name: 'up', holds: (bar) => bars.close[bar] > average[bar] },
    { by: 'trend', name: 'down', holds: (bar) => bars.close[bar] <= average[bar] },
  ];
}
