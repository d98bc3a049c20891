import { AppError } from '../../kernel/errors.ts';
import { requireOutcomes } from './outcomes.ts';

/** p = 1 / (1 + exp(slope · score + offset)); the slope of a useful score is negative. */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

const MAX_STEPS = 100;
const SMALLEST_STEP = 1e-10;
const GRADIENT_DONE = 1e-10;
/** Keeps the Hessian invertible for a constant score. */
const RIDGE = 1e-12;

/**
 * Platt scaling (Platt 1999) by the damped Newton steps of Lin, Lin & Weng 2007. The classes are taken as
 * (n1 + 1) / (n1 + 2) and 1 / (n0 + 2), so that a separable sample gives no certainty. Two parameters: for samples too
 * small for isotonic regression.
 *
 * @throws AppError `data_insufficient` for no rows, `parameter_invalid` for impossible scores or outcomes.
 */
export function fitPlatt(score: Float64Array, outcome: Int8Array): Sigmoid {
  requireOutcomes(score, outcome);
  if (score.length === 0) throw new AppError('data_insufficient', 'There is no prediction to calibrate on');
  const ones = outcome.reduce((sum, value) => sum + value, 0);
  const zeros = outcome.length - ones;
  const target = Float64Array.from(outcome, (one) => (one === 1 ? (ones + 1) / (ones + 2) : 1 / (zeros + 2)));
  let fit: Sigmoid = { slope: 0, offset: Math.log((zeros + 1) / (ones + 1)) };
  let loss = lossOf(fit, score, target);
  for (let step = 0; step < MAX_STEPS; step++) {
    const direction = newtonStep(fit, score, target);
    if (!direction) break;
    const next = lineSearch(fit, direction, loss, score, target);
    if (!next) break;
    ({ fit, loss } = next);
  }
  return fit;
}

/** Calibrated probabilities; NaN stays NaN. */
export const applyPlatt = ({ slope, offset }: Sigmoid, score: Float64Array): Float64Array =>
  score.map((value) => logistic(slope * value + offset));

interface Step {
  readonly slope: number;
  readonly offset: number;
  /** Slope of the loss along the step, below 0. */
  readonly descent: number;
}

function newtonStep({ slope, offset }: Sigmoid, score: Float64Array, target: Float64Array): Step | null {
  let [h11, h22, h21, g1, g2] = [RIDGE, RIDGE, 0, 0, 0];
  for (let i = 0; i < score.length; i++) {
    const p = logistic(slope * score[i] + offset);
    const curvature = p * (1 - p);
    const residual = target[i] - p;
    h11 += score[i] * score[i] * curvature;
    h22 += curvature;
    h21 += score[i] * curvature;
    g1 += score[i] * residual;
    g2 += residual;
  }
  if (Math.abs(g1) < GRADIENT_DONE && Math.abs(g2) < GRADIENT_DONE) return null;
  const determinant = h11 * h22 - h21 * h21;
  const step = { slope: -(h22 * g1 - h21 * g2) / determinant, offset: -(h11 * g2 - h21 * g1) / determinant };
  return { ...step, descent: g1 * step.slope + g2 * step.offset };
}

function lineSearch(
  from: Sigmoid,
  step: Step,
  loss: number,
  score: Float64Array,
  target: Float64Array,
): { readonly fit: Sigmoid; readonly loss: number } | null {
  for (let size = 1; size >= SMALLEST_STEP; size /= 2) {
    const fit = { slope: from.slope + size * step.slope, offset: from.offset + size * step.offset };
    const next = lossOf(fit, score, target);
    if (next < loss + 1e-4 * size * step.descent) return { fit, loss: next };
  }
  return null;
}

/** Cross entropy, written so that nothing overflows. */
function lossOf({ slope, offset }: Sigmoid, score: Float64Array, target: Float64Array): number {
  let loss = 0;
  for (let i = 0; i < score.length; i++) {
    const z = slope * score[i] + offset;
    loss += z >= 0 ? target[i] * z + Math.log1p(Math.exp(-z)) : (target[i] - 1) * z + Math.log1p(Math.exp(z));
  }
  return loss;
}

const logistic = (z: number): number => (z >= 0 ? Math.exp(-z) / (1 + Math.exp(-z)) : 1 / (1 + Math.exp(z)));
