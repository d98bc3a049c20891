import { type StructureOptions, StructureReader, type StructureSeries } from '../smc/structure.ts';
import type { Derivation } from './inputs.ts';

/** How the features read market structure. */
export const STRUCTURE_OPTIONS = {
  swing: { barsBefore: 5, barsAfter: 5 },
  recentGapBars: 50,
  reclaimBars: 3,
  equalAtr: 0.1,
  displacementAtr: 1.5,
  displacementBody: 0.6,
  externalSwing: { barsBefore: 25, barsAfter: 25 },
} as const satisfies StructureOptions;

/** The structure of the bars, read once for all features of the family. */
export const marketStructure: Derivation<StructureSeries> = () => {
  const reader = new StructureReader(STRUCTURE_OPTIONS);
  return ({ bars }) => reader.read(bars);
};
