import { type Bars, barCount } from '../../../domain/market/bars.ts';
import { alignCompanion } from '../../../domain/market/companion.ts';
import { instrumentOf } from '../../../domain/market/instruments.ts';
import { barsPerYear } from '../../../domain/split/bars-per-year.ts';
import { joinPairs } from '../../../domain/validation/robustness/join-bars.ts';
import { retention } from '../../../domain/validation/robustness/score.ts';
import { annualised } from '../../../domain/validation/sharpe.ts';
import { AppError } from '../../../kernel/errors.ts';
import { instrumentOfMarket, TIMEFRAME_MINUTES } from '../../../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../../../orchestration/spec/spec.ts';
import type { AgentContext } from '../../agent.ts';
import { columnsToBars } from '../../columns.ts';
import { fitOnce } from '../../training/fit-once.ts';
import { forEachInFlight } from '../../training/in-flight.ts';
import { scoreTrial } from '../../training/score-trial.ts';
import { fitTask, openStudy } from '../../training/study.ts';
import { labelSegment } from '../../training/training-data.ts';
import type { Study } from '../study.ts';
import { sharpeOf } from './stressed-trades.ts';

/** What is left of the configuration's annual Sharpe ratio on other bars, 0 to 1; null: it could not be asked. */
export interface Transfer {
  /** On pairs of bars; null where they are too few to train on. */
  readonly timeframe: number | null;
  /** On the second market of the spec; null without one, or where it cannot be traded by the spec's rules. */
  readonly symbol: number | null;
}

/**
 * Whether the configuration (features, parameters, labels and rules of trading, not the trained model) earns on bars of
 * twice the length, and on the second market, too: trained and traded out of fold there and on the own bars.
 * @throws what the training throws.
 */
export async function measureTransfer(study: Study, context: AgentContext): Promise<Transfer> {
  const pairs = await sharpeOn(study, joinPairs(study.bars), study.spec, context);
  const second = await onCompanion(study, context);
  if (pairs === null && second === null) return { timeframe: null, symbol: null };
  const own = await crossValidated(study, study.bars, study.spec, context);
  return {
    timeframe: pairs && retention(own, pairs.sharpe),
    symbol: second && retention(own, second.sharpe),
  };
}

/** A Sharpe ratio that was measured; null where nothing was ever traded. */
interface Measured {
  readonly sharpe: number | null;
}

/** @returns null where the bars are too few to train on. */
async function sharpeOn(
  study: Study,
  bars: Bars,
  spec: WorkflowSpec,
  context: AgentContext,
): Promise<Measured | null> {
  try {
    return { sharpe: await crossValidated(study, bars, spec, context) };
  } catch (error) {
    const isTooLittle =
      error instanceof AppError && (error.code === 'data_insufficient' || error.code === 'labels_degenerate');
    if (isTooLittle) return null;
    throw error;
  }
}

async function onCompanion(study: Study, context: AgentContext): Promise<Measured | null> {
  const { companion } = study.dataset;
  if (!companion) return null;
  const bars = columnsToBars(await context.artifacts.getColumns(companion.bars));
  // A cost that is read from the data cannot be read from data without it.
  if (study.spec.costs.spread === 'data' && !bars.spread) return null;
  if (barCount(bars) < 2) return null;
  const spec = specOfCompanion(study.spec, companion.symbol);
  return sharpeOn(study, { ...bars, ...beside(bars, study) }, spec, context);
}

/** The own market as the second one of the second: what reads both reads them the other way round. */
function beside(bars: Bars, { bars: own, spec }: Study) {
  const barMs = TIMEFRAME_MINUTES[spec.market.timeframe] * 60_000;
  return alignCompanion(bars, barMs, own, barMs);
}

/**
 * The spec as it trades the second market: its contract is what the registry knows of the symbol. The account stays in its
 * currency where that is one side of the contract; else it is kept in the contract's quote currency and any size is traded,
 * since money of the one is none of the other.
 */
function specOfCompanion(spec: WorkflowSpec, symbol: string): WorkflowSpec {
  const { base, quote } = instrumentOf(symbol, {});
  const currency = spec.account.currency ?? instrumentOfMarket(spec.market).quote;
  const isSide = currency === base || currency === quote;
  const account = {
    ...spec.account,
    currency: isSide ? currency : quote,
    conversionRate: undefined,
    conversion: undefined,
    ...(!isSide && { lotStep: 0 }),
  };
  return { ...spec, account, market: { ...spec.market, symbol, instrument: {} } };
}

/** Annual Sharpe ratio of the model's configuration under purged cross-validation; null where it is undefined. */
async function crossValidated(
  { dataset, model, plan, newsMs }: Study,
  bars: Bars,
  spec: WorkflowSpec,
  context: AgentContext,
): Promise<number | null> {
  const { features } = model;
  const candidates = await context.compute.calculate('columns', { names: features, bars }, context.signal);
  const data = { dataset, candidates, ...(await labelSegment(bars, features, spec, newsMs, context)) };
  const own = openStudy(data, { features, foldFeatures: [], columns: candidates }, spec, plan);
  const predictions = new Array<Float64Array>(data.folds.length);
  await forEachInFlight([...data.folds.entries()], context.compute.concurrency, async ([k, fold]) => {
    const rows = { trainRows: fold.trainRows, predictRows: fold.testRows };
    predictions[k] = (await fitOnce(fitTask(own, own, model.params, rows), context)).predictions;
  });
  const { returns } = await scoreTrial(own, predictions, context);
  return annualised(sharpeOf(returns), barsPerYear(bars.timeMs));
}
