import type { LightGbmParams } from '../../agents/ports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary } from './api.ts';
import { Booster } from './booster.ts';
import type { Dataset } from './dataset.ts';
import { EarlyStopping, type EarlyStoppingRule } from './early-stopping.ts';
import { iterationsOf } from './params.ts';

/** Derivatives of a loss at the raw score of each training row, in their order. */
export type CustomObjective = (scores: Float64Array) => {
  readonly gradient: Float32Array;
  readonly hessian: Float32Array;
};

/** A score of one's own. `predictions` are as `Booster.scoresOf` gives them. */
export interface CustomMetric {
  readonly name: string;
  readonly higherIsBetter: boolean;
  evaluate(predictions: Float64Array, data: Dataset): number;
}

export interface TrainInput {
  readonly dataset: Dataset;
  readonly params: LightGbmParams;
  /** Data to score after each round; the first one decides about early stopping. */
  readonly validation?: readonly Dataset[];
  readonly earlyStopping?: EarlyStoppingRule;
  /** Used in place of the parameters' objective, which must be `none`. */
  readonly objective?: CustomObjective;
  readonly metric?: CustomMetric;
  /** A model to go on from; see `Booster.create` for what the dataset must carry. */
  readonly initial?: Booster;
  /** Asked before every round; true ends the training at once. */
  readonly isCancelled?: () => boolean;
  /** Told after every round, from 1, with the scores on the first validation data. */
  readonly onRound?: (round: number, scores: ReadonlyMap<string, number>) => void;
}

/** A trained model. The booster is the caller's to dispose. */
export interface Trained {
  readonly booster: Booster;
  /** Rounds until the best score, those of the initial model included; all of them without early stopping. */
  readonly bestIteration: number;
  /** Scores on the first validation data, by round. */
  readonly history: readonly ReadonlyMap<string, number>[];
}

const NO_SCORES: ReadonlyMap<string, number> = new Map();

/**
 * Trains round by round.
 * @throws AppError `training_failed`, `parameter_invalid` (early stopping without something to watch, or of dart), `cancelled`.
 */
export function trainBooster(library: LightGbmLibrary, input: TrainInput): Trained {
  const { dataset, params, validation = [], isCancelled = () => false, onRound } = input;
  const rounds = iterationsOf(params);
  if (input.earlyStopping && validation.length === 0) {
    throw new AppError('parameter_invalid', 'Early stopping needs validation data');
  }
  if (input.earlyStopping && params.boosting === 'dart') {
    throw new AppError(
      'parameter_invalid',
      'Early stopping with boosting dart: later rounds change its earlier trees, so none can be cut off',
    );
  }
  const stopping = input.earlyStopping && new EarlyStopping(input.earlyStopping, input.metric);
  const booster = Booster.create(library, dataset, params, input.initial);
  const start = booster.iterations;
  const history: ReadonlyMap<string, number>[] = [];
  try {
    for (const data of validation) booster.addValidation(data);
    for (let round = 1; round <= rounds; round++) {
      if (isCancelled())
        throw new AppError('cancelled', `The training was cancelled after ${round - 1} rounds`);
      if (!addTree(booster, input.objective)) break;
      const scores = validation.length > 0 ? scoresOf(booster, validation[0], input.metric) : NO_SCORES;
      history.push(scores);
      onRound?.(round, scores);
      if (stopping?.isOver(round, scores)) break;
    }
    const bestIteration = stopping ? start + stopping.bestRound : booster.iterations;
    return { booster, bestIteration, history };
  } catch (error) {
    booster[Symbol.dispose]();
    throw error;
  }
}

function addTree(booster: Booster, objective: CustomObjective | undefined): boolean {
  if (!objective) return booster.updateOneIteration();
  const { gradient, hessian } = objective(booster.scoresOf(0));
  return booster.updateCustom(gradient, hessian);
}

function scoresOf(
  booster: Booster,
  data: Dataset,
  metric: CustomMetric | undefined,
): ReadonlyMap<string, number> {
  const own = booster.evaluate(1);
  return metric ? new Map([...own, [metric.name, metric.evaluate(booster.scoresOf(1), data)]]) : own;
}
