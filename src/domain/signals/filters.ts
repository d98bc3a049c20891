import type { SignalCandidate } from './candidate.ts';

/** A rule that lets some signals through. Pure; it sees the signals oldest first, and nothing after each of them. */
export interface SignalFilter {
  /** Name under which what it dropped is reported. */
  readonly name: string;
  readonly keep: (signals: readonly SignalCandidate[]) => readonly SignalCandidate[];
}

export interface FilterOutcome {
  readonly kept: readonly SignalCandidate[];
  /** What each filter dropped of what reached it, in the order of the filters. */
  readonly dropped: Readonly<Record<string, readonly SignalCandidate[]>>;
}

/** Sends the signals through one filter after the other. */
export function applyFilters(
  signals: readonly SignalCandidate[],
  filters: readonly SignalFilter[],
): FilterOutcome {
  const dropped: Record<string, readonly SignalCandidate[]> = {};
  let kept = signals;
  for (const filter of filters) {
    const passed = filter.keep(kept);
    const passedSet = new Set(passed);
    dropped[filter.name] = kept.filter((signal) => !passedSet.has(signal));
    kept = passed;
  }
  return { kept, dropped };
}

/** Keeps signals whose expected value after costs is above zero. */
export const positiveExpectedValue: SignalFilter = {
  name: 'expected_value',
  keep: (signals) => signals.filter((signal) => signal.expectedValue > 0),
};

/**
 * Keeps signals while ATR / price of their bar is at most `maxShare`. An ATR that is not yet known drops the
 * signal: a limit that cannot be checked is not held.
 */
export const calmEnough = (atr: Float64Array, maxShare: number): SignalFilter => ({
  name: 'max_atr_share',
  keep: (signals) => signals.filter((signal) => atr[signal.index] / signal.entry <= maxShare),
});

/** Keeps longs above the average of their bar and shorts below it; an average not yet known drops the signal. */
export const withTrend = (average: Float64Array): SignalFilter => ({
  name: 'with_trend',
  keep: (signals) => signals.filter((signal) => (signal.entry - average[signal.index]) * signal.side > 0),
});

/** Keeps a signal when the last one kept is more than `bars` bars back: the next `bars` bars stay quiet. */
export const cooldown = (bars: number): SignalFilter => ({
  name: 'cooldown',
  keep: (signals) => {
    let last = Number.NEGATIVE_INFINITY;
    return signals.filter((signal) => {
      if (signal.index - last <= bars) return false;
      last = signal.index;
      return true;
    });
  },
});
