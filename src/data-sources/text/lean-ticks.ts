import type { TableColumns } from './layout.ts';
import { leanPrices } from './lean-prices.ts';
import type { ShapedFormat } from './shaped-formats.ts';

const NAME = /(?:^|[/\\_])tick(?=[/\\_.]|$)/i;
const KIND = /_(trade|quote)(?=[_.]|$)/i;
const TIME = /^\d{1,8}(\.\d+)?$/;

/** Columns by kind and width (LEAN's data formats of equities, coins and currencies). */
const TABLES: Readonly<
  Record<string, { readonly names: readonly string[]; readonly columns: TableColumns }>
> = {
  'trade 6': {
    names: ['time', 'price', 'quantity', 'exchange', 'condition', 'suspicious'],
    columns: trades({ suspicious: 5 }),
  },
  'trade 3': { names: ['time', 'price', 'quantity'], columns: trades({ suspicious: null }) },
  'quote 8': {
    names: ['time', 'bid', 'bid size', 'ask', 'ask size', 'exchange', 'condition', 'suspicious'],
    columns: quotes({ bid: 1, ask: 3, suspicious: 7 }),
  },
  'quote 5': {
    names: ['time', 'bid', 'bid size', 'ask', 'ask size'],
    columns: quotes({ bid: 1, ask: 3, suspicious: null }),
  },
  'quote 3': { names: ['time', 'bid', 'ask'], columns: quotes({ bid: 1, ask: 2, suspicious: null }) },
};

/**
 * Trades and quotes of LEAN, one a row: milliseconds since midnight, prices of equities in ten-thousandths on New York's
 * clock, plain ones of coins and currencies on UTC. That they are ticks, and of which kind, is in their names alone
 * (`equity/usa/tick/spy/20131008_trade.zip`); null when they say nothing of the kind. The first row decides: a later one that
 * is no tick is refused where it stands.
 */
export function leanTicks(
  rows: readonly (readonly string[])[],
  names: readonly string[],
): ShapedFormat | null {
  if (!names.some((name) => NAME.test(name)) || !TIME.test(rows[0][0])) return null;
  const kind = names.map((name) => KIND.exec(name)?.[1]).find((found) => found !== undefined);
  const table = TABLES[`${kind?.toLowerCase()} ${rows[0].length}`];
  if (!table) return null;
  const { prices } = table.columns;
  const priced = prices.kind === 'ticks' ? [prices.bid, prices.ask] : [1];
  const { zone, integerScale } = leanPrices(rows, priced, names);
  return {
    format: prices.kind === 'ticks' ? 'LEAN quote ticks' : 'LEAN trade ticks',
    zone,
    dateOrder: 'ymd',
    ...table,
    integerScale,
    isSinceMidnight: true,
  };
}

function trades({ suspicious }: { readonly suspicious: number | null }): TableColumns {
  return {
    time: 0,
    timeOfDay: null,
    prices: { kind: 'trades', price: 1, suspicious },
    volume: 2,
    spread: null,
  };
}

function quotes({
  bid,
  ask,
  suspicious,
}: {
  readonly bid: number;
  readonly ask: number;
  readonly suspicious: number | null;
}): TableColumns {
  return {
    time: 0,
    timeOfDay: null,
    // A row quotes one side; zeros are in the place of the other.
    prices: { kind: 'ticks', bid, ask, suspicious, isZeroUnquoted: true },
    volume: null,
    spread: null,
  };
}
