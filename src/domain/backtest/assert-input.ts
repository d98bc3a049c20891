import { AppError, type ErrorIssue } from '../../kernel/errors.ts';
import { barCount } from '../market/bars.ts';
import type { AccountRules } from './account.ts';
import type { Costs } from './costs.ts';
import type { BacktestInput, EntryRule } from './input.ts';

/** @throws AppError `parameter_invalid` with every problem of a backtest's input. */
export function assertBacktestInput(input: BacktestInput): void {
  const issues = [
    ...shapeIssues(input),
    ...costIssues(input.costs),
    ...accountIssues(input.account),
    ...entryIssues(input.entry),
    ...scaleOutIssues(input.scaleOut),
  ];
  if (issues.length === 0) issues.push(...priceIssues(input), ...volumeIssues(input));
  if (issues.length === 0) return;
  const text = issues.map((issue) => `${issue.path} ${issue.message}`).join('; ');
  throw new AppError('parameter_invalid', `The backtest cannot run: ${text}`, { issues });
}

function* shapeIssues(input: BacktestInput): Generator<ErrorIssue> {
  const n = barCount(input.bars);
  const columns = { ...input.bars, side: input.side, stopDistance: input.stopDistance } as const;
  for (const [path, column] of Object.entries({ ...columns, targetDistance: input.targetDistance })) {
    if (column && column.length !== n) yield { path, message: `has ${column.length} values for ${n} bars` };
  }
  const { from, to, horizonBars } = input;
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= n)) {
    yield { path: 'from', message: `to ${to} must be a range inside 0 to ${n}, got ${from}` };
  }
  if (!(Number.isInteger(horizonBars) && horizonBars >= 1)) {
    yield { path: 'horizonBars', message: `must be a whole number of bars from 1, got ${horizonBars}` };
  }
}

function* costIssues({ spread, commission, slippage, swap, financing }: Costs): Generator<ErrorIssue> {
  const figures = {
    ...(spread !== 'data' && { spread }),
    ...(typeof commission === 'number' ? { commission } : under('commission', commission)),
    ...(typeof slippage === 'number' ? { slippage } : under('slippage', slippage)),
    ...(financing && under('financing', financing)),
  };
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === 'number' && !isAtLeast(value, 0)) {
      const unit = name.includes('.') ? 'a number' : 'basis points';
      yield { path: `costs.${name}`, message: `must be ${unit} from 0, got ${value}` };
    }
  }
  if (swap && swap !== 'instrument' && !(Number.isFinite(swap.long) && Number.isFinite(swap.short))) {
    yield { path: 'costs.swap', message: `must be two numbers, got ${swap.long} and ${swap.short}` };
  }
}

const under = (path: string, figures: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${path}.${name}`, value]));

function* accountIssues(account: AccountRules): Generator<ErrorIssue> {
  const { equity, exposure, maxPositions, leverage, stopOut, lotStep } = account;
  const rules: [keyof AccountRules, boolean, string][] = [
    ['equity', equity > 0 && Number.isFinite(equity), 'money above 0'],
    ['maxPositions', Number.isInteger(maxPositions) && maxPositions >= 1, 'a whole number from 1'],
    ['leverage', isAtLeast(leverage, 1), 'a number from 1'],
    ['exposure', exposure > 0 && exposure <= leverage, `above 0 and within the leverage of ${leverage}`],
    ['stopOut', isAtLeast(stopOut, 0) && stopOut < 1, 'a share of the margin, from 0 to below 1'],
    ['lotStep', isAtLeast(lotStep, 0), 'lots from 0'],
  ];
  for (const [name, holds, allowed] of rules) {
    if (!holds) yield { path: `account.${name}`, message: `must be ${allowed}, got ${account[name]}` };
  }
}

function* entryIssues(entry: EntryRule): Generator<ErrorIssue> {
  if (entry.kind === 'market') return;
  if (!(Number.isInteger(entry.bars) && entry.bars >= 1)) {
    yield { path: 'entry.bars', message: `must be a whole number of bars from 1, got ${entry.bars}` };
  }
  for (const [name, value] of Object.entries(entry)) {
    if (!name.toLowerCase().endsWith('offset') || isAtLeast(value as number, 0)) continue;
    yield { path: `entry.${name}`, message: `must be a share of the stop's distance from 0, got ${value}` };
  }
}

function* scaleOutIssues(parts: BacktestInput['scaleOut']): Generator<ErrorIssue> {
  const isShare = (value: number): boolean => value > 0 && value < 1;
  for (const [k, part] of parts.entries()) {
    for (const name of ['share', 'at'] as const) {
      if (isShare(part[name])) continue;
      yield { path: `scaleOut.${k}.${name}`, message: `must be above 0 and below 1, got ${part[name]}` };
    }
    if (k > 0 && !(part.at > parts[k - 1].at)) {
      const message = `must be further than the part before it, at ${parts[k - 1].at}, got ${part.at}`;
      yield { path: `scaleOut.${k}.at`, message };
    }
  }
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  if (total >= 1)
    yield { path: 'scaleOut', message: `must leave something to the target: shares sum to ${total}` };
}

function* priceIssues({ bars, from, to }: BacktestInput): Generator<ErrorIssue> {
  for (const name of ['open', 'high', 'low', 'close'] as const) {
    const i = firstBadPrice(bars[name], from, to);
    if (i >= 0) yield { path: `${name}.${i}`, message: `must be a positive price, got ${bars[name][i]}` };
  }
}

function firstBadPrice(prices: Float64Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    if (!(prices[i] > 0 && prices[i] < Number.POSITIVE_INFINITY)) return i;
  }
  return -1;
}

function* volumeIssues({ bars, costs, from, to }: BacktestInput): Generator<ErrorIssue> {
  if (typeof costs.slippage === 'number' || costs.slippage.model !== 'impact' || from === to) return;
  if (bars.volume.subarray(from, to).some((volume) => volume > 0)) return;
  yield { path: 'costs.slippage', message: 'reads the volume (model "impact"), and the bars have none' };
}

const isAtLeast = (value: number, least: number): boolean => value >= least && Number.isFinite(value);
