/** Distances in price units, all above zero but the cost, which may be zero. */
export interface TradeDistances {
  readonly targetDistance: number;
  readonly stopDistance: number;
  /** Cost of the round trip, price units a unit. */
  readonly cost: number;
}

/**
 * Reward per unit of risk with the costs on both sides of the fraction: `(target - cost) / (stop + cost)`.
 * Negative when the costs eat the whole target; null when there is no risk to divide by.
 */
export function rewardRisk({ targetDistance, stopDistance, cost }: TradeDistances): number | null {
  const risk = stopDistance + cost;
  if (!(risk > 0) || !Number.isFinite(targetDistance)) return null;
  return (targetDistance - cost) / risk;
}
