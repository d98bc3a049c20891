import type { SignalCandidate } from '../domain/signals/candidate.ts';
import { AppError } from '../kernel/errors.ts';
import type { Signal } from '../orchestration/state.ts';
import type { Columns } from './ports.ts';

const NAMES = [
  'index',
  'timeMs',
  'side',
  'probability',
  'confidence',
  'entry',
  'stop',
  'target',
  'stopDistance',
  'targetDistance',
  'expectedValue',
  'rewardRisk',
] as const satisfies readonly (keyof SignalCandidate)[];

/**
 * Signals as the columns of an artifact, one row a signal in the given order: `side` is +1 or -1, `index` the row
 * of the development bars whose close decides. `kept` is 1 for a signal that is among `kept`, else 0.
 */
export function signalsToColumns(
  signals: readonly SignalCandidate[],
  kept: readonly SignalCandidate[],
): Columns {
  const keptSet = new Set(kept);
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, Float64Array.from(signals, (s) => s[name])])),
    kept: Float64Array.from(signals, (signal) => (keptSet.has(signal) ? 1 : 0)),
  };
}

/** The signals an artifact holds. @throws AppError `agent_output_invalid` when a column is absent. */
export function columnsToSignals(columns: Columns): SignalCandidate[] {
  const missing = NAMES.filter((name) => !columns[name]);
  if (missing.length > 0) {
    throw new AppError('agent_output_invalid', `The signals artifact lacks ${missing.join(', ')}`, {
      details: { missing },
    });
  }
  return Array.from(columns.index, (index, row) => ({
    index,
    timeMs: columns.timeMs[row],
    side: columns.side[row] > 0 ? 1 : -1,
    probability: columns.probability[row],
    confidence: columns.confidence[row],
    entry: columns.entry[row],
    stop: columns.stop[row],
    target: columns.target[row],
    stopDistance: columns.stopDistance[row],
    targetDistance: columns.targetDistance[row],
    expectedValue: columns.expectedValue[row],
    rewardRisk: columns.rewardRisk[row],
  }));
}

/** A signal as the state shows it to people. */
export const toStateSignal = (signal: SignalCandidate): Signal => ({
  at: new Date(signal.timeMs).toISOString(),
  side: signal.side === 1 ? 'long' : 'short',
  confidence: signal.confidence,
  entry: signal.entry,
  stop: signal.stop,
  target: signal.target,
  expectedValue: signal.expectedValue,
});
