import { aroon } from '../src/domain/indicators/aroon.ts';
import { atr } from '../src/domain/indicators/atr.ts';
import { bollinger, donchian, keltner } from '../src/domain/indicators/bands.ts';
import { candlePattern } from '../src/domain/indicators/candlesticks.ts';
import { cci } from '../src/domain/indicators/cci.ts';
import { DirectionalMovement, directionalMovement } from '../src/domain/indicators/directional-movement.ts';
import { ema, wilder } from '../src/domain/indicators/exponential.ts';
import { ichimoku } from '../src/domain/indicators/ichimoku.ts';
import { kama } from '../src/domain/indicators/kama.ts';
import { LinearRegression, linearRegression } from '../src/domain/indicators/linear-regression.ts';
import { macd } from '../src/domain/indicators/macd.ts';
import { autocorrelation, permutationEntropy, varianceRatio } from '../src/domain/indicators/memory.ts';
import { dema, hma, tema, wma } from '../src/domain/indicators/moving-averages.ts';
import { ppo, tsi, ultimate } from '../src/domain/indicators/oscillators.ts';
import { parabolicSar } from '../src/domain/indicators/parabolic-sar.ts';
import { rollingDeviation } from '../src/domain/indicators/rolling-deviation.ts';
import { rollingShape } from '../src/domain/indicators/rolling-shape.ts';
import { rsi } from '../src/domain/indicators/rsi.ts';
import { sma } from '../src/domain/indicators/sma.ts';
import { stochastic, stochRsi, williamsR } from '../src/domain/indicators/stochastic.ts';
import { supertrend } from '../src/domain/indicators/supertrend.ts';
import { volatility } from '../src/domain/indicators/volatility.ts';
import { chaikinMoneyFlow, moneyFlowIndex, obv } from '../src/domain/indicators/volume.ts';
import { zScore } from '../src/domain/indicators/z-score.ts';
import type { Bars } from '../src/domain/market/bars.ts';
import { loadPeers, type Peer, type PlainBars, plainBars } from './support/indicator-peers.ts';
import { market } from './support/market.ts';
import { bestOf, bestOfAsync, bytesPerBar, growthExponent } from './support/measure.ts';
import { PLAIN_LOOPS } from './support/plain-loops.ts';
import type { BenchReport } from './support/report.ts';

/** Evenly spread over a decade on the scale the exponent is fitted on. */
const SIZES = [100_000, 178_000, 316_000, 562_000, 1_000_000];
const COMPARED_BARS = SIZES[0];
const MOST_GROWTH = 1.1;
const LEAST_LEAD = 5;

const INDICATORS: Readonly<Record<string, (bars: Bars) => unknown>> = {
  sma: ({ close }) => sma(close, 14),
  ema: ({ close }) => ema(close, 14),
  wma: ({ close }) => wma(close, 14),
  wilder: ({ close }) => wilder(close, 14),
  hma: ({ close }) => hma(close, 14),
  dema: ({ close }) => dema(close, 14),
  tema: ({ close }) => tema(close, 14),
  kama: ({ close }) => kama(close, 10),
  rsi: ({ close }) => rsi(close, 14),
  stochRsi: ({ close }) => stochRsi(close, 14),
  macd: ({ close }) => macd(close, { fast: 12, slow: 26, signal: 9 }),
  ppo: ({ close }) => ppo(close, 12, 26),
  tsi: ({ close }) => tsi(close, 13, 25),
  bollinger: ({ close }) => bollinger(close, 20, 2),
  deviation: ({ close }) => rollingDeviation(close, 20),
  zScore: ({ close }) => zScore(close, 20),
  regression: ({ close }) => linearRegression(close, 20),
  shape: ({ close }) => rollingShape(close, 60),
  autocorrelation: ({ close }) => autocorrelation(close, 60, 1),
  varianceRatio: ({ close }) => varianceRatio(close, 100, 5),
  entropy: ({ close }) => permutationEntropy(close, 60),
  atr: (bars) => atr(bars, 14),
  adx: (bars) => directionalMovement(bars, 14),
  aroon: (bars) => aroon(bars, 25),
  cci: (bars) => cci(bars, 20),
  stochastic: (bars) => stochastic(bars, { window: 14, slowing: 3, signal: 3 }),
  williamsR: (bars) => williamsR(bars, 14),
  ultimate: (bars) => ultimate(bars, 7, 14, 28),
  psar: (bars) => parabolicSar(bars, 0.02, 0.2),
  supertrend: (bars) => supertrend(bars, 10, 3),
  ichimoku: (bars) => ichimoku(bars, { conversion: 9, base: 26, span: 52 }),
  keltner: (bars) => keltner(bars, { period: 20, atrPeriod: 10, width: 2 }),
  donchian: (bars) => donchian(bars, 20),
  yangZhang: (bars) => volatility(bars, 'yang_zhang', 20),
  obv,
  mfi: (bars) => moneyFlowIndex(bars, 14),
  cmf: (bars) => chaikinMoneyFlow(bars, 20),
  candle: (bars) => candlePattern(bars, 'engulfing_bull'),
};

/** The same numbers into lines that are there already: the growth of the indicator without that of memory. */
const INTO_GIVEN_LINES: Readonly<Record<string, (bars: Bars, lines: readonly Float64Array[]) => void>> = {
  regression: ({ close }, [slope, end, forecast, rSquared]) => {
    const kernel = new LinearRegression(20);
    for (let i = 0; i < close.length; i++) {
      kernel.push(close[i]);
      slope[i] = kernel.slope;
      end[i] = kernel.end;
      forecast[i] = kernel.forecast;
      rSquared[i] = kernel.rSquared;
    }
  },
  adx: ({ high, low, close }, [plus, minus, index, adx, adxr]) => {
    const kernel = new DirectionalMovement(14);
    for (let i = 0; i < close.length; i++) {
      kernel.step(high[i], low[i], close[i]);
      plus[i] = kernel.plus;
      minus[i] = kernel.minus;
      index[i] = kernel.index;
      adx[i] = kernel.adx;
      adxr[i] = kernel.adxr;
    }
  },
};

const timesAt = (markets: readonly Bars[], run: (bars: Bars) => unknown): number[] =>
  markets.map((bars) => bestOf(() => run(bars), { warmUps: 4, runs: 8 }));

function growthIntoGivenLines(markets: readonly Bars[]): string {
  const lines = Array.from({ length: 5 }, () => new Float64Array(SIZES[SIZES.length - 1]).fill(1));
  const growths = Object.entries(INTO_GIVEN_LINES).map(([name, run]) => {
    const times = timesAt(markets, (bars) => run(bars, lines));
    return `${name} ${growthExponent(SIZES, times).toFixed(2)}`;
  });
  return `Growth where no memory is new, into the lines of the run before: ${growths.join(', ')}.`;
}

/**
 * Each indicator: time, memory and growth over five sizes from 100,000 to 1,000,000 bars, and beside it the fastest peer and
 * the plain loop, which nobody can be faster than.
 */
export async function bench(): Promise<BenchReport> {
  const markets = SIZES.map(market);
  // Before anything else: what the peers leave behind would be looked through whenever new lines fill the memory.
  const timesOf = new Map(Object.entries(INDICATORS).map(([name, run]) => [name, timesAt(markets, run)]));
  const intoGivenLines = growthIntoGivenLines(markets);
  const { peers, missing } = await loadPeers();
  const compared = markets[0];
  const plain = plainBars(compared);
  const rows: Record<string, string | number>[] = [];
  const notes = missing.map((name) => `${name} is not installed: no comparison with it.`);
  notes.push(intoGivenLines);
  const leads: { readonly name: string; readonly lead: number; readonly possible: number }[] = [];
  let worst = { name: '', growth: 0 };
  for (const [name, run] of Object.entries(INDICATORS)) {
    const times = timesOf.get(name) ?? [];
    const growth = growthExponent(SIZES, times);
    if (growth > worst.growth) worst = { name, growth };
    const bound = PLAIN_LOOPS[name];
    const boundMs = bound ? bestOf(() => bound(compared), RUNS) : Number.NaN;
    const fastest = await fastestOf(peers, name, plain, notes);
    // Measured anew, next to the loops it is held against: as often as they.
    const ours = fastest ? bestOf(() => run(compared), RUNS) : times[0];
    if (fastest) leads.push({ name, lead: fastest.ms / ours, possible: fastest.ms / boundMs });
    rows.push({
      indicator: name,
      'cpu ms, 1e5 bars': ours.toFixed(2),
      'cpu ms, 1e6 bars': times[times.length - 1].toFixed(1),
      growth: growth.toFixed(2),
      'bytes a bar': bytesPerBar(() => run(compared), COMPARED_BARS).toFixed(0),
      'plain loop': bound ? `${boundMs.toFixed(2)} ms` : '-',
      'fastest peer': fastest ? `${fastest.name} ${fastest.ms.toFixed(2)} ms` : '-',
      lead: fastest ? `${(fastest.ms / ours).toFixed(1)}x` : '-',
      'lead of the plain loop': fastest && bound ? `${(fastest.ms / boundMs).toFixed(1)}x` : '-',
    });
  }
  return {
    name: 'indicators',
    rows,
    verdicts: [
      {
        what: `growth exponent at most ${MOST_GROWTH}: worst ${worst.growth.toFixed(2)} (${worst.name})`,
        isMet: worst.growth <= MOST_GROWTH,
      },
      ...(leads.length > 0 ? [leadVerdict(leads)] : []),
    ],
    notes,
  };
}

/** Runs of what takes about a millisecond: the clock of processor time ticks in microseconds, but the engine compiles late. */
const RUNS = { warmUps: 20, runs: 20 };

async function fastestOf(
  peers: readonly Peer[],
  indicator: string,
  bars: PlainBars,
  notes: string[],
): Promise<{ readonly name: string; readonly ms: number } | undefined> {
  const rivals: { name: string; ms: number }[] = [];
  for (const { name, runs } of peers) {
    const rival = runs[indicator];
    if (!rival) continue;
    try {
      rivals.push({ name, ms: await bestOfAsync(async () => rival(bars), { warmUps: 5, runs: 10 }) });
    } catch (error) {
      notes.push(`${name} ${indicator} could not be run: ${(error as Error).message}`);
    }
  }
  return rivals.sort((a, b) => a.ms - b.ms)[0];
}

function leadVerdict(
  leads: readonly { readonly name: string; readonly lead: number; readonly possible: number }[],
): BenchReport['verdicts'][number] {
  const reached = leads.filter(({ lead }) => lead >= LEAST_LEAD).length;
  const beyond = leads.filter(({ possible }) => possible < LEAST_LEAD).map(({ name }) => name);
  const least = leads.reduce((a, b) => (b.lead < a.lead ? b : a));
  return {
    what: `${LEAST_LEAD}x ahead of the fastest peer: ${reached} of ${leads.length}, least ${least.lead.toFixed(1)}x (${least.name}); not even a plain loop is for ${beyond.join(', ') || 'none'}`,
    isMet: reached === leads.length,
  };
}
