import type { Rng } from '../../src/kernel/rng.ts';
import { HOURLY_SD, type ReturnProcess } from './price-process.ts';

/** Markets in which no rule earns anything before costs: prices are martingales. */
export const NO_EDGE_KINDS = ['random-walk', 'garch', 'bootstrap'] as const;
export type NoEdgeKind = (typeof NO_EDGE_KINDS)[number];

/** Bollerslev's GARCH(1,1); the weights of the last shock and of the last variance, their sum below 1. */
export const GARCH = { shock: 0.05, memory: 0.93 } as const;

/** Independent normal log returns. The drift takes out what the convexity of the exponential adds. */
export const randomWalk =
  (rng: Rng): ReturnProcess =>
  () => ({ logReturn: HOURLY_SD * rng.normal() - HOURLY_SD ** 2 / 2, sd: HOURLY_SD });

/**
 * Normal shocks of a variance that remembers: v = w + shock * e² + memory * v (Bollerslev 1986). Volatility can be
 * foretold, direction cannot. Unconditional variance w / (1 - shock - memory), begun there.
 */
export function garch(rng: Rng): ReturnProcess {
  const base = HOURLY_SD ** 2 * (1 - GARCH.shock - GARCH.memory);
  let variance = HOURLY_SD ** 2;
  return () => {
    const sd = Math.sqrt(variance);
    const shock = sd * rng.normal();
    const drift = -variance / 2;
    variance = base + GARCH.shock * shock ** 2 + GARCH.memory * variance;
    return { logReturn: shock + drift, sd };
  };
}

/**
 * Real returns in an order that means nothing: drawn with replacement, one by one, so that fat tails stay and every
 * structure in time is gone. Centred, and scaled to the volatility of the other markets.
 * @param closes Closes of a real market, at least three.
 */
export function bootstrap(rng: Rng, closes: Float64Array): ReturnProcess {
  const returns = Float64Array.from({ length: closes.length - 1 }, (_, i) =>
    Math.log(closes[i + 1] / closes[i]),
  );
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const squares = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const scale = HOURLY_SD / Math.sqrt(squares / returns.length);
  const centred = returns.map((value) => scale * (value - mean));
  const growth = centred.reduce((sum, value) => sum + Math.exp(value), 0) / centred.length;
  return () => ({ logReturn: centred[rng.integer(centred.length)] - Math.log(growth), sd: HOURLY_SD });
}
