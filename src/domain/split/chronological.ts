import { AppError } from '../../kernel/errors.ts';

export interface SplitOptions {
  /** Number of bars. */
  readonly bars: number;
  /** Shares of the bars; they add up to 1. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Bars left out at the start of validation and of test: a label of the segment before may reach into them. */
  readonly embargoBars: number;
}

/** Rows `from` (inclusive) to `to` (exclusive). */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

export interface Split {
  readonly train: Segment;
  readonly validation: Segment;
  readonly test: Segment;
}

/**
 * Train, validation and test in time order. Boundaries lie at round(bars · train) and round(bars · (train + validation));
 * each later segment starts `embargoBars` after its boundary, the last one ends with the last bar.
 * @throws AppError `data_insufficient` when a segment would be empty.
 */
export function chronologicalSplit({ bars, train, validation, test, embargoBars }: SplitOptions): Split {
  const first = Math.round(bars * train);
  const second = Math.round(bars * (train + validation));
  const split = {
    train: { from: 0, to: first },
    validation: { from: first + embargoBars, to: second },
    test: { from: second + embargoBars, to: bars },
  };
  for (const [name, segment] of Object.entries(split)) {
    if (segment.from < segment.to) continue;
    throw new AppError(
      'data_insufficient',
      `${bars} bars leave none for the ${name} segment at shares ${train}/${validation}/${test} with an embargo of ${embargoBars} bars. Use more data, a smaller embargo or other shares.`,
      { details: { bars, segment: name, embargoBars } },
    );
  }
  return split;
}
