import type { AgentInput } from '../../src/agents/agent.ts';
import { barsToColumns } from '../../src/agents/columns.ts';
import type { Artifacts, Columns } from '../../src/agents/ports.ts';
import type { Bars } from '../../src/domain/market/bars.ts';
import { instrumentOf } from '../../src/domain/market/instruments.ts';
import { sha256 } from '../../src/kernel/hash.ts';
import { createRng } from '../../src/kernel/rng.ts';
import { initialState } from '../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../src/orchestration/spec/parse-spec.ts';
import type { AgentState, FeatureSet } from '../../src/orchestration/state.ts';

const DAY_MS = 86_400_000;

/** Bars and, for each, what only a good feature would know: the drift of the regime the market is in. */
export interface GeneratedMarket {
  readonly bars: Bars;
  readonly regime: Float64Array;
}

/**
 * Daily bars of a random walk with regimes: the drift is `edge` standard deviations up or down and turns every
 * 25 bars on average. With `edge` 0 nothing can be learned.
 */
export function generateMarket(count: number, edge: number, seed: string): GeneratedMarket {
  const rng = createRng(seed);
  const bars: Bars = {
    timeMs: new Float64Array(count),
    open: new Float64Array(count),
    high: new Float64Array(count),
    low: new Float64Array(count),
    close: new Float64Array(count),
    volume: new Float64Array(count),
  };
  const regime = new Float64Array(count);
  let side = 1;
  let price = 100;
  for (let i = 0; i < count; i++) {
    if (rng.uniform() < 0.04) side = -side;
    const close = price * Math.exp(0.01 * (edge * side + rng.normal()));
    bars.timeMs[i] = i * DAY_MS;
    bars.open[i] = price;
    bars.close[i] = close;
    bars.high[i] = Math.max(price, close) * (1 + 0.003 * rng.uniform());
    bars.low[i] = Math.min(price, close) * (1 - 0.003 * rng.uniform());
    bars.volume[i] = 1_000 + 100 * rng.uniform();
    regime[i] = side;
    price = close;
  }
  return { bars, regime };
}

export interface TrainingStateOptions {
  readonly bars: Bars;
  /** Candidate columns by family, one row a bar. */
  readonly families: Partial<Record<'smc' | 'technical', Columns>>;
  readonly spec?: Record<string, unknown>;
  readonly state?: Partial<AgentState>;
}

const ROLE = { smc: 'smc_analyst', technical: 'ml_engineer' } as const;

/** What the ML engineer is given to train on: development bars of which the first three quarters are the train segment. */
export async function trainingInput(
  artifacts: Artifacts,
  options: TrainingStateOptions,
): Promise<AgentInput> {
  const { bars, families } = options;
  const count = bars.timeMs.length;
  const trainTo = Math.floor(count * 0.75);
  const development = await artifacts.putColumns('bars', barsToColumns(bars));
  const candidateFeatures: FeatureSet[] = await Promise.all(
    (Object.keys(families) as (keyof typeof families)[]).map(async (name) => {
      const columns = families[name] ?? {};
      return {
        name,
        role: ROLE[name],
        columns: Object.keys(columns),
        artifact: await artifacts.putColumns('features', columns),
      };
    }),
  );
  const segment = (from: number, to: number) => ({
    from,
    to,
    firstAt: new Date(from * DAY_MS).toISOString(),
    lastAt: new Date((to - 1) * DAY_MS).toISOString(),
  });
  const report = await artifacts.putJson('quality_report', {});
  const state: AgentState = {
    ...initialState('wf_test', 'wf_test'),
    stage: 'model_training',
    dataset: {
      id: sha256(development.hash),
      family: 'TEST:1d',
      symbol: 'TEST',
      instrument: instrumentOf('TEST'),
      timeframe: '1d',
      source: 'generated',
      bars: count + 10,
      barsPerYear: 252,
      segments: {
        train: segment(0, trainTo),
        validation: segment(trainTo, count),
        test: segment(count, count + 10),
      },
      development,
      sealedTest: { ...development, kind: 'sealed_bars' },
      quality: { score: 100, verdict: 'accept', findings: [], report },
    },
    candidateFeatures,
    ...options.state,
  };
  const spec = parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } }, ...options.spec });
  return { state, spec, task: 'train' };
}
