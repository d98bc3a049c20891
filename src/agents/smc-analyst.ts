import { FEATURE_FAMILIES, type FeatureFamily } from '../domain/features/definition.ts';
import { STRUCTURE_OPTIONS } from '../domain/features/market-structure.ts';
import type { Bars } from '../domain/market/bars.ts';
import { countStructures } from '../domain/smc/count-events.ts';
import { readStructure } from '../domain/smc/structure.ts';
import { WYCKOFF_NAMES } from '../domain/wyckoff/events.ts';
import { readWyckoff, volumeBasis } from '../domain/wyckoff/read-wyckoff.ts';
import type { AgentPatch } from '../orchestration/state.ts';
import type { Agent, AgentContext } from './agent.ts';
import { discoverFeatures, isWanted, readDevelopmentBars } from './feature-family.ts';
import { overlaysDocument } from './smc/overlays-document.ts';

/** Families the analyst reads, and how it tells people what it found. */
const DESCRIBE: Readonly<Partial<Record<FeatureFamily, (bars: Bars) => string>>> = {
  smc: describeStructure,
  wyckoff: describeRanges,
};
const FAMILIES = FEATURE_FAMILIES.filter((family) => family !== 'technical');

/**
 * Reads market structure by Smart Money Concepts, ICT and Wyckoff and offers it as features, one set a family. What it
 * read is stored as drawings too, an artifact of the workflow that charts can use.
 */
export const smcAnalyst: Agent = {
  role: 'smc_analyst',
  run: async (input, context) => {
    const wanted = FAMILIES.filter((family) => isWanted(family, input));
    if (wanted.length === 0) return discoverFeatures('smc', input, context);
    const patches: AgentPatch[] = [];
    for (const [i, family] of wanted.entries()) {
      const share = progressOf(context, i / wanted.length, 1 / wanted.length);
      patches.push(await discoverFeatures(family, input, share, DESCRIBE[family]));
    }
    const bars = await readDevelopmentBars(input, context);
    const overlays = await context.artifacts.putJson('overlays', overlaysDocument(bars, wanted));
    return { ...mergeDiscoveries(patches), overlays };
  },
};

/** The context of one family's share of the work: its progress counts for `share`, from `start` on. */
const progressOf = (context: AgentContext, start: number, share: number): AgentContext => ({
  ...context,
  progress: (fraction, message) => context.progress(start + share * fraction, message),
});

const mergeDiscoveries = (patches: readonly AgentPatch[]): AgentPatch => ({
  candidateFeatures: patches.flatMap(({ candidateFeatures }) => candidateFeatures ?? []),
  messages: patches.flatMap(({ messages }) => messages ?? []),
  warnings: patches.flatMap(({ warnings }) => warnings ?? []),
});

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

function describeRanges(bars: Bars): string {
  const { events } = readWyckoff(bars);
  const counts = new Map<string, number>();
  for (const { schematic, kind } of events) {
    const name = WYCKOFF_NAMES[schematic][kind];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const basis = {
    traded: 'Volume is traded volume.',
    tick: 'Volume counts price changes: a proxy of effort.',
    none: 'There is no volume: signs that need it are missing.',
  }[volumeBasis(bars, 'tick')];
  const found =
    [...counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'no event of a schematic';
  return `Wyckoff: ${found}. ${basis}`;
}
