import type { QualityReport } from './quality-report.ts';

/** What was done to a source's figures so that they are prices, oldest bar first: in sentences, for people. */
export function readingSteps({
  isReversed,
  priceScale,
}: Pick<NonNullable<QualityReport['reading']>, 'isReversed' | 'priceScale'>): readonly string[] {
  return [
    ...(isReversed ? ['The file has its newest bar first: the bars were turned around.'] : []),
    ...(priceScale === 1 ? [] : [`Prices are the figures of the file divided by ${priceScale}.`]),
  ];
}
