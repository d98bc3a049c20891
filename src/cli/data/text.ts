import type { QualityReport } from '../../orchestration/quality-report.ts';
import { readingSteps } from '../../orchestration/reading-steps.ts';
import { figureText } from '../figures.ts';
import { table } from '../table.ts';

type Statistics = NonNullable<QualityReport['statistics']>;

/** The statistics panel of a file, for people. */
export function statisticsText(statistics: Statistics): string {
  const { gapPoints, rangePoints, bodyPoints, spread } = statistics;
  const points = (name: string, { mean, max }: { mean: number; max: number }) => [
    name,
    `mean ${figureText(mean)}, largest ${figureText(max)} points`,
  ];
  const rows = [
    ['bars', `${statistics.bars}, ${statistics.firstAt} to ${statistics.lastAt}`],
    ['prices', `${statistics.minPrice} to ${statistics.maxPrice}`],
    ['digits', `${statistics.digits}, one point is ${statistics.point}`],
    points('open against the close before', gapPoints),
    points('high to low', rangePoints),
    points('open to close', bodyPoints),
    ['longest time off', `${figureText(statistics.maxDaysOff)} days`],
    ...(spread
      ? [['spread', `median ${figureText(spread.median)}, 99th percentile ${figureText(spread.p99)}`]]
      : []),
  ];
  return [
    table([{ heading: 'property' }, { heading: 'value' }], rows),
    topText('longest pauses (days)', statistics.longestPauses),
    topText('largest bodies (points)', statistics.largestBodies),
    topText('largest ranges (points)', statistics.largestRanges),
    topText('largest gaps (points)', statistics.largestGaps),
    ...(spread ? [hoursText(spread.byHour)] : []),
  ].join('\n\n');
}

/** The median spread of the hours in which bars open. */
const hoursText = (byHour: NonNullable<Statistics['spread']>['byHour']): string =>
  table(
    [{ heading: 'hour (UTC)' }, { heading: 'median spread', isNumeric: true }],
    byHour.flatMap((value, hour) => (value === null ? [] : [[String(hour), figureText(value)]])),
  );

function topText(heading: string, extremes: Statistics['longestPauses']): string {
  const rows = extremes.map(({ at, value }) => [at, figureText(value)]);
  return table([{ heading: heading }, { heading: '', isNumeric: true }], rows);
}

/** Format and clock of the source, how the clock is known, and what was done to the figures. */
export function readingLines(reading: NonNullable<QualityReport['reading']>): string[] {
  const { format, zone, provider, remarks, ignoredColumns } = reading;
  const from = Object.entries(provider ?? {}).flatMap(([what, name]) => (name ? [`${what} ${name}`] : []));
  return [
    `${format}, stamps in ${zone.name} (${zone.basis}): ${zone.evidence}`,
    ...(from.length > 0 ? [from.join(', ')] : []),
    ...(ignoredColumns.length > 0 ? [`columns not read: ${ignoredColumns.join(', ')}`] : []),
    ...readingSteps(reading),
    ...remarks,
  ];
}

/** The contract the bars are taken for. */
export const instrumentLine = ({
  symbol,
  assetClass,
  base,
  quote,
  digits,
  contractSize,
  tickValue,
  session,
}: QualityReport['instrument']): string =>
  `${symbol}: ${assetClass.replace('_', ' ')}, ${base} in ${quote}, ${digits} digits, ${contractSize} a lot, a point of a lot is ${tickValue} ${quote}, session ${session.replace('_', ' ')}`;

/** Score, verdict, findings with what can be done, coverage by year. */
export function qualityText(report: QualityReport): string {
  const { score, verdict, findings, coverage, calendar, repairs } = report;
  const lines = [
    `${report.symbol} ${report.timeframe}, ${report.bars} bars, ${report.firstAt} to ${report.lastAt}`,
    `quality ${score} of 100, ${verdict.replaceAll('_', ' ')}`,
    `calendar ${calendar.kind}: ${calendar.evidence}`,
    `coverage ${(coverage.share * 100).toFixed(2)} %, ${coverage.missing} bars missing`,
    `dataset ${report.datasetId}`,
    ...(report.lineage
      ? [
          `made from ${report.lineage.parent}, undone: ${report.lineage.undone.map(({ message }) => message).join('; ')}`,
        ]
      : []),
    instrumentLine(report.instrument),
    ...(report.reading ? readingLines(report.reading) : []),
  ];
  for (const { severity, rule, message, examples, repair } of findings) {
    lines.push('', `${severity}: ${rule}`, `  ${message}`);
    for (const { at, detail } of examples) lines.push(`  ${at}  ${detail}`);
    if (repair) lines.push(`  ${repair.applied ? 'done' : 'on offer'}: ${repair.how}`);
  }
  if (repairs.length > 0) lines.push('', 'repairs', ...repairs.map(({ message }) => `  ${message}`));
  const risks = report.researchRisks.map(({ risk, statement }) => `  ${risk}: ${statement}`);
  return [...lines, '', yearsText(coverage.months), '', 'what no check of the rows can show', ...risks].join(
    '\n',
  );
}

function yearsText(months: QualityReport['coverage']['months']): string {
  const years = new Map<number, { bars: number; missing: number }>();
  for (const { year, bars, missing } of months) {
    const sum = years.get(year) ?? { bars: 0, missing: 0 };
    years.set(year, { bars: sum.bars + bars, missing: sum.missing + missing });
  }
  return table(
    [
      { heading: 'year' },
      { heading: 'bars', isNumeric: true },
      { heading: 'missing', isNumeric: true },
      { heading: 'coverage', isNumeric: true },
    ],
    [...years].map(([year, { bars, missing }]) => [
      String(year),
      String(bars),
      String(missing),
      `${((100 * bars) / (bars + missing)).toFixed(2)} %`,
    ]),
  );
}
