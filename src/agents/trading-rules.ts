import type { TradingRules } from '../domain/backtest/input.ts';
import { findZone } from '../domain/time/zone.ts';
import { AppError } from '../kernel/errors.ts';
import { instrumentOfMarket } from '../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';

/** What of a spec says how it trades. */
export type TradingSpec = Pick<
  WorkflowSpec,
  'market' | 'labels' | 'costs' | 'account' | 'execution' | 'risk'
>;

/** How a spec trades: what every backtest of it shares. */
export const tradingRules = ({
  market,
  labels,
  costs,
  account,
  execution,
  risk,
}: TradingSpec): TradingRules => ({
  horizonBars: labels.horizonBars,
  costs,
  account: { ...account, equity: risk.accountEquity },
  instrument: instrumentOfMarket(market),
  entry: execution.entry,
  trailingStop: execution.trailingStop,
  scaleOut: execution.scaleOut ?? [],
  sessions: execution.sessions ? sessionsOf(execution.sessions) : null,
});

function sessionsOf({
  zone: name,
  windows,
  flat,
}: NonNullable<WorkflowSpec['execution']['sessions']>): NonNullable<TradingRules['sessions']> {
  const zone = findZone(name);
  if (!zone) throw new AppError('internal', `The zone ${name} of a parsed spec is not known`);
  return {
    zone,
    windows: windows.map(({ days, from, to }) => ({ days, from: minuteOf(from), to: minuteOf(to) })),
    flat,
  };
}

function minuteOf(timeOfDay: string): number {
  const [hours, minutes] = timeOfDay.split(':').map(Number);
  return hours * 60 + minutes;
}
