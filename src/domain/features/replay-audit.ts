import { AppError } from '../../kernel/errors.ts';
import { type Bars, barCount, sliceBars } from '../market/bars.ts';
import { computeColumns, type FeatureColumns } from './compute.ts';

/** A feature whose past changed when later bars arrived: it had looked ahead. */
export interface AuditFinding {
  readonly feature: string;
  /** Last bar of the prefix. */
  readonly cut: number;
  /** Values of bars 0 to `cut` that differ. */
  readonly revisedBars: number;
  /** First bar that differs, and how far before the cut it lies. */
  readonly firstIndex: number;
  readonly depthBars: number;
  /** What was known at the cut, and what the whole series says; NaN: no value. */
  readonly knownThen: number;
  readonly knownLater: number;
}

/**
 * Replays features: computes them on bars 0 to t for each cut t and compares with the run over all bars, bit for bit.
 * No finding means that no value at or before any cut needed a later bar. Cost: one computation a cut.
 *
 * @param cuts Bar indices, 0 to n - 1.
 * @throws AppError `parameter_invalid` for a cut outside the bars or an unknown feature.
 */
export function auditPrefixInvariance(
  names: readonly string[],
  bars: Bars,
  cuts: readonly number[],
): AuditFinding[] {
  return auditReplay((part) => computeColumns(names, part), bars, cuts);
}

/** The audit for any function from bars to columns. @param full What it gives for all bars, when that is known. */
export function auditReplay(
  compute: (bars: Bars) => FeatureColumns,
  bars: Bars,
  cuts: readonly number[],
  full: FeatureColumns = compute(bars),
): AuditFinding[] {
  const n = barCount(bars);
  const outside = cuts.find((cut) => !Number.isInteger(cut) || cut < 0 || cut >= n);
  if (outside !== undefined) {
    throw new AppError('parameter_invalid', `The cut ${outside} is not a bar index from 0 to ${n - 1}`);
  }
  return cuts.flatMap((cut) => {
    const prefix = compute(sliceBars(bars, 0, cut + 1));
    return Object.keys(full).flatMap((feature) =>
      compareColumn(feature, cut, prefix[feature], full[feature]),
    );
  });
}

function compareColumn(
  feature: string,
  cut: number,
  then: Float64Array,
  later: Float64Array,
): AuditFinding[] {
  let firstIndex = -1;
  let revisedBars = 0;
  for (let i = 0; i <= cut; i++) {
    if (Object.is(then[i], later[i])) continue;
    if (revisedBars++ === 0) firstIndex = i;
  }
  if (revisedBars === 0) return [];
  return [
    {
      feature,
      cut,
      revisedBars,
      firstIndex,
      depthBars: cut - firstIndex,
      knownThen: then[firstIndex],
      knownLater: later[firstIndex],
    },
  ];
}
