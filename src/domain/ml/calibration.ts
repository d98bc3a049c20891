import { applyIsotonic, type CalibrationMap, fitIsotonic } from './isotonic.ts';
import { applyPlatt, fitPlatt, type Sigmoid } from './platt.ts';

/** How raw probabilities are turned into calibrated ones. */
export const CALIBRATION_METHODS = ['isotonic', 'platt'] as const;
export type CalibrationMethod = (typeof CALIBRATION_METHODS)[number];

/** A fitted calibration: knots of an isotonic map, or a sigmoid over the log odds of the raw probability. */
export type Calibration = CalibrationMap | Sigmoid;

/** Outcomes behind every isotonic knot: their share has a standard error of 0.07 at most, if independent. */
const MIN_KNOT_ROWS = 50;
/** Keeps the log odds of a raw probability of 0 or 1 finite: LightGBM's own are never nearer. */
const EDGE = 1e-15;

/**
 * Fits a calibration on predictions of rows that the model did not learn from. Isotonic follows any monotone shape
 * and needs many rows; Platt has two parameters, a slope of -1 and an offset of 0 leaving the probability as it is.
 * @throws AppError `data_insufficient` for no rows, `parameter_invalid` for impossible scores or outcomes.
 */
export const fitCalibration = (
  method: CalibrationMethod,
  raw: Float64Array,
  outcome: Int8Array,
): Calibration =>
  method === 'platt' ? fitPlatt(logOdds(raw), outcome) : fitIsotonic(raw, outcome, MIN_KNOT_ROWS);

/** Calibrated probabilities; NaN stays NaN. @throws AppError `parameter_invalid` for a map without knots. */
export const applyCalibration = (calibration: Calibration, raw: Float64Array): Float64Array =>
  'slope' in calibration ? applyPlatt(calibration, logOdds(raw)) : applyIsotonic(calibration, raw);

const logOdds = (probability: Float64Array): Float64Array =>
  probability.map((p) => {
    const inside = Math.min(Math.max(p, EDGE), 1 - EDGE);
    return Math.log(inside / (1 - inside));
  });
