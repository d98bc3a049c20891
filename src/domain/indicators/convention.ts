/**
 * Whose seeding an indicator follows where the libraries differ.
 *
 * - `talib` (the default): TA-Lib's classic mode. Averages are seeded with the simple mean of their first window and
 *   have no value before it is full; the true range starts at the second bar.
 * - `tulip`: Tulip Indicators. Exponential averages start at the first value; the first true range is high - low.
 *
 * Where the difference is more than a seed (RSI and CMO without movement, the parabolic stop, the level of OBV) the default is
 * `tulip`: a missing value where there is nothing to divide, and each author's own definition. docs/indicators.md lists
 * every indicator the two libraries disagree on.
 *
 * NaN policy, the same for all indicators and both conventions: a value that is not finite is missing. A window that
 * holds a missing value has no value; a recursive average or a running total stops there and is seeded anew from the
 * values after it.
 * So leading NaN (the warm-up of another indicator) only add to the warm-up.
 */
export type Convention = 'talib' | 'tulip';
