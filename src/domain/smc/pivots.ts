/** Bars that must close on each side of a pivot before it counts as one. */
export interface PivotWindow {
  readonly barsBefore: number;
  readonly barsAfter: number;
}

/**
 * Finds local maxima in a stream of values. Each call takes the next value and returns the index of the pivot that
 * this value confirms, or -1. Value i is a pivot when it is above the `barsBefore` values before it and not below the
 * `barsAfter` values after it (the first of equals), so it is confirmed with value i + barsAfter.
 *
 * Sliding-window maximum by a monotone queue: constant memory, O(1) a value on average.
 */
export function createPivotDetector({ barsBefore, barsAfter }: PivotWindow): (value: number) => number {
  const width = barsBefore + barsAfter + 1;
  const indices = new Int32Array(width);
  const values = new Float64Array(width);
  let front = 0;
  let size = 0;
  let next = 0;
  const slot = (position: number): number => {
    const place = front + position;
    return place < width ? place : place - width;
  };

  return (value) => {
    const index = next++;
    if (size > 0 && indices[front] <= index - width) {
      front = slot(1);
      size -= 1;
    }
    while (size > 0 && values[slot(size - 1)] < value) size -= 1;
    const last = slot(size);
    indices[last] = index;
    values[last] = value;
    size += 1;
    const candidate = index - barsAfter;
    return candidate >= barsBefore && indices[front] === candidate ? candidate : -1;
  };
}
