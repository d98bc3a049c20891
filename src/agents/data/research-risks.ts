import { type StampFit, stampFit } from '../../domain/quality/stamps.ts';
import type { QualityReport } from '../../orchestration/quality-report.ts';
import { TIMEFRAME_MINUTES, type Timeframe } from '../../orchestration/spec/market.ts';
import type { DatasetSpec } from './dataset-spec.ts';
import type { PreparedData } from './prepare.ts';

/** What a study on these bars can be wrong about although every row is right, and what is known about it. */
export function researchRisks(
  { id, assessment, instrument }: Pick<PreparedData, 'id' | 'assessment' | 'instrument'>,
  { market }: DatasetSpec,
): QualityReport['researchRisks'] {
  const from = (market.resample?.from ?? market.timeframe) as Timeframe;
  const fit = stampFit(assessment.cleaned, TIMEFRAME_MINUTES[from] * 60_000);
  const isShare = instrument.assetClass === 'equity' || instrument.assetClass === 'index';
  return [
    { risk: 'look-ahead', statement: stampStatement(fit, market.stamp) },
    {
      risk: 'adjustment',
      statement:
        market.adjustments.length > 0
          ? `Prices are adjusted back for ${market.adjustments.length} splits and dividends (market.adjustments); levels before them are not those that were traded.`
          : `Prices are taken as the source gives them${isShare ? ': whether splits and dividends are in them is for its vendor to say' : ''}.`,
    },
    {
      risk: 'survivorship',
      statement: `One instrument, chosen today${isShare ? ': those that were delisted since are in no such file' : ''}. A result on it says nothing about a universe as it was known then.`,
    },
    {
      risk: 'revisions',
      statement: `These bars are ${id.slice(0, 12)}; a source that corrects its history gives bars with another id.`,
    },
  ];
}

function stampStatement(fit: StampFit | null, stamp: 'open' | 'close'): string {
  const said =
    stamp === 'close'
      ? 'Stamps were closes by the spec and were put back by one bar.'
      : 'Stamps are taken for opens.';
  if (fit === null)
    return `${said} A bar is known when the next one opens. Bars of this length or market do not show whether they are stamped by open or close.`;
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return `${said} A bar is known when the next one opens. Of ${fit.pauses} long pauses ${percent(fit.byOpen.share)} lie as opens of ${fit.byOpen.session} would, ${percent(fit.byClose.share)} as closes of ${fit.byClose.session} would.`;
}
