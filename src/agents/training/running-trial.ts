import type { AppError } from '../../kernel/errors.ts';
import type { Sha256 } from '../../kernel/hash.ts';
import type { FinishedFit, TrialRecord } from '../ports.ts';
import type { TrialScore } from './score-trial.ts';
import type { Study, Trial } from './study.ts';

interface Ended {
  readonly trial: Trial;
  /** What each fold said by itself, in their order, as far as the trial got; higher is better. */
  readonly foldValues: readonly number[];
  /** Time of its trainings, milliseconds. */
  readonly trainMs: number;
}

/** How a trial ended. */
export type TrialOutcome =
  | (Ended & {
      readonly status: 'scored';
      readonly result: TrialScore;
      /** Median over the folds of the rounds their models have. */
      readonly rounds: number;
    })
  | (Ended & { readonly status: 'pruned' })
  | (Ended & { readonly status: 'failed'; readonly error: AppError });
export type ScoredTrial = Extract<TrialOutcome, { status: 'scored' }>;

/** One trial while its folds come in, in whatever order. */
export class RunningTrial {
  readonly trial: Trial;
  /** By fold; whole once the trial is complete. */
  readonly fits: FinishedFit[];
  hasFailed = false;
  #missing: number;

  constructor(trial: Trial, folds: number) {
    this.trial = trial;
    this.fits = new Array<FinishedFit>(folds);
    this.#missing = folds;
  }

  add(fold: number, fit: FinishedFit): void {
    this.fits[fold] = fit;
    this.#missing -= 1;
  }

  get trainMs(): number {
    return this.fits.reduce((sum, fit) => sum + fit.trainMs, 0);
  }

  get rounds(): number {
    const rounds = this.fits.map((fit) => fit.rounds).sort((a, b) => a - b);
    return rounds[rounds.length >> 1];
  }

  get isComplete(): boolean {
    return !this.hasFailed && this.#missing === 0;
  }
}

/** The row of the ledger. A pruned trial has no score; its fold scores are those it was given up by. */
export function toRecord(
  { data, spec, dataHash }: Study,
  outcome: TrialOutcome,
  codeHash: Sha256,
): TrialRecord {
  const { trial, status } = outcome;
  const scored = outcome.status === 'scored' ? outcome.result : null;
  return {
    family: data.dataset.family,
    configHash: trial.configHash,
    status,
    params: trial.params,
    seed: spec.training.seed,
    datasetId: data.dataset.id,
    dataHash,
    codeHash,
    score: scored?.score ?? null,
    sharpePerBar: scored?.sharpePerBar ?? null,
    foldScores: scored?.foldScores ?? outcome.foldValues,
  };
}
