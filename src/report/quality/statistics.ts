import type { QualityReport } from '../../orchestration/quality-report.ts';
import { type Html, html } from '../html.ts';
import { facts, subheading, table } from '../section.ts';

type Statistics = NonNullable<QualityReport['statistics']>;

/** The statistics panel: prices, mean and largest moves in points, and the nine largest of each. */
export function statisticsPart(statistics: Statistics): Html {
  const { gapPoints, rangePoints, bodyPoints, spread } = statistics;
  const points = ({ mean, max }: { mean: number; max: number }) =>
    `mean ${round(mean)}, largest ${round(max)} points`;
  return html`${facts([
    ['Bars', statistics.bars],
    ['Prices', `${statistics.minPrice} to ${statistics.maxPrice}`],
    ['Digits', `${statistics.digits}, point ${statistics.point}`],
    ['Open against the close before', points(gapPoints)],
    ['High to low', points(rangePoints)],
    ['Open to close', points(bodyPoints)],
    ['Longest time off', `${round(statistics.maxDaysOff)} days`],
    ...(spread
      ? [['Spread', `median ${round(spread.median, 6)}, 99th percentile ${round(spread.p99, 6)}`] as const]
      : []),
  ])}
  ${top('Longest pauses, days', statistics.longestPauses)}
  ${top('Largest ranges, points', statistics.largestRanges)}
  ${top('Largest bodies, points', statistics.largestBodies)}
  ${top('Largest gaps, points', statistics.largestGaps)}
  ${spread && hours(spread.byHour)}`;
}

/** The median spread of the hours in which bars open. */
const hours = (byHour: readonly (number | null)[]): Html =>
  html`${subheading('Spread by hour, UTC')}${table(
    [{ title: 'Hour' }, { title: 'median, price units', numeric: true }],
    byHour.flatMap((value, hour) => (value === null ? [] : [[hour, round(value, 6)]])),
    'Spread by hour, UTC',
  )}`;

const top = (title: string, rows: Statistics['longestPauses']): Html =>
  html`${subheading(title)}${table(
    [{ title: 'Bar' }, { title: title.split(', ')[1] ?? '', numeric: true }],
    rows.map(({ at, value }) => [at, round(value)]),
    title,
  )}`;

const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
