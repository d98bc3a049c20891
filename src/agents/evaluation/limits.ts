import type { CardSample, ModelCard } from '../../orchestration/model-card.ts';

/** Independent labels a sample should have before its scores mean much. */
const MIN_INDEPENDENT = 200;
/** A stability index above this is read as a lot. */
const STRONG_SHIFT = 0.25;
/** A difference of log loss between test and training rows that tells of learning by heart. */
const WIDE_GAP = 0.1;

type Facts = Pick<ModelCard, 'labels' | 'evaluation' | 'learningCurve' | 'drift' | 'training'>;

/** What the figures of a card say against the model, in sentences; what holds for every model comes last. */
export const limitsOf = (card: Facts): string[] => [
  ...limitsOfLabels(card),
  ...limitsOfScores(card.evaluation.outOfFold, 'out of fold'),
  ...(card.evaluation.validation
    ? limitsOfScores(card.evaluation.validation, 'on the validation segment')
    : ['The validation segment holds no label: nothing is said about the model after its train segment.']),
  ...limitsOfLearning(card),
  ...limitsOfDrift(card),
  `It is the best of ${card.training.trials} tried configurations: its out-of-fold figures are flattered by the choice; the deflated Sharpe ratio of the validation accounts for it.`,
  'Backtests fill at the next open with the costs of the spec and know no market impact. Past results of a model say little about its future ones.',
];

function limitsOfLabels({ labels, evaluation }: Facts): string[] {
  const independent = Math.round(labels.meanUniqueness * evaluation.outOfFold.rows);
  if (independent >= MIN_INDEPENDENT) return [];
  return [
    `Its ${evaluation.outOfFold.rows} labels overlap and say about as much as ${independent} independent ones.`,
  ];
}

function limitsOfScores({ scores, profit, slices }: CardSample, where: string): string[] {
  const found: string[] = [];
  const { auc } = scores;
  if (auc.value === null) found.push(`The AUC ${where} is not defined: there is one class only.`);
  else if (!auc.interval || auc.interval.low <= 0.5) {
    found.push(`The AUC ${where} is ${auc.value.toFixed(3)}; its interval does not rule out a coin.`);
  }
  const { sharpe } = profit;
  if (sharpe.value === null) found.push(`It never traded ${where}.`);
  else if (!sharpe.interval || sharpe.interval.low <= 0) {
    found.push(
      `The Sharpe ratio ${where} is ${sharpe.value.toFixed(2)}; its interval does not rule out zero.`,
    );
  }
  const lost = slices.filter((slice) => slice.totalReturn < 0).map((slice) => `${slice.by} ${slice.name}`);
  if (lost.length > 0) found.push(`It lost money ${where} in: ${lost.join(', ')}.`);
  return found;
}

function limitsOfLearning({ learningCurve }: Facts): string[] {
  const full = learningCurve.at(-1);
  const before = learningCurve.at(-2);
  if (!full || !before) return [];
  const found: string[] = [];
  if (full.test - full.train > WIDE_GAP) {
    found.push(
      `It knows its training rows better than others (log loss ${full.train.toFixed(3)} against ${full.test.toFixed(3)}).`,
    );
  }
  if (full.test < before.test) {
    found.push('Its loss still falls as it is given more history: more data may help.');
  }
  return found;
}

function limitsOfDrift({ drift }: Facts): string[] {
  const moved = drift.features.filter(({ psi }) => psi !== null && psi > STRONG_SHIFT);
  if (moved.length === 0) return [];
  const names = moved.slice(0, 5).map(({ feature }) => feature);
  return [
    `${moved.length} of ${drift.features.length} features have moved strongly between train and validation segment (stability index above ${STRONG_SHIFT}): ${names.join(', ')}.`,
  ];
}
