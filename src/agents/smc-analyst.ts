import type { Agent } from './agent.ts';
import { discoverFeatures } from './feature-family.ts';

/** Reads market structure by Smart Money Concepts and offers it as features. */
export const smcAnalyst: Agent = {
  role: 'smc_analyst',
  run: (input, context) => discoverFeatures('smc', input, context),
};
