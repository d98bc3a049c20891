import type { SignalCandidate } from '../../domain/signals/candidate.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Signal } from '../../orchestration/state.ts';
import type { Columns } from '../ports.ts';
import { DRIVERS, type Driver } from './drivers.ts';

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
  'riskAdjusted',
  'quality',
  'expiresMs',
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
  requireColumns(columns, NAMES);
  return Array.from(
    columns.index,
    (_, row) =>
      ({
        ...Object.fromEntries(NAMES.map((name) => [name, columns[name][row]])),
        side: columns.side[row] > 0 ? 1 : -1,
      }) as SignalCandidate,
  );
}

/** Drivers of each signal as columns: `driver1` is the number of a feature of the model, `driver1LogOdds` what it added. */
export function driversToColumns(drivers: readonly (readonly Driver[])[]): Columns {
  const column = (k: number, pick: (driver: Driver) => number): Float64Array =>
    Float64Array.from(drivers, (own) => (own[k] ? pick(own[k]) : Number.NaN));
  return Object.fromEntries(
    Array.from({ length: DRIVERS }, (_, k) => [
      [`driver${k + 1}`, column(k, (driver) => driver.feature)] as const,
      [`driver${k + 1}LogOdds`, column(k, (driver) => driver.logOdds)] as const,
    ]).flat(),
  );
}

/** What `driversToColumns` wrote. @throws AppError `agent_output_invalid` when a column is absent. */
export function columnsToDrivers(columns: Columns): Driver[][] {
  const names = Array.from(
    { length: DRIVERS },
    (_, k) => [`driver${k + 1}`, `driver${k + 1}LogOdds`] as const,
  );
  requireColumns(columns, names.flat());
  return Array.from(columns[names[0][0]], (_, row) =>
    names
      .map(([feature, logOdds]) => ({ feature: columns[feature][row], logOdds: columns[logOdds][row] }))
      .filter(({ feature }) => !Number.isNaN(feature)),
  );
}

function requireColumns(columns: Columns, names: readonly string[]): void {
  const missing = names.filter((name) => !columns[name]);
  if (missing.length === 0) return;
  throw new AppError('agent_output_invalid', `The signals artifact lacks ${missing.join(', ')}`, {
    details: { missing },
  });
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
  quality: signal.quality,
  expiresAt: new Date(signal.expiresMs).toISOString(),
});
