import type { ModelCard, ModelDrift, ScoredSample, Shift } from './api-types.ts';
import { figureText, minuteText } from './figures.ts';
import { table } from './table.ts';

const MOST_IMPORTANT = 8;

/** What a card says, for a terminal: where the model comes from, how sure its scores are, what speaks against it. */
export function modelCardText(card: ModelCard): string {
  const { data, labels, training, evaluation, explanation, limits } = card;
  return [
    `data      ${data.symbol} ${data.timeframe} from ${data.source}, quality ${data.qualityScore} of 100; trained ${minuteText(data.trainedFrom)} to ${minuteText(data.trainedTo)}`,
    `labels    ${labels.up} up, ${labels.down} down, mean uniqueness ${figureText(labels.meanUniqueness)}`,
    `training  ${training.trials} trials, ${training.folds} folds, seed ${training.seed}, ${training.calibration} calibration`,
    '',
    scoreTable(evaluation.outOfFold, evaluation.validation),
    ...(explanation
      ? [
          '',
          table(
            [
              { heading: 'feature' },
              { heading: 'log loss when shuffled', isNumeric: true },
              { heading: '95 % interval', isNumeric: true },
            ],
            explanation.permutation
              .slice(0, MOST_IMPORTANT)
              .map(({ feature, lossIncrease, interval }) => [
                feature,
                figureText(lossIncrease),
                intervalText(interval),
              ]),
          ),
        ]
      : []),
    '',
    'limits',
    ...limits.map((limit) => `- ${limit}`),
  ].join('\n');
}

/** Prediction and features as they are now against the training, the most moved first. */
export function modelDriftText({
  bars,
  firstAt,
  lastAt,
  features,
  sinceValidation,
  prediction,
}: ModelDrift): string {
  const laterOf = new Map(sinceValidation.map((shift) => [shift.feature, shift]));
  const row = (shift: Shift, later: Shift | null | undefined): string[] => [
    shift.feature,
    figureText(shift.psi),
    figureText(shift.ks),
    later ? figureText(later.psi) : '',
    later ? figureText(later.ks) : '',
    shareText(shift.missing),
    shareText(shift.missingBefore),
  ];
  return [
    `${bars} bars the model has not seen, ${minuteText(firstAt)} to ${minuteText(lastAt)}`,
    '',
    table(
      [
        { heading: '' },
        { heading: 'stability index since training', isNumeric: true },
        { heading: 'KS', isNumeric: true },
        { heading: 'since validation', isNumeric: true },
        { heading: 'KS', isNumeric: true },
        { heading: 'missing', isNumeric: true },
        { heading: 'before', isNumeric: true },
      ],
      [
        ...(prediction.train ? [row(prediction.train, prediction.validation)] : []),
        ...features.map((shift) => row(shift, laterOf.get(shift.feature))),
      ],
    ),
  ].join('\n');
}

/** What a person asks for first of all that is measured of a record; the whole table is on the card. */
const MAIN_METRICS = ['total_return', 'cagr', 'max_drawdown', 'profit_factor', 'expectancy', 'trades'];

/** The scores of a sample, and what trading it would have brought, by name. */
export function estimatesOf({ scores, profit }: ScoredSample): ScoredSample['scores'] {
  const metrics = profit.metrics.filter(({ name }) => MAIN_METRICS.includes(name));
  return {
    ...scores,
    sharpe: profit.sharpe,
    ...Object.fromEntries(
      metrics.map(({ name, value, low, high }) => [
        name,
        { value, interval: low === null || high === null ? null : { low, high } },
      ]),
    ),
  };
}

function scoreTable(outOfFold: ScoredSample, validation: ScoredSample | null): string {
  const [left, right] = [estimatesOf(outOfFold), validation && estimatesOf(validation)];
  return table(
    [
      { heading: 'score' },
      { heading: `out of fold (${outOfFold.rows})`, isNumeric: true },
      { heading: '95 % interval', isNumeric: true },
      { heading: `validation (${validation?.rows ?? 0})`, isNumeric: true },
      { heading: '95 % interval', isNumeric: true },
    ],
    Object.entries(left).map(([name, estimate]) => {
      const later = right?.[name];
      return [
        name,
        figureText(estimate.value),
        intervalText(estimate.interval),
        later ? figureText(later.value) : '',
        later ? intervalText(later.interval) : '',
      ];
    }),
  );
}

export const intervalText = (interval: { readonly low: number; readonly high: number } | null): string =>
  interval ? `${figureText(interval.low)} to ${figureText(interval.high)}` : '';

const shareText = (share: number): string => `${(share * 100).toFixed(1)} %`;
