import { type Bars, barCount } from '../../market/bars.ts';
import { requireUsableBars } from '../../market/usable-bars.ts';
import { createLevelSearch, type LevelSearch, negated } from './first-beyond.ts';

/** Fair value gaps as smart-money-concepts 0.0.27 prints them. NaN: no gap at this bar. */
export interface ReferenceGaps {
  /** 1 up, -1 down, at the middle bar. */
  readonly gap: Float64Array;
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** First bar, from the second after the middle, that touches the near edge; 0 when none does. */
  readonly mitigatedIndex: Float64Array;
}

/**
 * `fvg` of smart-money-concepts 0.0.27. READS LATER BARS: for comparison with that library, never for features.
 *
 * @param joinConsecutive Merges a gap into the next bar's when both have one direction: the widest edges, at the later bar.
 * @throws AppError `parameter_invalid` for bars that are not usable (see `requireUsableBars`).
 */
export function fairValueGaps(bars: Bars, joinConsecutive = false): ReferenceGaps {
  requireUsableBars(bars);
  const n = barCount(bars);
  const [gap, top, bottom, mitigatedIndex] = Array.from({ length: 4 }, () =>
    new Float64Array(n).fill(Number.NaN),
  );
  const { open, high, low, close } = bars;
  for (let i = 1; i < n - 1; i++) {
    if (high[i - 1] < low[i + 1] && close[i] > open[i]) {
      gap[i] = 1;
      top[i] = low[i + 1];
      bottom[i] = high[i - 1];
    } else if (low[i - 1] > high[i + 1] && close[i] < open[i]) {
      gap[i] = -1;
      top[i] = low[i - 1];
      bottom[i] = high[i + 1];
    }
  }
  if (joinConsecutive) joinRuns({ gap, top, bottom });
  const below = createLevelSearch(negated(low));
  const above = createLevelSearch(high);
  for (let i = 0; i < n; i++) {
    if (gap[i] === 1) mitigatedIndex[i] = touch(below, i, -top[i]);
    else if (gap[i] === -1) mitigatedIndex[i] = touch(above, i, bottom[i]);
  }
  return { gap, top, bottom, mitigatedIndex };
}

function joinRuns({ gap, top, bottom }: Record<'gap' | 'top' | 'bottom', Float64Array>): void {
  for (let i = 0; i + 1 < gap.length; i++) {
    if (gap[i] !== gap[i + 1]) continue;
    top[i + 1] = Math.max(top[i], top[i + 1]);
    bottom[i + 1] = Math.min(bottom[i], bottom[i + 1]);
    gap[i] = top[i] = bottom[i] = Number.NaN;
  }
}

const touch = (search: LevelSearch, middle: number, edge: number): number =>
  Math.max(search.first(middle + 2, edge, 'at'), 0);
