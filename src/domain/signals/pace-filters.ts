import { type DayStart, tradingClock } from '../calendar/buckets.ts';
import { DAY_MS } from '../calendar/clock.ts';
import type { SignalFilter } from './filters.ts';

/*
 * Filters that ask what was kept before. They come last in a chain: a signal that another filter drops must not silence
 * the ones after it.
 */

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

/** Keeps the first `most` signals of each trading day of the market, by the open of their bars. */
export const dailyCap = (most: number, dayStart: DayStart): SignalFilter => ({
  name: 'daily_cap',
  keep: (signals) => {
    const clock = tradingClock(dayStart);
    let day = Number.NaN;
    let count = 0;
    return signals.filter((signal) => {
      const today = Math.floor(clock(signal.timeMs) / DAY_MS);
      if (today !== day) {
        day = today;
        count = 0;
      }
      return ++count <= most;
    });
  },
});

/**
 * Keeps a signal while the risk of those kept that may still be open, its own included, is within the budget. A signal may be
 * open from the bar after its own to its time limit. Of signals on one bar the one with the higher expected value for
 * its risk comes first.
 *
 * @param budget Largest risk open at once, share of equity. @param riskShare What each risks at its stop.
 */
export const riskBudget = (budget: number, riskShare: number, horizonBars: number): SignalFilter => ({
  name: 'risk_budget',
  keep: (signals) => {
    const atOnce = Math.floor((budget / riskShare) * (1 + 4 * Number.EPSILON));
    const order = [...signals].sort((a, b) => a.index - b.index || b.riskAdjusted - a.riskAdjusted);
    const kept = new Set<(typeof signals)[number]>();
    // Bars of the last `atOnce` kept signals: the oldest of them is the first to end.
    const open: number[] = [];
    for (const signal of order) {
      while (open.length > 0 && open[0] + horizonBars <= signal.index) open.shift();
      if (open.length >= atOnce) continue;
      open.push(signal.index);
      kept.add(signal);
    }
    return signals.filter((signal) => kept.has(signal));
  },
});
