import { type Bars, barCount } from '../market/bars.ts';
import { counted, findingAt, type QualityFinding, type RepairOffer } from './finding.ts';

const DROPPED: RepairOffer = {
  step: 'drop_unusable_bars',
  applied: true,
  how: 'The bars were dropped; correct the source, or accept that.',
};

/** Indices for which `isAt` holds, ascending. */
export function indicesWhere(n: number, isAt: (index: number) => boolean): number[] {
  const indices: number[] = [];
  for (let i = 0; i < n; i++) if (isAt(i)) indices.push(i);
  return indices;
}

/** True when all four prices are finite. */
const hasPrices = ({ open, high, low, close }: Bars, i: number): boolean =>
  Number.isFinite(open[i]) &&
  Number.isFinite(high[i]) &&
  Number.isFinite(low[i]) &&
  Number.isFinite(close[i]);

const isPositive = ({ open, high, low, close }: Bars, i: number): boolean =>
  open[i] > 0 && high[i] > 0 && low[i] > 0 && close[i] > 0;

const isConsistent = ({ open, high, low, close }: Bars, i: number): boolean =>
  high[i] >= open[i] && high[i] >= close[i] && low[i] <= open[i] && low[i] <= close[i];

/** True when nothing can be computed on this bar: a price is missing, not above zero, or outside high and low. */
export const isUnusable = (bars: Bars, i: number): boolean =>
  !hasPrices(bars, i) || !isPositive(bars, i) || !isConsistent(bars, i);

/** Bars with an empty or non-finite price. Blocking: no feature, label or fill exists there. */
export function missingPrices(bars: Bars): QualityFinding | null {
  return findingAt({
    rule: 'price.missing',
    severity: 'blocking',
    indices: indicesWhere(barCount(bars), (i) => !hasPrices(bars, i)),
    timeMs: bars.timeMs,
    message: (count) => `${counted(count, 'bar')} without a finite open, high, low or close.`,
    detail: (i) => ohlc(bars, i),
    repair: DROPPED,
  });
}

/** Bars with a price at or below zero. Blocking: returns are logarithms. */
export function pricesNotPositive(bars: Bars): QualityFinding | null {
  return findingAt({
    rule: 'price.not_positive',
    severity: 'blocking',
    indices: indicesWhere(barCount(bars), (i) => hasPrices(bars, i) && !isPositive(bars, i)),
    timeMs: bars.timeMs,
    message: (count) => `${counted(count, 'bar')} with a price at or below zero.`,
    detail: (i) => ohlc(bars, i),
    repair: DROPPED,
  });
}

/** Bars whose high or low does not contain open and close. Blocking: stops and targets would fill at impossible prices. */
export function inconsistentBars(bars: Bars): QualityFinding | null {
  return findingAt({
    rule: 'ohlc.inconsistent',
    severity: 'blocking',
    indices: indicesWhere(barCount(bars), (i) => hasPrices(bars, i) && !isConsistent(bars, i)),
    timeMs: bars.timeMs,
    message: (count) => `${counted(count, 'bar')} whose high and low do not contain open and close.`,
    detail: (i) => ohlc(bars, i),
    repair: DROPPED,
  });
}

const ohlc = ({ open, high, low, close }: Bars, i: number): string =>
  `open ${open[i]}, high ${high[i]}, low ${low[i]}, close ${close[i]}`;
