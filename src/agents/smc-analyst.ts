import { chosenFeatures } from '../domain/features/choice.ts';
import { FEATURE_FAMILIES } from '../domain/features/definition.ts';
import type { AgentPatch } from '../orchestration/state.ts';
import type { Agent, AgentContext } from './agent.ts';
import { discoverFeatures, isWanted, readDevelopmentBars } from './feature-family.ts';

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
      patches.push(await discoverFeatures(family, input, share));
    }
    const bars = await readDevelopmentBars(input, context);
    const families = Object.fromEntries(
      wanted.map((family) => [family, chosenFeatures(family, input.spec.features).map(({ name }) => name)]),
    );
    const drawn = await context.compute.calculate('overlays', { bars, families }, context.signal);
    const overlays = await context.artifacts.putJson('overlays', drawn);
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
