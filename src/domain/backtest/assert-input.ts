import { AppError, type ErrorIssue } from '../../kernel/errors.ts';
import { barCount } from '../market/bars.ts';
import type { BacktestInput } from './input.ts';

/** @throws AppError `parameter_invalid` with every problem of a backtest's input. */
export function assertBacktestInput(input: BacktestInput): void {
  const issues = [...shapeIssues(input)];
  if (issues.length === 0) issues.push(...priceIssues(input));
  if (issues.length === 0) return;
  const text = issues.map((issue) => `${issue.path} ${issue.message}`).join('; ');
  throw new AppError('parameter_invalid', `The backtest cannot run: ${text}`, { issues });
}

function* shapeIssues(input: BacktestInput): Generator<ErrorIssue> {
  const n = barCount(input.bars);
  const columns = { ...input.bars, side: input.side, stopDistance: input.stopDistance } as const;
  for (const [path, column] of Object.entries({ ...columns, targetDistance: input.targetDistance })) {
    if (column.length !== n) yield { path, message: `has ${column.length} values for ${n} bars` };
  }
  const { from, to, horizonBars, costs } = input;
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= n)) {
    yield { path: 'from', message: `to ${to} must be a range inside 0 to ${n}, got ${from}` };
  }
  if (!(Number.isInteger(horizonBars) && horizonBars >= 1)) {
    yield { path: 'horizonBars', message: `must be a whole number of bars from 1, got ${horizonBars}` };
  }
  for (const name of ['spread', 'commission', 'slippage'] as const) {
    if (!(costs[name] >= 0 && Number.isFinite(costs[name]))) {
      yield { path: `costs.${name}`, message: `must be basis points from 0, got ${costs[name]}` };
    }
  }
  if (costs.swap && !(Number.isFinite(costs.swap.long) && Number.isFinite(costs.swap.short))) {
    yield { path: 'costs.swap', message: 'must be two numbers of basis points' };
  }
}

function* priceIssues({ bars, from, to }: BacktestInput): Generator<ErrorIssue> {
  for (const name of ['open', 'high', 'low', 'close'] as const) {
    for (let i = from; i < to; i++) {
      const price = bars[name][i];
      if (price > 0 && price < Number.POSITIVE_INFINITY) continue;
      yield { path: `${name}.${i}`, message: `must be a positive price, got ${price}` };
      break;
    }
  }
}
