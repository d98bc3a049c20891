/**
 * Series that any language rebuilds to the last bit: the linear congruential generator of C's `rand`
 * (1103515245, 12345, mod 2^31), shifted to -0.5 … 0.5. Oracles were computed over them.
 */
export function lcgSeries(n: number, seed: number): Float64Array {
  let state = BigInt(seed);
  return Float64Array.from({ length: n }, () => {
    state = (1_103_515_245n * state + 12_345n) % 2_147_483_648n;
    return Number(state) / 2_147_483_648 - 0.5;
  });
}

/** `x[i] = rho x[i - 1] + noise[i]`, from 0. */
export function autoregressive(noise: Float64Array, rho: number): Float64Array {
  let last = 0;
  return noise.map((value) => {
    last = rho * last + value;
    return last;
  });
}
