/**
 * The probability that the upper level pays, from the probability that the side of a primary rule wins: `p` for a long,
 * `1 - p` for a short. NaN, which is never traded, where the rule takes no side, and where its trade is not more likely to
 * win than to lose: a model of meta-labels takes a trade or leaves it, and never turns it round.
 *
 * @param probability By bar: that the primary side wins, 0 to 1.
 * @param side By bar: +1, -1, or 0 where the rule takes none; null when there is no primary rule: `probability` as it is.
 */
export function upProbability(probability: Float64Array, side: Int8Array | null): Float64Array {
  if (side === null) return probability;
  return probability.map((p, i) => {
    if (side[i] === 0 || !(p > 0.5)) return Number.NaN;
    return side[i] > 0 ? p : 1 - p;
  });
}
