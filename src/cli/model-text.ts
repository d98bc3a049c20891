import type { ModelCard, ModelDetail, ScoredSample } from './api-types.ts';
import { figureText, minuteText } from './figures.ts';
import { estimatesOf, intervalText } from './model-card-text.ts';
import { table } from './table.ts';

type Estimate = ScoredSample['scores'][string];

/** How much of a model's hash people need. */
export const shortId = (id: string): string => id.slice(0, 12);

const MOST_IMPORTANT = 10;

/** A model in full, for a terminal. */
export function modelText(model: ModelDetail): string {
  const { id, stage, symbol, timeframe, workflowId, objective, score, importance, changes } = model;
  const history = changes.map(
    ({ at, from, to, by, reason }) => `${minuteText(at)}  ${from} -> ${to} by ${by}: ${reason}`,
  );
  return [
    id,
    `${stage} on ${symbol} ${timeframe}, trained by ${workflowId} on ${minuteText(model.registeredAt)}`,
    '',
    table(
      [{ heading: 'figure' }, { heading: 'value', isNumeric: true }],
      [
        [objective, figure(score)],
        // The objective is one of them.
        ...Object.entries(model.metrics)
          .filter(([name]) => name !== objective)
          .map(([name, value]) => [name, figure(value)]),
      ],
    ),
    '',
    table(
      [{ heading: 'feature' }, { heading: 'share of gain', isNumeric: true }],
      importance
        .slice(0, MOST_IMPORTANT)
        .map(({ feature, share }) => [feature, `${(share * 100).toFixed(1)} %`]),
    ),
    ...(history.length > 0 ? ['', ...history] : []),
  ].join('\n');
}

/** A model with its card; models of versions before cards have none. */
export interface CardedModel extends ModelDetail {
  readonly card: ModelCard | null;
}

/** Two models side by side: figures of both with their intervals, and what differs in features and parameters. */
export function compareText(a: CardedModel, b: CardedModel): string {
  const keysOf = (left: object, right: object): string[] => [
    ...new Set([...Object.keys(left), ...Object.keys(right)]),
  ];
  const rows: string[][] = [
    ['stage', a.stage, b.stage],
    ['market', `${a.symbol} ${a.timeframe}`, `${b.symbol} ${b.timeframe}`],
    ['objective', a.objective, b.objective],
    ['score', figure(a.score), figure(b.score)],
    ...keysOf(a.metrics, b.metrics).map((name) => [name, figure(a.metrics[name]), figure(b.metrics[name])]),
    ...keysOf(estimates(a), estimates(b)).map((name) => [
      name,
      estimateText(estimates(a)[name]),
      estimateText(estimates(b)[name]),
    ]),
    ['features', String(a.features.length), String(b.features.length)],
    ...keysOf(a.params, b.params)
      .filter((name) => a.params[name] !== b.params[name])
      .map((name) => [name, String(a.params[name] ?? ''), String(b.params[name] ?? '')]),
  ];
  const only = (mine: readonly string[], theirs: readonly string[]): string =>
    mine.filter((name) => !theirs.includes(name)).join(', ') || 'none';
  return [
    table([{ heading: '' }, { heading: shortId(a.id) }, { heading: shortId(b.id) }], rows),
    '',
    `features only in ${shortId(a.id)}: ${only(a.features, b.features)}`,
    `features only in ${shortId(b.id)}: ${only(b.features, a.features)}`,
  ].join('\n');
}

/** What the final model scored on the validation segment, which had no part in its making. */
const estimates = ({ card }: CardedModel): Readonly<Record<string, Estimate>> =>
  Object.fromEntries(
    Object.entries(card?.evaluation.validation ? estimatesOf(card.evaluation.validation) : {}).map(
      ([name, estimate]) => [`validation ${name}`, estimate],
    ),
  );

const estimateText = (estimate: Estimate | undefined): string =>
  estimate ? `${figureText(estimate.value)} (${intervalText(estimate.interval) || 'no interval'})` : '';

const figure = (value: number | undefined): string => (value === undefined ? '' : figureText(value));
