/** An indicator of each window on its own, straight from its definition: slow, and nothing carried over. */
export function eachWindow(
  values: ArrayLike<number>,
  width: number,
  of: (part: readonly number[]) => number,
): number[] {
  const all = Array.from(values);
  return all.map((_, i) => {
    const part = all.slice(Math.max(0, i - width + 1), i + 1);
    return i < width - 1 || !part.every(Number.isFinite) ? Number.NaN : of(part);
  });
}

export const total = (part: readonly number[]): number => part.reduce((sum, value) => sum + value, 0);
export const meanOf = (part: readonly number[]): number => total(part) / part.length;
/** Mean of the k-th powers of the distances from the mean. */
export function centralMoment(part: readonly number[], k: number): number {
  const mean = meanOf(part);
  return meanOf(part.map((value) => (value - mean) ** k));
}
export function correlationOf(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [meanOf(xs), meanOf(ys)];
  const products = total(xs.map((x, i) => (x - mx) * (ys[i] - my)));
  return (
    products / Math.sqrt(total(xs.map((x) => (x - mx) ** 2))) / Math.sqrt(total(ys.map((y) => (y - my) ** 2)))
  );
}
