import type { Bars } from '../../src/domain/market/bars.ts';
import { load } from '../peers/load.ts';

/** Plain arrays, as the peers take them. */
export type PlainBars = Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', number[]>>;

export const plainBars = ({ open, high, low, close, volume }: Bars): PlainBars => ({
  open: [...open],
  high: [...high],
  low: [...low],
  close: [...close],
  volume: [...volume],
});

/** A library to compare with: a run for each indicator it has, by our names. */
export interface Peer {
  readonly name: string;
  readonly runs: Readonly<Record<string, (bars: PlainBars) => unknown>>;
}

/** The npm libraries of the design that are installed here, and the names of those that are not. */
export async function loadPeers(): Promise<{
  readonly peers: readonly Peer[];
  readonly missing: readonly string[];
}> {
  const peers: Peer[] = [];
  const missing: string[] = [];
  for (const [name, adapt] of Object.entries(ADAPTERS)) {
    try {
      peers.push({ name, runs: adapt(await load(name)) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      missing.push(name);
    }
  }
  return { peers, missing };
}

// biome-ignore lint/suspicious/noExplicitAny: libraries without a common shape, called by their documented names
type Library = any;

const ADAPTERS: Readonly<Record<string, (library: Library) => Peer['runs']>> = {
  tulind: ({ default: { indicators } }) => {
    const run =
      (name: string, inputs: (bars: PlainBars) => number[][], options: number[]) => (bars: PlainBars) =>
        indicators[name].indicator(inputs(bars), options);
    const close = ({ close: values }: PlainBars): number[][] => [values];
    const hlc = (bars: PlainBars): number[][] => [bars.high, bars.low, bars.close];
    return {
      sma: run('sma', close, [14]),
      ema: run('ema', close, [14]),
      wma: run('wma', close, [14]),
      rsi: run('rsi', close, [14]),
      macd: run('macd', close, [12, 26, 9]),
      bollinger: run('bbands', close, [20, 2]),
      atr: run('atr', hlc, [14]),
      adx: run('adx', hlc, [14]),
      cci: run('cci', hlc, [20]),
      stochastic: run('stoch', hlc, [14, 3, 3]),
      williamsR: run('willr', hlc, [14]),
      psar: run('psar', ({ high, low }) => [high, low], [0.02, 0.2]),
      obv: run('obv', (bars) => [bars.close, bars.volume], []),
      mfi: run('mfi', (bars) => [...hlc(bars), bars.volume], [14]),
    };
  },
  technicalindicators: (t) => ({
    sma: ({ close }) => t.SMA.calculate({ period: 14, values: close }),
    ema: ({ close }) => t.EMA.calculate({ period: 14, values: close }),
    wma: ({ close }) => t.WMA.calculate({ period: 14, values: close }),
    rsi: ({ close }) => t.RSI.calculate({ period: 14, values: close }),
    macd: ({ close }) =>
      t.MACD.calculate({
        values: close,
        fastPeriod: 12,
        slowPeriod: 26,
        signalPeriod: 9,
        SimpleMAOscillator: false,
        SimpleMASignal: false,
      }),
    bollinger: ({ close }) => t.BollingerBands.calculate({ period: 20, stdDev: 2, values: close }),
    atr: ({ high, low, close }) => t.ATR.calculate({ period: 14, high, low, close }),
    adx: ({ high, low, close }) => t.ADX.calculate({ period: 14, high, low, close }),
    cci: ({ open, high, low, close }) => t.CCI.calculate({ period: 20, open, high, low, close }),
    stochastic: ({ high, low, close }) =>
      t.Stochastic.calculate({ period: 14, signalPeriod: 3, high, low, close }),
    williamsR: ({ high, low, close }) => t.WilliamsR.calculate({ period: 14, high, low, close }),
    psar: ({ high, low }) => t.PSAR.calculate({ high, low, step: 0.02, max: 0.2 }),
    obv: ({ close, volume }) => t.OBV.calculate({ close, volume }),
    mfi: ({ high, low, close, volume }) => t.MFI.calculate({ period: 14, high, low, close, volume }),
  }),
  'trading-signals': (t) => {
    const each = (create: () => Library) => (bars: PlainBars) => {
      const indicator = create();
      for (const value of bars.close) indicator.add(value);
      return indicator;
    };
    const eachBar = (create: () => Library) => (bars: PlainBars) => {
      const indicator = create();
      for (const [i, close] of bars.close.entries()) {
        indicator.add({ high: bars.high[i], low: bars.low[i], close });
      }
      return indicator;
    };
    return {
      sma: each(() => new t.SMA(14)),
      ema: each(() => new t.EMA(14)),
      wma: each(() => new t.WMA(14)),
      rsi: each(() => new t.RSI(14)),
      bollinger: each(() => new t.BollingerBands(20, 2)),
      atr: eachBar(() => new t.ATR(14)),
      adx: eachBar(() => new t.ADX(14)),
      cci: eachBar(() => new t.CCI(20)),
    };
  },
  indicatorts: (t) => ({
    sma: ({ close }) => t.sma(close, { period: 14 }),
    ema: ({ close }) => t.ema(close, { period: 14 }),
    rsi: ({ close }) => t.rsi(close, { period: 14 }),
    macd: ({ close }) => t.macd(close, { fast: 12, slow: 26, signal: 9 }),
    bollinger: ({ close }) => t.bb(close, { period: 20 }),
    atr: ({ high, low, close }) => t.atr(high, low, close, { period: 14 }),
    cci: ({ high, low, close }) => t.cci(high, low, close, { period: 20 }),
    stochastic: ({ high, low, close }) => t.stoch(high, low, close, { kPeriod: 14, dPeriod: 3 }),
    williamsR: ({ high, low, close }) => t.willr(high, low, close, { period: 14 }),
    psar: ({ high, low, close }) => t.psar(high, low, close, { step: 0.02, max: 0.2 }),
    obv: ({ close, volume }) => t.obv(close, volume),
    mfi: ({ high, low, close, volume }) => t.mfi(high, low, close, volume, { period: 14 }),
  }),
};
