import { STRUCTURE_OPTIONS } from '../domain/features/market-structure.ts';
import type { Bars } from '../domain/market/bars.ts';
import { countStructures } from '../domain/smc/count-events.ts';
import { readStructure } from '../domain/smc/structure.ts';
import type { Agent } from './agent.ts';
import { discoverFeatures } from './feature-family.ts';

/** Reads market structure by Smart Money Concepts and offers it as features. */
export const smcAnalyst: Agent = {
  role: 'smc_analyst',
  run: (input, context) => discoverFeatures('smc', input, context, describeStructure),
};

function describeStructure(bars: Bars): string {
  const found = countStructures(readStructure(bars, STRUCTURE_OPTIONS).events);
  return [
    `${found.swings} swings`,
    `${found.bos} breaks of structure`,
    `${found.choch} changes of character`,
    `${found.gaps} fair value gaps (${found.openGaps} still open)`,
    `${found.blocks} order blocks (${found.openBlocks} still open)`,
  ].join(', ');
}
