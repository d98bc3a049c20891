import { type Bars, barCount, sliceBars } from '../../domain/market/bars.ts';
import { resample } from '../../domain/resample/resample.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';

const MINUTE_MS = 60_000;

/**
 * The second market in bars as long as those of the first, over the time of the development bars: from their first open on,
 * and closed before the first sealed bar opens, so that nothing of the test segment's time is shown.
 * @param companion Bars of its own source, ascending.
 */
export function companionBars(
  companion: Bars,
  market: WorkflowSpec['market'],
  { fromMs, sealedFromMs }: { readonly fromMs: number; readonly sealedFromMs: number },
): Bars {
  const toMinutes = TIMEFRAME_MINUTES[market.timeframe];
  const fromMinutes = TIMEFRAME_MINUTES[market.companion?.timeframe ?? market.timeframe];
  const dayBoundary = market.resample?.dayBoundary ?? 'utc';
  const bars =
    fromMinutes === toMinutes ? companion : resample(companion, { fromMinutes, toMinutes, dayBoundary }).bars;
  const first = bars.timeMs.findIndex((open) => open >= fromMs);
  const behind = bars.timeMs.findIndex((open) => open + toMinutes * MINUTE_MS > sealedFromMs);
  return first < 0 ? sliceBars(bars, 0, 0) : sliceBars(bars, first, behind < 0 ? barCount(bars) : behind);
}
