/**
 * P-value of a resampling test: the observed statistic counts as one of its own draws, so that it is never 0 and the
 * test keeps its level at any number of draws (Davison & Hinkley 1997, ch. 4).
 * @param asExtreme Draws at least as extreme as what was observed.
 */
export const resamplingPValue = (asExtreme: number, draws: number): number => (asExtreme + 1) / (draws + 1);
