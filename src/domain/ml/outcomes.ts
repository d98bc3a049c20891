import { AppError } from '../../kernel/errors.ts';

/** Guards a list of scores with their outcomes. @throws AppError `parameter_invalid` with the first row that is wrong. */
export function requireOutcomes(score: Float64Array, outcome: Int8Array): void {
  if (score.length !== outcome.length) {
    throw invalid(`${score.length} scores for ${outcome.length} outcomes`);
  }
  for (let i = 0; i < score.length; i++) {
    if (Number.isNaN(score[i])) throw invalid(`score ${i} is NaN`);
    if (outcome[i] !== 0 && outcome[i] !== 1) throw invalid(`outcome ${i} is ${outcome[i]}, not 0 or 1`);
  }
}

/** As above, for scores that are probabilities. */
export function requireProbabilities(probability: Float64Array, outcome: Int8Array): void {
  requireOutcomes(probability, outcome);
  const outside = probability.findIndex((p) => p < 0 || p > 1);
  if (outside >= 0) throw invalid(`probability ${outside} is ${probability[outside]}, outside 0 to 1`);
}

const invalid = (reason: string): AppError =>
  new AppError('parameter_invalid', `Scores and outcomes: ${reason}`);
