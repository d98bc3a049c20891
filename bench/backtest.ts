import { backtest } from '../src/domain/backtest/backtest.ts';
import type { BacktestInput, TradingRules } from '../src/domain/backtest/input.ts';
import { runEvents } from '../src/domain/backtest/run-events.ts';
import { openVenue } from '../src/domain/backtest/venue.ts';
import type { Bars } from '../src/domain/market/bars.ts';
import { instrumentOf } from '../src/domain/market/instruments.ts';
import { sidesFromProbability } from '../src/domain/signals/threshold.ts';
import { createRng } from '../src/kernel/rng.ts';
import { load } from './peers/load.ts';
import { market } from './support/market.ts';
import { bestOf } from './support/measure.ts';
import type { BenchReport } from './support/report.ts';

const BARS = 1_000_000;
/** Millions of bars a second. */
const LEAST_THRESHOLD = 5;
const LEAST_EVENTS = 1;

/**
 * What a workflow pays and holds by default; with `full` every cost, borrowed money and a lot step. The amounts are so
 * small that a strategy without an edge still has an account at the end: what is measured is the work of charging them.
 */
const rules = (full: boolean): TradingRules => ({
  horizonBars: 10,
  costs: full
    ? {
        spread: 1e-6,
        commission: { bps: 0, perLot: 1e-6, minimum: 0 },
        slippage: { model: 'range', share: 1e-6 },
        swap: { long: 1e-6, short: -1e-6, unit: 'points', tripleDay: 3 },
        financing: { margin: 1e-6, borrow: 1e-6 },
      }
    : { spread: 1, commission: 0.5, slippage: 0.5 },
  account: full
    ? { equity: 1e15, exposure: 2, leverage: 30, stopOut: 0.5, lotStep: 0.01, maxPositions: 1 }
    : { equity: 1e5, exposure: 1, leverage: 1, stopOut: 0, lotStep: 0, maxPositions: 1 },
  instrument: instrumentOf('EURUSD'),
  entry: { kind: 'market' },
  trailingStop: false,
  scaleOut: [],
  sessions: null,
});

/** A threshold strategy on a random probability, at about one trade in ten bars. */
function input(bars: Bars, over: Partial<TradingRules> = {}): BacktestInput {
  const rng = createRng('bench backtest');
  const probability = Float64Array.from({ length: BARS }, () => rng.uniform());
  const distance = bars.close.map((price) => price * 0.003);
  return {
    ...rules(false),
    ...over,
    bars,
    side: sidesFromProbability(probability, 0.9),
    stopDistance: distance,
    targetDistance: distance,
    from: 0,
    to: BARS,
  };
}

/** What no backtest can beat: one pass over the closes that multiplies a held side by the return, nothing else. */
function plainLoop({ bars: { close }, side }: BacktestInput): Float64Array {
  const returns = new Float64Array(BARS);
  let held = 0;
  for (let i = 1; i < BARS; i++) {
    returns[i] = held * (close[i] / close[i - 1] - 1);
    if (side[i] !== 0) held = side[i];
  }
  return returns;
}

/** Bars a second of the backtest, by both engines, beside the plain loop and what npm has. */
export async function bench(): Promise<BenchReport> {
  const bars = market(BARS);
  const plain = input(bars);
  const full = input(bars, rules(true));
  const orders = input(bars, {
    entry: { kind: 'limit', offset: 0.1, bars: 3 },
    trailingStop: true,
    account: { ...rules(false).account, maxPositions: 3 },
  });
  const subjects: [string, () => unknown][] = [
    ['plain loop, no costs, no barriers', () => plainLoop(plain)],
    ['threshold strategy', () => backtest(plain)],
    ['threshold strategy, every cost, margin, lots', () => backtest(full)],
    ['the same by events', () => runEvents(openVenue(full, bars), full)],
    ['limit entries, trailing stops, three positions', () => backtest(orders)],
  ];
  const notes: string[] = [
    'Input is checked and results are kept in every run; the plain loop does neither.',
  ];
  const peer = await indicatorts(plain);
  if (peer) subjects.push(['indicatorts backtest, no costs, no barriers', peer]);
  else notes.push('indicatorts is not installed: npm ci --prefix bench/peers');

  const times = new Map(subjects.map(([what, run]) => [what, bestOf(run, { warmUps: 2, runs: 5 })]));
  const speed = (what: string): number => BARS / 1_000 / (times.get(what) ?? Number.NaN);
  const bound = speed('plain loop, no costs, no barriers');
  const verdict = (what: string, least: number) => ({
    what: `${what}: at least ${least} million bars/s: ${speed(what).toFixed(1)}`,
    isMet: speed(what) >= least,
  });
  return {
    name: 'backtest',
    rows: [...times].map(([what, ms]) => ({
      what,
      'ms on 1000000 bars': ms.toFixed(0),
      'million bars/s': speed(what).toFixed(1),
      'of the plain loop': (speed(what) / bound).toFixed(3),
    })),
    verdicts: [
      verdict('threshold strategy', LEAST_THRESHOLD),
      verdict('threshold strategy, every cost, margin, lots', LEAST_THRESHOLD),
      verdict('the same by events', LEAST_EVENTS),
      verdict('limit entries, trailing stops, three positions', LEAST_EVENTS),
    ],
    notes,
  };
}

/** The one backtester among the npm peers: buys and sells at closes by a list of actions. */
async function indicatorts({ bars, side }: BacktestInput): Promise<(() => unknown) | null> {
  try {
    // biome-ignore lint/suspicious/noExplicitAny: called by its documented names
    const library = (await load('indicatorts')) as any;
    const asset = {
      dates: Array.from(bars.timeMs, (ms) => new Date(ms)),
      openings: [...bars.open],
      closings: [...bars.close],
      highs: [...bars.high],
      lows: [...bars.low],
      volumes: [...bars.volume],
    };
    const actions = [...side];
    return () => library.backtest(asset, [{ name: 'threshold', strategy: () => actions }]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return null;
  }
}
