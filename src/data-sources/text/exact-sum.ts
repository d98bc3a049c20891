/**
 * Adds numbers up without a rounding error: the sum is the double next to the true one, hence the same in whatever order
 * they come. Partial sums that do not overlap (Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997), rounded as
 * Python's `math.fsum` does it. NaN and infinities go through as in a plain sum.
 */
export class ExactSum {
  /** Growing in size; no two have a digit in common. */
  #partials: number[] = [];
  #notFinite = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) {
      this.#notFinite += value;
      return;
    }
    let sum = value;
    let kept = 0;
    for (const partial of this.#partials) {
      const [large, small] = Math.abs(sum) < Math.abs(partial) ? [partial, sum] : [sum, partial];
      sum = large + small;
      const error = small - (sum - large);
      if (error !== 0) this.#partials[kept++] = error;
    }
    this.#partials.length = kept;
    this.#partials.push(sum);
  }

  value(): number {
    if (this.#notFinite !== 0) return this.#notFinite;
    let at = this.#partials.length - 1;
    let sum = at < 0 ? 0 : this.#partials[at];
    let error = 0;
    while (at > 0 && error === 0) {
      const before = sum;
      const partial = this.#partials[--at];
      sum = before + partial;
      error = partial - (sum - before);
    }
    // Halfway between two doubles: what is below the half decides which one is the nearer.
    if (at > 0 && error * this.#partials[at - 1] > 0) {
      const up = sum + 2 * error;
      if (up - sum === 2 * error) return up;
    }
    return sum;
  }
}
