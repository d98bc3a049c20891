import { type StructureOptions, StructureReader, type StructureSeries } from '../smc/structure.ts';
import { type Derivation, keyed } from './inputs.ts';
import type { Settings } from './setting-template.ts';
import { type ParameterRange, realRange, wholeRange } from './template.ts';

/** How the features read market structure unless a name says otherwise. */
export const STRUCTURE_OPTIONS = {
  swing: { barsBefore: 5, barsAfter: 5 },
  recentGapBars: 50,
  breakBy: 'close',
  reclaimBars: 3,
  equalAtr: 0.1,
  displacementAtr: 1.5,
  displacementBody: 0.6,
  externalSwing: { barsBefore: 25, barsAfter: 25 },
} as const satisfies StructureOptions;

/** What a name may set of the reading. `breakByWick` is 1 when a wick beyond a swing breaks it, 0 when it takes a close. */
export const STRUCTURE_SETTINGS = {
  barsBefore: wholeRange(STRUCTURE_OPTIONS.swing.barsBefore, 1, 500),
  barsAfter: wholeRange(STRUCTURE_OPTIONS.swing.barsAfter, 1, 500),
  externalBarsBefore: wholeRange(STRUCTURE_OPTIONS.externalSwing.barsBefore, 1, 500),
  externalBarsAfter: wholeRange(STRUCTURE_OPTIONS.externalSwing.barsAfter, 1, 500),
  breakByWick: wholeRange(0, 0, 1),
  recentGapBars: wholeRange(STRUCTURE_OPTIONS.recentGapBars, 1),
  reclaimBars: wholeRange(STRUCTURE_OPTIONS.reclaimBars, 1, 100),
  equalAtr: realRange(STRUCTURE_OPTIONS.equalAtr, 0, 5),
  displacementAtr: realRange(STRUCTURE_OPTIONS.displacementAtr, 0.1, 20),
  displacementBody: realRange(STRUCTURE_OPTIONS.displacementBody, 0, 1),
} as const satisfies Readonly<Record<string, ParameterRange>>;
export type StructureSetting = keyof typeof STRUCTURE_SETTINGS;

/** The settings of these names, for a column that depends on them. */
export const structureSettings = <Name extends StructureSetting>(
  ...names: readonly Name[]
): Readonly<Record<Name, ParameterRange>> =>
  Object.fromEntries(names.map((name) => [name, STRUCTURE_SETTINGS[name]])) as Readonly<
    Record<Name, ParameterRange>
  >;

/** What the structure is read by; settings that are not given are as usual. */
export function structureOptions(settings: Partial<Settings<StructureSetting>>): Required<StructureOptions> {
  const of = (name: StructureSetting): number => settings[name] ?? STRUCTURE_SETTINGS[name].default;
  return {
    swing: { barsBefore: of('barsBefore'), barsAfter: of('barsAfter') },
    externalSwing: { barsBefore: of('externalBarsBefore'), barsAfter: of('externalBarsAfter') },
    breakBy: of('breakByWick') === 1 ? 'wick' : 'close',
    recentGapBars: of('recentGapBars'),
    reclaimBars: of('reclaimBars'),
    equalAtr: of('equalAtr'),
    displacementAtr: of('displacementAtr'),
    displacementBody: of('displacementBody'),
  };
}

/** The structure of the bars, read once for all columns with the same settings. */
export function marketStructure(settings: Partial<Settings<StructureSetting>>): Derivation<StructureSeries> {
  const options = structureOptions(settings);
  return keyed('structure', options, () => {
    const reader = new StructureReader(options);
    return ({ bars }) => reader.read(bars);
  });
}
