import type { Labels } from '../domain/labels/label.ts';
import { returnAttribution } from '../domain/labels/return-attribution.ts';
import { sampleWeights } from '../domain/labels/sample-weights.ts';
import { drawCounts } from '../domain/labels/sequential-bootstrap.ts';
import { averageUniqueness } from '../domain/labels/uniqueness.ts';
import { type Bars, barCount } from '../domain/market/bars.ts';
import { hashJson } from '../kernel/hash.ts';
import { createRng } from '../kernel/rng.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';

type TrainingSpec = Pick<WorkflowSpec['training'], 'weights' | 'sampling' | 'seed'>;

/** What each label weighs by itself, by bar; 0 where there is none. */
export function labelWeights(bars: Bars, labels: Labels, { weights }: TrainingSpec): Float32Array {
  if (weights.by === 'uniqueness') return Float32Array.from(averageUniqueness(labels));
  if (weights.by === 'return_attribution') return Float32Array.from(returnAttribution(labels, bars.close));
  return Float32Array.from({ length: barCount(bars) }, (_, i) => (labels.endIndex[i] < 0 ? 0 : 1));
}

export interface TrainingSample {
  readonly labels: Labels;
  /** As `labelWeights` gives it. */
  readonly ofLabel: Float32Array;
  /** 0 or 1 by bar. */
  readonly target: Float32Array;
}

/**
 * Sample weights by bar of a model trained on these rows: of the label itself, decayed with age, classes balanced, and with
 * the sequential bootstrap times how often it was drawn. The draws depend on seed and rows alone. 0 for a row that is
 * not to be learned from.
 */
export function trainingWeights(
  { labels, ofLabel, target }: TrainingSample,
  rows: Int32Array,
  { weights, sampling, seed }: TrainingSpec,
): Float32Array {
  const weight = sampleWeights({ rows, uniqueness: ofLabel, target, ...weights });
  if (sampling === 'all') return weight;
  const rng = createRng(`${seed}/bootstrap/${hashJson([...rows])}`);
  const drawn = drawCounts({ labels, rows, draws: rows.length }, rng);
  return weight.map((value, row) => value * drawn[row]);
}
