import { AppError } from '../../kernel/errors.ts';

export interface PurgeInput {
  /** Bars that have a label, ascending. */
  readonly rows: Int32Array;
  /** By bar: last bar its label looks at. A label spans its own bar to this one, both included. */
  readonly endIndex: Int32Array;
  /** Bars a test looks at, both included. */
  readonly testFrom: number;
  readonly testTo: number;
  /** Bars after the test in which no training label may start. */
  readonly embargoBars: number;
  /** Bars before its own that a row's features look at; 0 to purge by labels alone. */
  readonly lookbackBars?: number;
}

/**
 * Rows that may train against a test over [testFrom, testTo]: those whose label shares no bar with it, and which do
 * not start within the embargo after it (Lopez de Prado 2018, ch. 7.4). The embargo has no counterpart before the test.
 *
 * With a look-back the bars that features read count as well: a label before the test must not reach into what the
 * first test row reads, and the features of a row after the test must not reach back into the test.
 */
export function purgeTrainRows(input: PurgeInput): Int32Array {
  const { rows, endIndex, testFrom, testTo, embargoBars, lookbackBars = 0 } = input;
  const after = testTo + Math.max(embargoBars, lookbackBars);
  return rows.filter((row) => endIndex[row] < testFrom - lookbackBars || row > after);
}

export interface Fold {
  readonly trainRows: Int32Array;
  readonly testRows: Int32Array;
}

export interface PurgedKFoldInput {
  /** Bars that have a label, ascending. */
  readonly rows: Int32Array;
  /** By bar: last bar its label looks at, at least the bar itself. */
  readonly endIndex: Int32Array;
  /** From 2 to the number of rows. */
  readonly folds: number;
  readonly embargoBars: number;
  /** As in `PurgeInput`. */
  readonly lookbackBars?: number;
}

/**
 * K-fold cross-validation for labels that overlap in time. The test parts are contiguous, cover every row once and
 * differ in size by one at most; each one's training part is purged by the label ends and embargoed.
 *
 * @throws AppError `parameter_invalid` for impossible arguments, `data_insufficient` when purging leaves a fold
 *   nothing to train on.
 */
export function purgedKFold(input: PurgedKFoldInput): Fold[] {
  requireFolds(input);
  const { rows, endIndex, folds, embargoBars, lookbackBars = 0 } = input;
  return Array.from({ length: folds }, (_, fold) => {
    const testRows = rows.slice(
      Math.floor((fold * rows.length) / folds),
      Math.floor(((fold + 1) * rows.length) / folds),
    );
    const trainRows = purgeTrainRows({
      rows,
      endIndex,
      testFrom: testRows[0],
      testTo: testRows.reduce((last, row) => Math.max(last, endIndex[row]), 0),
      embargoBars,
      lookbackBars,
    });
    if (trainRows.length > 0) return { trainRows, testRows };
    throw new AppError(
      'data_insufficient',
      `Fold ${fold + 1} of ${folds} has nothing to train on: ${rows.length} labels, an embargo of ${embargoBars} bars. Use fewer folds, a shorter horizon or more data.`,
    );
  });
}

/**
 * The last share of the rows, and what may train against it: what a training watches to know when to stop.
 * @param input.share Above 0 and below 1; at least one row is held out.
 * @throws AppError `data_insufficient` when purging leaves nothing to train on.
 */
export function lastRows({
  share,
  ...input
}: Omit<PurgeInput, 'testFrom' | 'testTo'> & { readonly share: number }): Fold {
  const { rows, endIndex } = input;
  const testRows = rows.slice(Math.min(rows.length - 1, Math.floor((1 - share) * rows.length)));
  const trainRows = purgeTrainRows({
    ...input,
    testFrom: testRows[0],
    testTo: testRows.reduce((last, row) => Math.max(last, endIndex[row]), 0),
  });
  if (trainRows.length > 0) return { trainRows, testRows };
  throw new AppError(
    'data_insufficient',
    `Holding out the last ${testRows.length} of ${rows.length} labels leaves nothing to train on. Use more data, or no early stopping.`,
  );
}

function requireFolds({ rows, endIndex, folds, embargoBars, lookbackBars = 0 }: PurgedKFoldInput): void {
  if (!Number.isInteger(folds) || folds < 2 || folds > rows.length) {
    throw invalid(`${folds} folds; there must be 2 to ${rows.length}, the number of labels`);
  }
  requireSpans({ rows, endIndex, embargoBars, lookbackBars });
}

/** Guards what purging goes by. @throws AppError `parameter_invalid`. */
export function requireSpans({
  rows,
  endIndex,
  embargoBars,
  lookbackBars = 0,
}: Omit<PurgeInput, 'testFrom' | 'testTo'>): void {
  if (!Number.isInteger(lookbackBars) || lookbackBars < 0) {
    throw invalid(`a look-back of ${lookbackBars} bars; it must be an integer from 0`);
  }
  if (!Number.isInteger(embargoBars) || embargoBars < 0) {
    throw invalid(`an embargo of ${embargoBars} bars; it must be an integer from 0`);
  }
  for (let i = 0; i < rows.length; i++) {
    if (i > 0 && rows[i] <= rows[i - 1]) throw invalid(`row ${rows[i]} does not follow row ${rows[i - 1]}`);
    if (!(endIndex[rows[i]] >= rows[i])) {
      throw invalid(`the label of bar ${rows[i]} ends at ${endIndex[rows[i]]}, before the bar itself`);
    }
  }
}

const invalid = (reason: string): AppError =>
  new AppError('parameter_invalid', `Cross-validation: ${reason}`);
