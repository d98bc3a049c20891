import { AppError } from '../../kernel/errors.ts';

export interface EarlyStoppingRule {
  /** Rounds without a better score after which the training ends, from 1. */
  readonly rounds: number;
  /** Name of the metric to watch; the first one when absent. */
  readonly metric?: string | undefined;
}

/** LightGBM's metrics whose higher value is the better one (`factor_to_bigger_better` in its sources). */
const HIGHER_IS_BETTER = /^(auc|auc_mu|average_precision|ndcg(@\d+)?|map(@\d+)?)$/;

/** Watches one metric from round to round. */
export class EarlyStopping {
  bestRound = 0;
  readonly #rule: EarlyStoppingRule;
  readonly #own: { readonly name: string; readonly higherIsBetter: boolean } | undefined;
  #best = Number.NEGATIVE_INFINITY;

  /** @throws AppError `parameter_invalid` for fewer than one round. */
  constructor(rule: EarlyStoppingRule, own?: { readonly name: string; readonly higherIsBetter: boolean }) {
    if (!Number.isInteger(rule.rounds) || rule.rounds < 1) {
      throw new AppError(
        'parameter_invalid',
        `Early stopping after ${rule.rounds} rounds; it must be an integer from 1`,
      );
    }
    this.#rule = rule;
    this.#own = own;
  }

  /** Takes the scores of a round (from 1); true when the training should end. */
  isOver(round: number, scores: ReadonlyMap<string, number>): boolean {
    const [name, value] = this.#watched(scores);
    const score = this.#isHigherBetter(name) ? value : -value;
    if (score > this.#best) {
      this.#best = score;
      this.bestRound = round;
    }
    return round - this.bestRound >= this.#rule.rounds;
  }

  #watched(scores: ReadonlyMap<string, number>): readonly [string, number] {
    const name = this.#rule.metric ?? scores.keys().next().value;
    const value = name === undefined ? undefined : scores.get(name);
    if (name !== undefined && value !== undefined) return [name, value];
    const known = [...scores.keys()].join(', ') || 'none';
    throw new AppError(
      'parameter_invalid',
      `There is no metric ${name ?? ''} to stop by; computed are: ${known}`,
    );
  }

  #isHigherBetter(name: string): boolean {
    return this.#own?.name === name ? this.#own.higherIsBetter : HIGHER_IS_BETTER.test(name);
  }
}
