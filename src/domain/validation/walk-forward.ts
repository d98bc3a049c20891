import { AppError } from '../../kernel/errors.ts';

export interface WalkForwardPlan {
  /** Number of bars. */
  readonly rows: number;
  /** Out-of-sample windows, >= 1. */
  readonly windows: number;
  /** Share of the bars before the first window, 0 to 1 exclusive. */
  readonly initialTrain: number;
  /** Training always starts at bar 0 (anchored), or keeps the length of the first training window (rolling). */
  readonly anchored: boolean;
  /** Bars left out between the end of the last training label and the window. */
  readonly embargoBars: number;
  /** Last bar that each bar's label looks at; -1: no label. */
  readonly endIndex: Int32Array;
}

export interface WalkForwardWindow {
  /** First bar that may be trained on. */
  readonly trainFrom: number;
  /** Bars to train on, ascending: labelled, and their label ends before the window by more than the embargo. */
  readonly trainRows: Int32Array;
  /** Bars of the window: from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
}

/**
 * Plans a walk-forward: the bars after the initial training part are cut into windows of equal length (the
 * remainder goes to the first ones); together they cover every one of those bars once, in order.
 * @throws AppError `parameter_invalid` for an impossible plan, `data_insufficient` when a window would be
 *   shorter than two bars or have nothing to train on.
 */
export function walkForwardWindows(plan: WalkForwardPlan): WalkForwardWindow[] {
  assertPlan(plan);
  const { rows, windows, anchored } = plan;
  const first = Math.floor(rows * plan.initialTrain);
  if (rows - first < 2 * windows) {
    throw new AppError(
      'data_insufficient',
      `${windows} walk-forward windows need at least ${2 * windows} bars after the first training part; there are ${rows - first}`,
    );
  }
  return Array.from({ length: windows }, (_, k) => {
    const from = windowStart(k, first, plan);
    const trainFrom = anchored ? 0 : from - first;
    const trainRows = knownLabels(plan, trainFrom, from);
    if (trainRows.length === 0) {
      throw new AppError(
        'data_insufficient',
        `Walk-forward window ${k + 1} has no labelled bar to train on before bar ${from}`,
      );
    }
    return { trainFrom, trainRows, from, to: windowStart(k + 1, first, plan) };
  });
}

function windowStart(k: number, first: number, { rows, windows }: WalkForwardPlan): number {
  const length = Math.floor((rows - first) / windows);
  const remainder = (rows - first) % windows;
  return first + k * length + Math.min(k, remainder);
}

/** Bars of [trainFrom, from) whose label ends at least `embargoBars` whole bars before `from`. */
function knownLabels(plan: WalkForwardPlan, trainFrom: number, from: number): Int32Array {
  const known: number[] = [];
  for (let row = trainFrom; row < from; row++) {
    const end = plan.endIndex[row];
    if (end >= 0 && end + plan.embargoBars < from) known.push(row);
  }
  return Int32Array.from(known);
}

function assertPlan({ rows, windows, initialTrain, embargoBars, endIndex }: WalkForwardPlan): void {
  const issues = [
    Number.isInteger(windows) && windows >= 1 ? '' : `windows must be a whole number from 1, got ${windows}`,
    initialTrain > 0 && initialTrain < 1 ? '' : `initialTrain must be between 0 and 1, got ${initialTrain}`,
    Number.isInteger(embargoBars) && embargoBars >= 0
      ? ''
      : `embargoBars must be a whole number from 0, got ${embargoBars}`,
    endIndex.length === rows ? '' : `endIndex has ${endIndex.length} values for ${rows} bars`,
  ].filter(Boolean);
  if (issues.length > 0) throw new AppError('parameter_invalid', `Walk-forward plan: ${issues.join('; ')}`);
}
