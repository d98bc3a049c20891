import type { EntryRule } from './input.ts';
import type { OrderKind } from './order.ts';

/** A bar that decided to enter. */
export interface EntryDecision {
  readonly side: 1 | -1;
  readonly close: number;
  /** Price units; Infinity: no stop, and then nothing to measure the offsets in: orders rest at the close. */
  readonly stopDistance: number;
}

/** The order a decision places: kind and prices, NaN where the kind has none. */
export interface EntryPrices {
  readonly kind: Exclude<OrderKind, 'trailing_stop'>;
  readonly limit: number;
  readonly stop: number;
}

/**
 * The orders an entry rule places after a decision, of which the first to fill cancels the others. Where there are two
 * the stop comes first: of two prices that one bar may reach, the worse one.
 */
export function entryOrders(
  entry: EntryRule,
  { side, close, stopDistance }: EntryDecision,
): readonly [EntryPrices] | readonly [EntryPrices, EntryPrices] {
  const unit = Number.isFinite(stopDistance) ? side * stopDistance : 0;
  switch (entry.kind) {
    case 'market':
      return [{ kind: 'market', limit: Number.NaN, stop: Number.NaN }];
    case 'limit':
      return [{ kind: 'limit', limit: close - entry.offset * unit, stop: Number.NaN }];
    case 'stop':
      return [{ kind: 'stop', limit: Number.NaN, stop: close + entry.offset * unit }];
    case 'stop_limit': {
      const limit = close + (entry.offset + entry.limitOffset) * unit;
      return [{ kind: 'stop_limit', limit, stop: close + entry.offset * unit }];
    }
    case 'oco':
      return [
        { kind: 'stop', limit: Number.NaN, stop: close + entry.offset * unit },
        { kind: 'limit', limit: close - entry.limitOffset * unit, stop: Number.NaN },
      ];
  }
}

/**
 * The price an entry is planned at when it is decided: where its order rests (of a stop with a limit, and of a stop beside
 * a limit, the stop), the close for an order that fills at the next open.
 */
export function plannedEntry(entry: EntryRule, decision: EntryDecision): number {
  const [{ kind, limit, stop }] = entryOrders(entry, decision);
  if (kind === 'market') return decision.close;
  return kind === 'limit' ? limit : stop;
}

/** Bars an entry order rests, from 1, the bar after its signal included: never longer than a position may be held. */
export const restingBars = (entry: EntryRule, horizonBars: number): number =>
  entry.kind === 'market' ? 1 : Math.min(entry.bars, horizonBars);
