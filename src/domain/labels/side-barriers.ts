import type { Barriers } from './barrier-distances.ts';

/** Barrier distances of the side that each bar takes. */
export interface SideDistances {
  readonly targetDistance: Float64Array;
  readonly stopDistance: Float64Array;
}

/**
 * The bracket of each bar's side. There is one pair of price levels a bar, and both sides trade between them: the
 * upper one is the target of a long and the stop of a short, the lower one the other way round. So a label answers
 * for both sides: +1 is what a long wins and a short loses by, -1 the reverse, and `1 - p` is the probability of the
 * very event that pays a short. With unequal barriers a short therefore has the reverse of a long's reward and risk.
 */
export function sideBarriers({ target, stop }: Barriers, side: Int8Array): SideDistances {
  const pick = (long: Float64Array, short: Float64Array): Float64Array =>
    long.map((distance, i) => (side[i] < 0 ? short[i] : distance));
  return { targetDistance: pick(target, stop), stopDistance: pick(stop, target) };
}
