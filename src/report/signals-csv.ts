import type { SignalBook } from '../orchestration/signal-book.ts';

type Signal = SignalBook['signals'][number];

const COLUMNS: readonly (readonly [string, (signal: Signal) => string | number])[] = [
  ['id', (s) => s.id],
  ['at', (s) => s.at],
  ['side', (s) => s.side],
  ['decision', (s) => s.decision],
  ['reasons', (s) => s.reasons.map((reason) => reason.rule).join(' ')],
  ['entry', (s) => s.entry],
  ['stop', (s) => s.stop],
  ['targets', (s) => s.targets.join(' ')],
  ['expires_at', (s) => s.expiresAt],
  ['confidence', (s) => s.confidence],
  ['quality', (s) => s.quality],
  ['expected_value', (s) => s.expectedValue],
  ['risk_adjusted', (s) => s.riskAdjusted],
  ['reward_risk', (s) => s.rewardRisk],
  ['requested_exposure', (s) => s.size.requestedExposure],
  ['exposure', (s) => s.size.exposure],
  ['units', (s) => s.size.units],
  ['lots', (s) => s.size.lots],
  ['loss_share', (s) => s.size.lossShare],
  ['drivers', (s) => s.drivers.map(({ feature, logOdds }) => `${feature}=${logOdds}`).join(' ')],
  ['orders', (s) => (s.orders ?? []).map(orderText).join(' ')],
  ['shares', (s) => (s.shares ?? [1]).join(' ')],
];

/** Signals as a table (RFC 4180), one row a signal in the order of the book; several values in one cell have a blank between. */
export function signalsToCsv({ signals }: Pick<SignalBook, 'signals'>): string {
  const header = COLUMNS.map(([name]) => name);
  const rows = signals.map((signal) => COLUMNS.map(([, value]) => cell(value(signal))));
  return [header, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** `stop_limit:1.1050/1.1060` rests at the first price and fills up to the second. */
const orderText = ({ kind, stop, limit }: NonNullable<Signal['orders']>[number]): string => {
  const prices = [stop, limit].filter((price) => price !== null);
  return prices.length === 0 ? kind : `${kind}:${prices.join('/')}`;
};

const cell = (value: string | number): string =>
  typeof value === 'string' && /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
