/** What can be done to bars, in the order in which it is done. Each step is logged and can be taken back. */
export const REPAIR_STEPS = [
  'sort_by_time',
  'drop_identical_duplicates',
  'drop_conflicting_duplicates',
  'drop_unusable_bars',
  'drop_unfinished_bar',
  'cut_bad_data',
  'drop_weekend',
  'adjust_prices',
  'fill_gaps',
] as const;
export type RepairStep = (typeof REPAIR_STEPS)[number];

/** Steps that are made because somebody asked for them. The others make bars usable at all, and come first. */
export const STEPS_ON_DEMAND: ReadonlySet<RepairStep> = new Set([
  'cut_bad_data',
  'drop_weekend',
  'adjust_prices',
  'fill_gaps',
]);

/** A step and those that come after it. What had nothing left to do is among them: without the step it would have. */
export const stepsFrom = (step: RepairStep): ReadonlySet<RepairStep> =>
  new Set(REPAIR_STEPS.slice(REPAIR_STEPS.indexOf(step)));

/** Steps that leave every bar of the market as it was: the identity of the data does not depend on them. */
export const HARMLESS_STEPS: ReadonlySet<RepairStep> = new Set(['sort_by_time', 'drop_identical_duplicates']);
