import fc from 'fast-check';
import { describe, it } from 'vitest';
import { aroon } from '../../../src/domain/indicators/aroon.ts';
import { natr } from '../../../src/domain/indicators/atr.ts';
import { directionalMovement } from '../../../src/domain/indicators/directional-movement.ts';
import { kama } from '../../../src/domain/indicators/kama.ts';
import { hurstOf, permutationEntropy, varianceRatio } from '../../../src/domain/indicators/memory.ts';
import { hma, trima, vwma } from '../../../src/domain/indicators/moving-averages.ts';
import { apo, cmo, ultimate } from '../../../src/domain/indicators/oscillators.ts';
import { stochastic, stochRsi, williamsR } from '../../../src/domain/indicators/stochastic.ts';
import { supertrend } from '../../../src/domain/indicators/supertrend.ts';
import {
  accumulation,
  chaikinMoneyFlow,
  chaikinOscillator,
  moneyFlowIndex,
  obv,
} from '../../../src/domain/indicators/volume.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';
import { expectSeries, pathWeighted, unrolledAverage } from '../../support/naive-indicators.ts';
import { centralMoment, eachWindow, meanOf, total } from '../../support/naive-window.ts';

/**
 * Each indicator beside its textbook formula, every bar from nothing but the bars: no rolling sum, no queue, and the
 * exponential averages written out as their weights.
 */

const BARS = 90;
const window = fc.integer({ min: 2, max: 18 });

/** Bars on a grid of 0.5: equal prices, bars without range and bars without volume all occur, and sums are exact. */
const gridBars = fc.integer().map((seed): Bars => {
  const rng = createRng(`grid ${seed}`);
  const bars = randomBars(BARS, rng);
  const onGrid = (prices: Float64Array): Float64Array => prices.map((price) => Math.round(2 * price) / 2);
  const volume = bars.volume.map(() => (rng.integer(4) === 0 ? 0 : 1 + rng.integer(50)));
  return {
    timeMs: bars.timeMs,
    open: onGrid(bars.open),
    high: onGrid(bars.high),
    low: onGrid(bars.low),
    close: onGrid(bars.close),
    volume,
  };
});
/** Prices that never stand still. */
const freeBars = fc.integer().map((seed) => randomBars(BARS, createRng(`free ${seed}`)));

const indices = Array.from({ length: BARS }, (_, i) => i);
/** `of` the indices of each full window of `width` bars; NaN before the first one that starts at `first` or later. */
const eachSpan = (width: number, of: (span: readonly number[]) => number, first = 0): number[] =>
  eachWindow(indices, width, (span) => (span[0] < first ? Number.NaN : of(span)));
const highest = (bars: Bars, span: readonly number[]): number => Math.max(...span.map((i) => bars.high[i]));
const lowest = (bars: Bars, span: readonly number[]): number => Math.min(...span.map((i) => bars.low[i]));
const changesOf = (values: Float64Array): number[] => indices.map((i) => values[i] - values[i - 1]);

function check<T>(input: fc.Arbitrary<T>, equals: (input: T, width: number) => void): void {
  fc.assert(fc.property(input, window, equals), { numRuns: 25 });
}

const flowOf = ({ high, low, close, volume }: Bars): number[] =>
  indices.map((i) =>
    high[i] === low[i] ? 0 : (volume[i] * (close[i] - low[i] - (high[i] - close[i]))) / (high[i] - low[i]),
  );
const trueRangesOf = ({ high, low, close }: Bars): number[] =>
  indices.map((i) =>
    Math.max(high[i] - low[i], Math.abs(high[i] - close[i - 1]), Math.abs(low[i] - close[i - 1])),
  );

describe('volume', () => {
  it('OBV is the sum of the volumes signed by the change of the close', () => {
    check(gridBars, (bars) => {
      const signed = indices.map((i) =>
        i === 0 ? 0 : Math.sign(bars.close[i] - bars.close[i - 1]) * bars.volume[i],
      );
      expectSeries(
        obv(bars),
        indices.map((i) => total(signed.slice(0, i + 1))),
      );
    });
  });

  it('accumulation is the sum of money-flow volume; its oscillator two averages of it', () => {
    check(gridBars, (bars, fast) => {
      const flow = flowOf(bars);
      const line = indices.map((i) => total(flow.slice(0, i + 1)));
      expectSeries(accumulation(bars), line);
      const slow = fast + 7;
      const [quick, calm] = [fast, slow].map((period) => unrolledAverage(line, 2 / (period + 1), 1));
      expectSeries(
        chaikinOscillator(bars, fast, slow),
        indices.map((i) => (i < slow - 1 ? Number.NaN : quick[i] - calm[i])),
      );
    });
  });

  it('Chaikin money flow is the share of the volume that flowed in', () => {
    check(gridBars, (bars, width) => {
      const flow = flowOf(bars);
      const share = (span: readonly number[]): number =>
        total(span.map((i) => flow[i])) / total(span.map((i) => bars.volume[i]));
      expectSeries(chaikinMoneyFlow(bars, width), eachSpan(width, share));
    });
  });

  it('the money flow index is 100 - 100 / (1 + turnover of rises / turnover of falls)', () => {
    check(gridBars, (bars, width) => {
      const sums = indices.map((i) => bars.high[i] + bars.low[i] + bars.close[i]);
      const turnover = (span: readonly number[], side: number): number =>
        total(
          span.map((i) => (Math.sign(sums[i] - sums[i - 1]) === side ? (sums[i] / 3) * bars.volume[i] : 0)),
        );
      const index = (span: readonly number[]): number =>
        100 - 100 / (1 + turnover(span, 1) / turnover(span, -1));
      expectSeries(moneyFlowIndex(bars, width), eachSpan(width, index, 1));
    });
  });

  it('VWMA is turnover over volume', () => {
    check(gridBars, (bars, width) => {
      const price = (span: readonly number[]): number =>
        total(span.map((i) => bars.close[i] * bars.volume[i])) / total(span.map((i) => bars.volume[i]));
      expectSeries(vwma(bars.close, bars.volume, width), eachSpan(width, price));
    });
  });
});

describe('where the close lies', () => {
  it('Williams %R is the distance from the highest high, as a share of the channel', () => {
    check(gridBars, (bars, width) => {
      const share = (span: readonly number[]): number => {
        const top = highest(bars, span);
        return (-100 * (top - bars.close[span[width - 1]])) / (top - lowest(bars, span));
      };
      expectSeries(williamsR(bars, width), eachSpan(width, share));
    });
  });

  it('the stochastic is the distance from the lowest low, averaged once and twice', () => {
    check(gridBars, (bars, width) => {
      const raw = eachSpan(width, (span) => {
        const bottom = lowest(bars, span);
        return (100 * (bars.close[span[width - 1]] - bottom)) / (highest(bars, span) - bottom);
      });
      const slow = eachWindow(raw, 3, meanOf);
      const { k, d } = stochastic(bars, { window: width, slowing: 3, signal: 4 });
      expectSeries(k, slow);
      expectSeries(d, eachWindow(slow, 4, meanOf));
    });
  });

  it('StochRSI is the place of the RSI among its last values', () => {
    check(freeBars, ({ close }, short) => {
      // So long that a fall fades slowly: where it has shrunk to the last digits, rounding decides whether the RSI moved.
      const width = short + 8;
      const changes = changesOf(close);
      const [up, down] = [1, -1].map((side) =>
        unrolledAverage(
          changes.map((change) => (Number.isNaN(change) ? change : Math.max(side * change, 0))),
          1 / width,
          width,
        ),
      );
      const rsi = indices.map((i) => 100 - 100 / (1 + up[i] / down[i]));
      const place = (part: readonly number[]): number =>
        (part[part.length - 1] - Math.min(...part)) / (Math.max(...part) - Math.min(...part));
      const among = width + 3;
      expectSeries(stochRsi(close, width, among), eachWindow(rsi, among, place));
    });
  });

  it('Aroon counts the bars since the last extreme of period + 1 bars', () => {
    check(gridBars, (bars, period) => {
      const since = (prices: Float64Array, extreme: (...all: number[]) => number) =>
        eachSpan(period + 1, (span) => {
          const part = span.map((i) => prices[i]);
          return (100 * part.lastIndexOf(extreme(...part))) / period;
        });
      const [up, down] = [since(bars.high, Math.max), since(bars.low, Math.min)];
      const lines = aroon(bars, period);
      expectSeries(lines.up, up);
      expectSeries(lines.down, down);
      expectSeries(
        lines.oscillator,
        up.map((value, i) => value - down[i]),
      );
    });
  });
});

describe('momentum', () => {
  it("Chande's oscillator is the sum of the changes over the sum of their sizes", () => {
    check(gridBars, ({ close }, width) => {
      const changes = changesOf(close);
      const share = (part: readonly number[]): number => (100 * total(part)) / total(part.map(Math.abs));
      expectSeries(cmo(close, width), eachWindow(changes, width, share));
    });
  });

  it('APO is the difference of two exponential averages, by either seeding', () => {
    check(freeBars, ({ close }, fast) => {
      const slow = fast + 5;
      const averages = (seed: (period: number) => number): number[] => {
        const [quick, calm] = [fast, slow].map((period) =>
          unrolledAverage(close, 2 / (period + 1), seed(period)),
        );
        return indices.map((i) => quick[i] - calm[i]);
      };
      expectSeries(
        apo(close, fast, slow),
        averages((period) => period),
      );
      expectSeries(apo(close, fast, slow, 'tulip').slice(1), averages(() => 1).slice(1));
    });
  });

  it('the ultimate oscillator weighs buying pressure over true range 4, 2 and 1', () => {
    check(gridBars, (bars, short) => {
      const { low, close } = bars;
      const ranges = trueRangesOf(bars);
      const pressure = indices.map((i) => close[i] - Math.min(low[i], close[i - 1]));
      const share = (width: number): number[] =>
        eachSpan(width, (span) => total(span.map((i) => pressure[i])) / total(span.map((i) => ranges[i])), 1);
      const [medium, long] = [short + 3, 2 * short + 3];
      const [a, b, c] = [short, medium, long].map(share);
      expectSeries(
        ultimate(bars, short, medium, long),
        indices.map((i) => (100 * (4 * a[i] + 2 * b[i] + c[i])) / 7),
      );
    });
  });
});

describe('averages', () => {
  it('TRIMA weighs in a triangle', () => {
    check(freeBars, ({ close }, width) => {
      const weights = indices.slice(0, width).map((k) => Math.min(k + 1, width - k));
      const average = (part: readonly number[]): number =>
        total(part.map((value, k) => weights[k] * value)) / total(weights);
      expectSeries(trima(close, width), eachWindow(close, width, average));
    });
  });

  it("Hull's average is the WMA of twice the half one less the whole one", () => {
    const linear = (values: ArrayLike<number>, width: number): number[] =>
      eachWindow(
        values,
        width,
        (part) => total(part.map((value, k) => (k + 1) * value)) / total(indices.slice(1, width + 1)),
      );
    check(freeBars, ({ close }, width) => {
      const half = linear(close, Math.floor(width / 2));
      const gap = linear(close, width).map((whole, i) => 2 * half[i] - whole);
      expectSeries(hma(close, width), linear(gap, Math.floor(Math.sqrt(width))));
    });
  });

  it("Kaufman's average is the value it was seeded with and every price since, each with the weight left to it", () => {
    check(gridBars, ({ close }, period) => {
      const changes = changesOf(close);
      const factors = eachWindow(changes, period, (part) => {
        const length = total(part.map(Math.abs));
        const efficiency = length === 0 ? 1 : Math.abs(total(part)) / length;
        return (efficiency * (2 / 3 - 2 / 31) + 2 / 31) ** 2;
      });
      const expected = pathWeighted(close, factors);
      expectSeries(kama(close, period), expected);
      // Tulip shows the seed too.
      const seed = period - 1;
      expectSeries(kama(close, period, 'tulip'), expected.with(seed, close[seed]));
    });
  });
});

describe('ranges and direction', () => {
  it("NATR is Wilder's average of the true range in percent of the close", () => {
    check(gridBars, (bars, period) => {
      const average = unrolledAverage(trueRangesOf(bars), 1 / period, period);
      expectSeries(
        natr(bars, period),
        average.map((range, i) => (100 * range) / bars.close[i]),
      );
    });
  });

  it('ADX averages |+DI - -DI| / (+DI + -DI), and ADXR that with the one period - 1 bars ago', () => {
    check(freeBars, (bars, period) => {
      const up = changesOf(bars.high);
      const down = changesOf(bars.low).map((change) => -change);
      const ranges = trueRangesOf(bars);
      // Sums in which a value keeps (1 - 1/period) of itself a bar, from the bar after the first period - 1 values on.
      const running = (values: readonly number[]): number[] =>
        indices.map((i) =>
          i < period
            ? Number.NaN
            : total(
                indices
                  .slice(1, i + 1)
                  .map((j) => values[j] * (1 - 1 / period) ** (i - Math.max(j, period - 1))),
              ),
        );
      const size = running(ranges);
      const share = (moves: readonly number[]): number[] =>
        running(moves).map((sum, i) => (100 * sum) / size[i]);
      const plus = share(up.map((move, i) => (move > down[i] && move > 0 ? move : 0)));
      const minus = share(down.map((move, i) => (move > up[i] && move > 0 ? move : 0)));
      const index = indices.map((i) => {
        const both = plus[i] + minus[i];
        return both === 0 ? 0 : (100 * Math.abs(plus[i] - minus[i])) / both;
      });
      const adx = unrolledAverage(index, 1 / period, period);
      const lines = directionalMovement(bars, period);
      expectSeries(lines.plus, plus);
      expectSeries(lines.minus, minus);
      expectSeries(lines.adx, adx);
      expectSeries(
        lines.adxr,
        adx.map((value, i) => (value + (adx[i - (period - 1)] ?? Number.NaN)) / 2),
      );
    });
  });

  it('Supertrend is the band the close has not passed, and that band never loosens', () => {
    check(freeBars, (bars, period) => {
      const width = 1.5;
      const { high, low, close } = bars;
      const average = unrolledAverage(trueRangesOf(bars), 1 / period, period);
      const [floor, ceiling, line, side] = Array.from({ length: 4 }, () => indices.map(() => Number.NaN));
      for (let i = period; i < BARS; i++) {
        floor[i] = (high[i] + low[i]) / 2 - width * average[i];
        ceiling[i] = (high[i] + low[i]) / 2 + width * average[i];
        if (close[i - 1] >= floor[i - 1]) floor[i] = Math.max(floor[i], floor[i - 1]);
        if (close[i - 1] <= ceiling[i - 1]) ceiling[i] = Math.min(ceiling[i], ceiling[i - 1]);
        const wasShort = i > period && line[i - 1] === ceiling[i - 1];
        const isLong = wasShort ? close[i] > ceiling[i] : i === period || close[i] >= floor[i];
        line[i] = isLong ? floor[i] : ceiling[i];
        side[i] = isLong ? 1 : -1;
      }
      const lines = supertrend(bars, period, width);
      expectSeries(lines.line, line);
      expectSeries(lines.direction, side);
    });
  });
});

describe('memory', () => {
  it('permutation entropy counts the orders three values come in', () => {
    check(gridBars, ({ close }, width) => {
      const orders = indices.map((i) =>
        // A stable sort: of equal values the earlier one is the lower one.
        i < 2 ? '' : [0, 1, 2].sort((a, b) => close[i - 2 + a] - close[i - 2 + b]).join(),
      );
      const entropy = (span: readonly number[]): number => {
        const part = span.map((i) => orders[i]);
        const shares = [...new Set(part)].map(
          (order) => part.filter((other) => other === order).length / width,
        );
        return -total(shares.map((share) => share * Math.log(share))) / Math.log(6);
      };
      expectSeries(permutationEntropy(close, width), eachSpan(width, entropy, 2));
    });
  });

  it('the Hurst exponent is the power by which the deviation of returns grows with their horizon', () => {
    check(freeBars, ({ close }, narrow) => {
      // Wide enough for a deviation that is never next to nothing.
      const width = narrow + 8;
      const step = 4;
      const returns = changesOf(close).slice(1);
      const deviation = (part: readonly number[]): number => Math.sqrt(centralMoment(part, 2));
      const exponent = (part: readonly number[]): number => {
        const long = part.slice(step - 1).map((_, i) => total(part.slice(i, i + step)));
        return Math.log(deviation(long) / deviation(part.slice(step - 1))) / Math.log(step);
      };
      expectSeries(
        varianceRatio(Float64Array.from(returns), width, step).map((ratio) => hurstOf(ratio, step)),
        eachWindow(returns, width + step - 1, exponent),
      );
    });
  });
});
