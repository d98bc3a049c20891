/** What trading costs. All figures are basis points (1/10,000) of the traded value. */
export interface Costs {
  /** Full bid-ask spread; half is paid on entry, half on exit. Bars are taken as mid prices. */
  readonly spread: number;
  /** Commission per side. */
  readonly commission: number;
  /** Slippage per side, always against the trade. */
  readonly slippage: number;
  /** Financing per night held; a positive figure is paid, a negative one received. */
  readonly swap?: { readonly long: number; readonly short: number } | undefined;
}

const BASIS_POINT = 1e-4;
const DAY_MS = 86_400_000;

/** What one side of a trade costs, as a share of the traded value: half spread + commission + slippage. */
export const costPerSide = (costs: Costs): number =>
  (costs.spread / 2 + costs.commission + costs.slippage) * BASIS_POINT;

/** Financing of one night, as a share of the position's value; negative when it is received. */
export function swapPerNight(costs: Costs, side: 1 | -1): number {
  if (!costs.swap) return 0;
  return (side === 1 ? costs.swap.long : costs.swap.short) * BASIS_POINT;
}

/** UTC midnights between two instants: a weekend counts three from Friday to Monday, as the triple swap does. */
export const nightsBetween = (fromMs: number, toMs: number): number =>
  Math.floor(toMs / DAY_MS) - Math.floor(fromMs / DAY_MS);
