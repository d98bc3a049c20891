import { type EntryPrices, entryOrders } from '../../domain/backtest/entry-orders.ts';
import type { SignalCandidate } from '../../domain/signals/candidate.ts';
import { hashJson } from '../../kernel/hash.ts';
import type { BookedSignal, SignalBook } from '../../orchestration/signal-book.ts';
import type { Columns } from '../ports.ts';
import type { Assessment } from './assessment.ts';

/** Every signal with its decision, size and drivers, best first. Pure. */
export function buildSignalBook(assessment: Assessment): SignalBook {
  const { segment, spec, decision, signals } = assessment;
  const { symbol, timeframe, instrument } = segment.dataset;
  return {
    modelId: segment.model.id,
    symbol,
    timeframe,
    currency: instrument.quote,
    accountCurrency: spec.account.currency ?? instrument.quote,
    horizonBars: spec.labels.horizonBars,
    decision,
    signals: signals.map((_, i) => bookedSignal(assessment, i)),
  };
}

function bookedSignal(assessment: Assessment, i: number): BookedSignal {
  const { signals, decisions, drivers, segment, spec } = assessment;
  const signal = signals[i];
  const { decision, reasons, requestedExposure, size } = decisions[i];
  const { symbol, timeframe, instrument } = segment.dataset;
  const at = new Date(signal.timeMs).toISOString();
  const side = signal.side === 1 ? 'long' : 'short';
  const { units, exposure, notional, lossAtStop, lossShare } = size;
  return {
    id: hashJson({ symbol, timeframe, at, side }),
    at,
    side,
    decision,
    reasons: [...reasons],
    entry: signal.entry,
    orders: ordersOf(assessment, signal),
    stop: signal.stop,
    ...exitsOf(spec, signal),
    expiresAt: new Date(signal.expiresMs).toISOString(),
    confidence: signal.confidence,
    quality: signal.quality,
    expectedValue: signal.expectedValue,
    riskAdjusted: signal.riskAdjusted,
    rewardRisk: signal.rewardRisk,
    size: {
      requestedExposure,
      exposure,
      units,
      lots: units / instrument.contractSize,
      notional,
      lossAtStop,
      lossShare,
    },
    drivers: drivers[i].map(({ feature, logOdds }) => ({
      feature: segment.model.features[feature],
      logOdds,
    })),
  };
}

/** Where it is closed on the way up or down, the nearest first, and how much of it there. */
function exitsOf(
  { execution: { scaleOut = [] } }: Assessment['spec'],
  { side, entry, target, targetDistance }: SignalCandidate,
): Pick<BookedSignal, 'targets' | 'shares'> {
  if (scaleOut.length === 0) return { targets: [target] };
  const rest = scaleOut.reduce((left, { share }) => left - share, 1);
  return {
    targets: [...scaleOut.map(({ at }) => entry + side * at * targetDistance), target],
    shares: [...scaleOut.map(({ share }) => share), rest],
  };
}

const ordersOf = ({ spec, segment }: Assessment, signal: SignalCandidate): BookedSignal['orders'] =>
  entryOrders(spec.execution.entry, { ...signal, close: segment.bars.close[signal.index] }).map(bookedOrder);

const bookedOrder = ({ kind, stop, limit }: EntryPrices) => ({
  kind,
  stop: Number.isNaN(stop) ? null : stop,
  limit: Number.isNaN(limit) ? null : limit,
});

const DECISION_CODES = { rejected: 0, reduced: 1, approved: 2 } as const;

/** The decisions as columns beside those of the signals: `decision` is 0 rejected, 1 reduced, 2 approved. */
export function decisionColumns({ decisions }: Assessment): Columns {
  const column = (pick: (own: (typeof decisions)[number]) => number): Float64Array =>
    Float64Array.from(decisions, pick);
  return {
    decision: column((own) => DECISION_CODES[own.decision]),
    requestedExposure: column((own) => own.requestedExposure),
    exposure: column((own) => own.size.exposure),
    units: column((own) => own.size.units),
    lossShare: column((own) => own.size.lossShare),
  };
}
