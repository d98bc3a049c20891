import {
  distributionShift,
  kolmogorovSmirnov,
  type ReferenceDistribution,
  referenceDistribution,
} from '../../domain/ml/drift.ts';
import type { CardShift, ModelCard } from '../../orchestration/model-card.ts';
import { wholeOf } from '../trade-probabilities.ts';
import type { Study } from '../training/study.ts';
import type { HeldOut } from './held-out.ts';

/** How far features and prediction have moved from the train to the validation segment, and what later windows compare to. */
export function measureDrift(
  { data, features }: Study,
  heldOut: HeldOut,
  outOfFold: Float64Array,
): ModelCard['drift'] {
  const train = data.bars.timeMs.length;
  const { from, to } = wholeOf(heldOut.parts);
  const reference: Record<string, ReferenceDistribution> = {};
  const validationReference: Record<string, ReferenceDistribution> = {};
  const shifts = features.flatMap((feature) => {
    const before = data.candidates[feature].subarray(0, train);
    const after = data.candidates[feature].subarray(from, to);
    const later = referenceDistribution(after);
    if (later) validationReference[feature] = later;
    const shift = shiftOf(feature, before, after);
    if (!shift) return [];
    reference[feature] = shift.reference;
    return [shift.row];
  });
  return {
    features: shifts.sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0)),
    prediction: shiftOf('prediction', outOfFold, heldOut.predicted.raw)?.row ?? null,
    reference,
    validationReference,
    predictionReference: {
      train: referenceDistribution(outOfFold),
      validation: referenceDistribution(heldOut.predicted.raw),
    },
  };
}

function shiftOf(
  feature: string,
  before: Float64Array,
  after: Float64Array,
): { readonly row: CardShift; readonly reference: ReferenceDistribution } | null {
  const reference = referenceDistribution(before);
  if (!reference || after.length === 0) return null;
  const shift = distributionShift(reference, after);
  // Both samples are at hand: the exact statistic.
  return { reference, row: { feature, ...shift, ks: kolmogorovSmirnov(before, after) } };
}
