import type { Bars } from '../../src/domain/market/bars.ts';

type PlainLoop = (bars: Bars) => Float64Array | Float64Array[];

/**
 * The least a JavaScript engine can do for these indicators: one loop over typed arrays, sums kept by subtraction, no value
 * checked, no seed by a convention, nothing that could go on with the next bar. Their time alone
 * counts: about as fast as any library can be. (The one of the CCI is linear in its window, as at 20 bars nothing is faster.)
 */
export const PLAIN_LOOPS: Readonly<Record<string, PlainLoop | undefined>> = {
  sma: ({ close }) => runningMean(close, 14),
  ema: ({ close }) => smoothed(close, 2 / 15),
  wma: ({ close }) => {
    const result = new Float64Array(close.length);
    for (let i = 0, plain = 0, weighted = 0; i < close.length; i++) {
      const oldest = i >= 14 ? close[i - 14] : 0;
      weighted += 14 * close[i] - plain;
      plain += close[i] - oldest;
      result[i] = weighted / 105;
    }
    return result;
  },
  rsi: ({ close }) => {
    const result = new Float64Array(close.length);
    for (let i = 1, gain = 0, loss = 0; i < close.length; i++) {
      const change = close[i] - close[i - 1];
      gain += (Math.max(change, 0) - gain) / 14;
      loss += (Math.max(-change, 0) - loss) / 14;
      result[i] = (100 * gain) / (gain + loss);
    }
    return result;
  },
  macd: ({ close }) => {
    const lines = [0, 1, 2].map(() => new Float64Array(close.length));
    const [macd, signals, histogram] = lines;
    let [fast, slow, signal] = [close[0], close[0], 0];
    for (let i = 0; i < close.length; i++) {
      fast += (2 / 13) * (close[i] - fast);
      slow += (2 / 27) * (close[i] - slow);
      signal += (2 / 10) * (fast - slow - signal);
      macd[i] = fast - slow;
      signals[i] = signal;
      histogram[i] = fast - slow - signal;
    }
    return lines;
  },
  bollinger: ({ close }) => {
    const lines = [0, 1, 2].map(() => new Float64Array(close.length));
    const [lower, middle, upper] = lines;
    for (let i = 0, sum = 0, squares = 0; i < close.length; i++) {
      const oldest = i >= 20 ? close[i - 20] : 0;
      sum += close[i] - oldest;
      squares += close[i] * close[i] - oldest * oldest;
      const mean = sum / 20;
      const width = 2 * Math.sqrt(squares / 20 - mean * mean);
      lower[i] = mean - width;
      middle[i] = mean;
      upper[i] = mean + width;
    }
    return lines;
  },
  atr: ({ high, low, close }) => {
    const result = new Float64Array(close.length);
    for (let i = 1, level = 0; i < close.length; i++) {
      const range = Math.max(high[i], close[i - 1]) - Math.min(low[i], close[i - 1]);
      level += (range - level) / 14;
      result[i] = level;
    }
    return result;
  },
  adx: ({ high, low, close }) => {
    const result = new Float64Array(close.length);
    for (let i = 1, range = 0, up = 0, down = 0, level = 0; i < close.length; i++) {
      const rise = high[i] - high[i - 1];
      const fall = low[i - 1] - low[i];
      range += Math.max(high[i], close[i - 1]) - Math.min(low[i], close[i - 1]) - range / 14;
      up += (rise > 0 && rise > fall ? rise : 0) - up / 14;
      down += (fall > 0 && fall > rise ? fall : 0) - down / 14;
      level += ((100 * Math.abs(up / range - down / range)) / (up / range + down / range) - level) / 14;
      result[i] = level;
    }
    return result;
  },
  cci: ({ high, low, close }) => {
    const typical = close.map((price, i) => (high[i] + low[i] + price) / 3);
    const mean = runningMean(typical, 20);
    const result = new Float64Array(close.length);
    for (let i = 20; i < close.length; i++) {
      let sum = 0;
      for (let k = i - 19; k <= i; k++) sum += Math.abs(typical[k] - mean[i]);
      result[i] = (typical[i] - mean[i]) / (0.015 * (sum / 20));
    }
    return result;
  },
  psar: ({ high, low }) => {
    const result = new Float64Array(high.length);
    let [isUp, stop, extreme, factor] = [true, low[0], high[0], 0.02];
    for (let i = 1; i < high.length; i++) {
      stop += factor * (extreme - stop);
      if (isUp ? low[i] < stop : high[i] > stop) {
        isUp = !isUp;
        stop = extreme;
        extreme = isUp ? high[i] : low[i];
        factor = 0.02;
      } else if (isUp ? high[i] > extreme : low[i] < extreme) {
        extreme = isUp ? high[i] : low[i];
        factor = Math.min(0.2, factor + 0.02);
      }
      result[i] = stop;
    }
    return result;
  },
  obv: ({ close, volume }) => {
    const result = new Float64Array(close.length);
    for (let i = 1, level = 0; i < close.length; i++) {
      if (close[i] > close[i - 1]) level += volume[i];
      else if (close[i] < close[i - 1]) level -= volume[i];
      result[i] = level;
    }
    return result;
  },
  mfi: ({ high, low, close, volume }) => {
    const result = new Float64Array(close.length);
    const flows = new Float64Array(close.length);
    let [before, positive, negative] = [0, 0, 0];
    for (let i = 0; i < close.length; i++) {
      const typical = (high[i] + low[i] + close[i]) / 3;
      flows[i] = Math.sign(typical - before) * typical * volume[i];
      before = typical;
      const oldest = i >= 14 ? flows[i - 14] : 0;
      positive += Math.max(flows[i], 0) - Math.max(oldest, 0);
      negative -= Math.min(flows[i], 0) - Math.min(oldest, 0);
      result[i] = (100 * positive) / (positive + negative);
    }
    return result;
  },
};

function runningMean(values: Float64Array, window: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0, sum = 0; i < values.length; i++) {
    sum += values[i] - (i >= window ? values[i - window] : 0);
    result[i] = sum / window;
  }
  return result;
}

function smoothed(values: Float64Array, factor: number): Float64Array {
  const result = new Float64Array(values.length);
  for (let i = 0, level = values[0]; i < values.length; i++) {
    level += factor * (values[i] - level);
    result[i] = level;
  }
  return result;
}
