import type { Bars } from '../../domain/market/bars.ts';
import type { Instrument } from '../../domain/market/instrument-families.ts';
import { usableBars } from '../../domain/quality/repair.ts';
import { returnsAsOf } from '../../domain/risk/open-positions.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { OpenPosition } from '../../orchestration/spec/risk.ts';
import type { NewsSpec } from '../../orchestration/spec/signals.ts';
import { symbolOfSource } from '../../orchestration/spec/source.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { DatasetInfo } from '../../orchestration/state.ts';
import type { AgentContext } from '../agent.ts';
import { barsToColumns } from '../columns.ts';
import { NEWS_IMPACTS } from '../ports.ts';
import { companionBars } from './companion-bars.ts';

interface Beside {
  /** The development bars. */
  readonly shown: Bars;
  readonly instrument: Instrument;
  /** The second market in bars of its source; null without one. */
  readonly companion: Bars | null;
  /** Open of the first sealed bar, ms. */
  readonly sealedFromMs: number;
}

/**
 * What later agents need to know beside the bars, over the development bars: returns of the positions that are open
 * already, when news is due, and the second market. It is read here because nobody else may read a source, which holds
 * sealed prices too.
 */
export async function storeBeside(
  { risk, signals, market }: WorkflowSpec,
  { shown, instrument, companion, sealedFromMs }: Beside,
  context: AgentContext,
): Promise<Pick<DatasetInfo, 'openPositions' | 'news' | 'companion'>> {
  const barMs = TIMEFRAME_MINUTES[market.timeframe] * 60_000;
  const { news } = signals.filters;
  return {
    ...(risk.openPositions.length > 0 && {
      openPositions: await context.artifacts.putColumns(
        'open_positions',
        await positionReturns(risk.openPositions, shown.timeMs, barMs, context),
      ),
    }),
    ...(news && {
      news: await context.artifacts.putColumns('news', {
        timeMs: await newsTimes(news, instrument, context),
      }),
    }),
    ...(companion &&
      market.companion && {
        companion: {
          symbol: market.companion.symbol ?? symbolOfSource(market.companion.source),
          bars: await context.artifacts.putColumns(
            'companion_bars',
            barsToColumns(companionBars(companion, market, { fromMs: shown.timeMs[0], sealedFromMs })),
          ),
        },
      }),
  };
}

/** One column a position, in the order of the spec: its return over each development bar. */
async function positionReturns(
  positions: readonly OpenPosition[],
  timeMs: Float64Array,
  barMs: number,
  { marketData, signal, progress }: AgentContext,
): Promise<Record<string, Float64Array>> {
  const endMs = timeMs.map((open) => open + barMs);
  const columns: Record<string, Float64Array> = {};
  for (const [i, { source, symbol, timeframe }] of positions.entries()) {
    progress(0.85, `reading ${symbol}, which is open already`);
    const raw = await marketData.read(source, signal, undefined, { symbol });
    const bars = usableBars(raw.bars);
    const lengthMs = TIMEFRAME_MINUTES[timeframe] * 60_000;
    const prices = { knownMs: bars.timeMs.map((open) => open + lengthMs), close: bars.close };
    columns[positionColumn(i)] = returnsAsOf(prices, timeMs[0], endMs);
  }
  return columns;
}

/** Column of the i-th position of the spec, from 0. */
export const positionColumn = (i: number): string => `position_${i + 1}`;

/** When the news that counts is due, ascending. Times are known beforehand, so that later ones give nothing away. */
async function newsTimes(
  { path, currencies, impact }: NewsSpec,
  { base, quote }: Instrument,
  { marketData, signal }: AgentContext,
): Promise<Float64Array> {
  const wanted = new Set(['ALL', ...(currencies ?? [base, quote])]);
  const least = NEWS_IMPACTS.indexOf(impact);
  const events = await marketData.readNews(path, signal);
  return Float64Array.from(
    events.filter((event) => wanted.has(event.currency) && NEWS_IMPACTS.indexOf(event.impact) >= least),
    (event) => event.timeMs,
  );
}
