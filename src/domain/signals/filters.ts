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

/** A filter that asks each signal alone. */
export const eachSignal = (name: string, keeps: (signal: SignalCandidate) => boolean): SignalFilter => ({
  name,
  keep: (signals) => signals.filter(keeps),
});

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

/** What a filter did, measured on the trades that each signal would have been, alone. */
export interface FilterEffect {
  readonly name: string;
  /** Signals that reached it, and how many of them it dropped. */
  readonly reached: number;
  readonly dropped: number;
  /** Of the dropped: those that could have been filled. */
  readonly traded: number;
  /** Sum and mean of their net returns, shares of the position; the mean is null without a trade. */
  readonly droppedReturn: number;
  readonly droppedMean: number | null;
  /** What dropping them saved: `-droppedReturn`. Negative: it cost that much. */
  readonly saved: number;
  /** Mean net return of those it let through; null without a trade. */
  readonly keptMean: number | null;
}

/**
 * What each filter dropped, and what that cost or saved out of sample. Each signal is taken as a trade of its own, so that
 * overlapping signals count fully; figures of the whole are those of the backtest.
 *
 * @param returnOf Net return of a signal's trade, share of the position; NaN when it would not have been filled.
 */
export function filterEffects(
  signals: readonly SignalCandidate[],
  { dropped }: FilterOutcome,
  returnOf: (signal: SignalCandidate) => number,
): FilterEffect[] {
  let reaching = signals;
  return Object.entries(dropped).map(([name, gone]) => {
    const reached = reaching;
    const goneSet = new Set(gone);
    reaching = reached.filter((signal) => !goneSet.has(signal));
    const lost = known(gone.map(returnOf));
    const droppedReturn = sum(lost);
    return {
      name,
      reached: reached.length,
      dropped: gone.length,
      traded: lost.length,
      droppedReturn,
      droppedMean: mean(lost),
      saved: 0 - droppedReturn,
      keptMean: mean(known(reaching.map(returnOf))),
    };
  });
}

const known = (values: readonly number[]): number[] => values.filter(Number.isFinite);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length;
