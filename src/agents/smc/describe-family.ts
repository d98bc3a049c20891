import type { FeatureFamily } from '../../domain/features/definition.ts';
import { settingsOfColumns } from '../../domain/features/family-settings.ts';
import { structureOptions } from '../../domain/features/market-structure.ts';
import type { Settings } from '../../domain/features/setting-template.ts';
import { wyckoffRules } from '../../domain/features/wyckoff.ts';
import type { Bars } from '../../domain/market/bars.ts';
import { countStructures } from '../../domain/smc/count-events.ts';
import { readStructure } from '../../domain/smc/structure.ts';
import { WYCKOFF_NAMES } from '../../domain/wyckoff/events.ts';
import { readWyckoff } from '../../domain/wyckoff/read-wyckoff.ts';

/** How the families tell people what they found in the bars. */
const DESCRIBE: Readonly<Partial<Record<FeatureFamily, (bars: Bars, settings: Settings) => string>>> = {
  smc: describeStructure,
  wyckoff: describeRanges,
};

/**
 * What a family found in the bars, in a sentence; null when it has nothing to tell.
 * @param names Its columns: what they say was read with the settings that are spoken of.
 */
export const describeFamily = (family: FeatureFamily, names: readonly string[], bars: Bars): string | null =>
  DESCRIBE[family]?.(bars, settingsOfColumns(names)) ?? null;

function describeStructure(bars: Bars, settings: Settings): string {
  const found = countStructures(readStructure(bars, structureOptions(settings)).events);
  return [
    `${found.swings} swings`,
    `${found.bos} breaks of structure`,
    `${found.choch} changes of character`,
    `${found.gaps} fair value gaps (${found.openGaps} still open)`,
    `${found.blocks} order blocks (${found.openBlocks} still open)`,
  ].join(', ');
}

function describeRanges(bars: Bars, settings: Settings): string {
  const { events } = readWyckoff(bars, wyckoffRules(settings));
  const counts = new Map<string, number>();
  for (const { schematic, kind } of events) {
    const name = WYCKOFF_NAMES[schematic][kind];
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const found =
    [...counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'no event of a schematic';
  return `Wyckoff: ${found}.`;
}
