import { entryBars } from '../domain/backtest/sessions.ts';
import { settingsOf } from '../domain/features/choice.ts';
import { computeColumns } from '../domain/features/compute.ts';
import { nameWithSettings } from '../domain/features/family-settings.ts';
import { atr } from '../domain/indicators/atr.ts';
import { sma } from '../domain/indicators/sma.ts';
import type { Bars } from '../domain/market/bars.ts';
import { type FilterSeries, TREND_BARS } from '../domain/signals/filter-chain.ts';
import { volatilityRegimes } from '../domain/signals/regime.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { type TradingSpec, tradingRules } from './trading-rules.ts';

/** ATR period of the volatility filters. */
const ATR_BARS = 14;
const CONFLUENCE = 'smc_confluence';

/** What of a spec decides what the filters read. */
export type FilterSpec = TradingSpec & Pick<WorkflowSpec, 'features'>;

/** What the filters of a spec read of the bars alone, one value a bar. */
export type FilterColumns = Pick<FilterSeries, 'atr' | 'trendAverage' | 'regime' | 'mayEnter' | 'confluence'>;

/** The column the filters and the quality of signals read as confluence: with the settings of the spec's smc family. */
export const confluenceColumn = ({ features }: Pick<WorkflowSpec, 'features'>): string =>
  nameWithSettings(CONFLUENCE, settingsOf(features.smc));

/**
 * Only what filters ask for is computed; the confluence, bullish less bearish readings of the structure with the settings
 * of the spec's smc family, counts in the quality of signals, too.
 */
export function filterColumns(bars: Bars, spec: FilterSpec): FilterColumns {
  const { sessions } = tradingRules(spec);
  const confluence = confluenceColumn(spec);
  const range = atr(bars, ATR_BARS);
  return {
    atr: range,
    trendAverage: sma(bars.close, TREND_BARS),
    regime: volatilityRegimes(range, bars.close),
    mayEnter: sessions && entryBars(bars.timeMs, sessions),
    confluence: computeColumns([confluence], bars)[confluence],
  };
}
