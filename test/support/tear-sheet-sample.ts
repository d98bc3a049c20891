import { riskLimits } from '../../src/agents/risk/assess-signals.ts';
import { instrumentOf } from '../../src/domain/market/instruments.ts';
import { measure } from '../../src/domain/performance/measure.ts';
import { assessRisk } from '../../src/domain/risk/assess.ts';
import { equityCurve, maxDrawdown } from '../../src/domain/risk/drawdown.ts';
import { kellyGrowthShare } from '../../src/domain/risk/kelly.ts';
import { positionSize } from '../../src/domain/risk/position-size.ts';
import { sha256 } from '../../src/kernel/hash.ts';
import { createRng } from '../../src/kernel/rng.ts';
import type { ArtifactKind, ArtifactRef } from '../../src/orchestration/artifact-ref.ts';
import { initialState } from '../../src/orchestration/initial-state.ts';
import type { RiskReport } from '../../src/orchestration/risk-report.ts';
import { parseSpec } from '../../src/orchestration/spec/parse-spec.ts';
import type { AgentState, DatasetInfo, Gate, ModelInfo } from '../../src/orchestration/state.ts';
import type { ValidationReport } from '../../src/orchestration/validation-report.ts';
import type { TearSheetData } from '../../src/report/tear-sheet-data.ts';

/*
 * Generated inputs of the report: a finished workflow whose numbers are drawn from a seed. Only the report is under
 * test with it; nothing here stands for what the agents compute.
 */

const DAY_MS = 86_400_000;
const START = Date.UTC(2007, 0, 2);
const BARS = 2_400;

export const sampleSpec = parseSpec({
  name: 'S&P 500 daily, structure & momentum',
  market: { source: { kind: 'sample', name: 'sp500' } },
});

const ref = (kind: ArtifactKind, text: string): ArtifactRef => ({
  hash: sha256(text),
  kind,
  mediaType: 'application/json',
  bytes: 1_234,
});

const iso = (bar: number): string => new Date(timeOf(bar)).toISOString();
/** Five bars a week. */
const timeOf = (bar: number): number => START + (Math.floor(bar / 5) * 7 + (bar % 5)) * DAY_MS;

function sampleReturns(seed: string, count: number, drift: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: count }, () =>
    rng.uniform() < 0.45 ? 0 : drift + 0.009 * rng.normal(),
  );
}

export function sampleData({ released }: { released: boolean }): TearSheetData {
  const validation = sampleValidation(released);
  const risk = released ? sampleRisk() : null;
  const state = sampleState(validation, risk);
  const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 20, 9, 0) + minutes * 60_000);
  return {
    workflow: {
      id: 'wf_01hzy3v8r4k2m9q5t7w0x6c1ab',
      name: sampleSpec.name,
      symbol: 'SPX',
      status: released ? 'completed' : 'rejected',
      stage: released ? 'completed' : 'rejected',
      iteration: 9,
      progress: 1,
      lineage: 'wf_01hzy3v8r4k2m9q5t7w0x6c1ab',
      parentId: null,
      scheduleId: null,
      createdAt: at(0),
      updatedAt: at(14),
      finishedAt: at(14),
      error: null,
    },
    spec: sampleSpec,
    state,
    validation,
    risk,
    approvals: [
      {
        id: 'ap_01hzy3v8r4k2m9q5t7w0x6c1ab',
        kind: released ? 'release' : 'validation_failed',
        status: released ? 'approved' : 'rejected',
        requestedAt: at(10),
        deadlineAt: at(1_450),
        decidedAt: at(14),
        evidenceHash: sha256('evidence'),
        votes: [
          {
            by: 'Ada Lovelace',
            decision: released ? 'approve' : 'reject',
            comment: released
              ? 'Drawdown is within what the desk allows.'
              : 'Agreed: too few trades, too many trials.',
            at: at(14).toISOString(),
          },
        ],
      },
    ],
    runs: [
      run(1, 'data_engineer', 'prepare', at(0), at(1)),
      run(2, 'smc_analyst', 'features', at(1), at(2)),
      run(2, 'ml_engineer', 'features', at(1), at(2)),
      run(3, 'ml_engineer', 'train', at(2), at(6)),
      run(4, 'validation_agent', 'validate', at(6), at(9)),
    ],
    steps: [
      step(1, 'data_preparation', 'The spec is valid.', at(0)),
      step(2, 'feature_discovery', 'The dataset was accepted.', at(1)),
      step(3, 'model_training', 'Candidate features are ready.', at(2)),
      step(4, 'validation', 'A best model was chosen.', at(6)),
    ],
  };
}

const run = (iteration: number, role: string, task: string, startedAt: Date, finishedAt: Date) => ({
  iteration,
  role,
  task,
  status: 'succeeded',
  starts: 1,
  startedAt,
  finishedAt,
});

const step = (iteration: number, stage: string, reason: string, at: Date) => ({
  iteration,
  stage,
  reason,
  at,
});

function sampleValidation(passed: boolean): ValidationReport {
  const returns = sampleReturns(passed ? 'edge' : 'noise', BARS, passed ? 0.0011 : 0.0002);
  const windows = Array.from({ length: 8 }, (_, w) => {
    const own = returns.subarray(w * 300, (w + 1) * 300);
    return {
      trainFrom: iso(0),
      from: iso(w * 300),
      to: iso(w * 300 + 299),
      bars: 300,
      trades: 18 + ((w * 7) % 11),
      return: own.reduce((equity, value) => equity * (1 + value), 1) - 1,
      sharpe: w === 5 && !passed ? null : 0.4 + ((w * 13) % 9) / 10,
      features: 31 + ((w * 5) % 7),
    };
  });
  const value = [...equityCurve(returns)];
  const figures = {
    bars: BARS,
    trades: 183,
    exposure: 0.548,
    total_return: value[BARS - 1] - 1,
    cagr: value[BARS - 1] ** (252 / BARS) - 1,
    volatility: 0.1043,
    sharpe: passed ? 1.21 : 0.31,
    sharpe_low: passed ? 0.57 : -0.33,
    sharpe_high: passed ? 1.84 : 0.94,
    skew: -0.18,
    kurtosis: 5.02,
    t_statistic: passed ? 3.72 : 0.96,
    sortino: passed ? 1.8 : 0.44,
    calmar: passed ? 0.9 : 0.12,
    max_drawdown: maxDrawdown(returns),
    win_rate: 0.541,
    expectancy: 0.0031,
    profit_factor: passed ? 1.44 : 1.08,
    sharpe_p_value: passed ? 0.00012 : 0.169,
    deflated_sharpe: passed ? 0.973 : 0.412,
    deflated_hurdle: passed ? 0.58 : 0.47,
    min_track_record_bars: 811,
    trial_count: 40,
    pbo: passed ? 0.12 : 0.61,
    pbo_probability_of_loss: 0.2,
    pbo_degradation_slope: null,
    robustness_score: 71.5,
    robust_costs: 0.64,
    profitable_windows: windows.filter((w) => w.return > 0).length / 8,
    test_sharpe: passed ? 0.84 : null,
  };
  const gate = (
    name: string,
    figure: number | null,
    comparison: Gate['comparison'],
    bar: number,
    convention: string,
  ): Gate => ({
    name,
    figure,
    comparison,
    bar,
    passed:
      figure !== null &&
      (comparison === '<=' ? figure <= bar : comparison === '>' ? figure > bar : figure >= bar),
    convention,
  });
  return {
    modelId: sha256('model'),
    attempt: passed ? 1 : 2,
    passed,
    gates: [
      gate('trades', 183, '>=', 30, 'Closed trades over all walk-forward windows.'),
      gate(
        'walk_forward_sharpe',
        figures.sharpe,
        '>',
        0,
        'Annual Sharpe ratio of the stitched out-of-sample bars, net of costs: mean / standard deviation (n - 1), risk-free rate 0, flat bars counted.',
      ),
      gate(
        'sharpe_p_value',
        figures.sharpe_p_value,
        '<=',
        0.05,
        '1 - PSR(0), Bailey & Lopez de Prado 2012, one-sided.',
      ),
      gate(
        'deflated_sharpe',
        figures.deflated_sharpe,
        '>=',
        0.95,
        'Deflated Sharpe ratio of Bailey & Lopez de Prado 2014 over all trials of the dataset family in the ledger.',
      ),
      gate(
        'pbo',
        figures.pbo,
        '<=',
        0.5,
        'Probability of backtest overfitting by CSCV, 16 blocks, 12,870 splits.',
      ),
      gate(
        'profitable_windows',
        figures.profitable_windows,
        '>=',
        0.5,
        'Share of the walk-forward windows with a net return above 0.',
      ),
      ...(passed
        ? [
            gate(
              'test_sharpe',
              figures.test_sharpe,
              '>',
              0,
              'Annual Sharpe ratio over the sealed test segment.',
            ),
          ]
        : []),
    ],
    figures,
    trialCount: 40,
    metrics: measure(
      {
        returns,
        benchmark: sampleReturns('market', BARS, 0.0003),
        held: Uint8Array.from(returns, (value) => (value === 0 ? 0 : 1)),
        trades: [],
      },
      { barsPerYear: 252, tail: 0.05, cashRate: 0.02 },
      createRng('metrics'),
    ),
    skippedSignals: { noBarrier: 0, noSize: 0, outsideSession: 3, unfilled: 0 },
    equity: {
      timeMs: value.map((_, i) => timeOf(i)),
      value,
      benchmark: [...equityCurve(sampleReturns('market', BARS, 0.0003))],
      cash: value.map((_, i) => 1.02 ** ((i + 1) / 252)),
    },
    rolling: { window: 126, timeMs: [125, 500, 900].map(timeOf), sharpe: [0.4, null, 1.2] },
    windows,
    logits: { from: [-2, -1, 0, 1], share: [0.1, 0.2, 0.4, 0.3] },
    pathSharpes: [0.9, 1.1, 0.4, -0.2, 0.8],
    surface: [
      { setting: 'takeProfitAtr × 0.8', sharpe: 0.71 },
      { setting: 'model 1', sharpe: null },
    ],
    calibration: Array.from({ length: 10 }, (_, b) => ({
      meanPredicted: (b + 0.5) / 10,
      observed: Math.min(0.97, Math.max(0.03, (b + 0.5) / 10 + (((b * 37) % 11) - 5) / 90)),
      count: b < 2 || b > 7 ? (b * 5) % 9 : 900 - Math.abs(b - 4.5) * 220,
    })),
    confusion: { truePositive: 812, falsePositive: 655, trueNegative: 702, falseNegative: 598 },
    importance: sampleImportance(),
    trades: Array.from({ length: 24 }, (_, t) => ({
      side: t % 3 === 0 ? ('short' as const) : ('long' as const),
      entryAt: iso(t * 90),
      exitAt: iso(t * 90 + 7),
      entryPrice: 1_412.5 + t * 21.25,
      exitPrice: 1_430.25 + t * 20.5,
      return: ((t * 17) % 23) / 1_000 - 0.009,
      costs: 0.0002,
      mae: (t % 5) / 400,
      mfe: (t % 7) / 300,
      exit: (['target', 'stop', 'time'] as const)[t % 3],
    })),
  };
}

const sampleImportance = () => {
  const names = [
    'rsi_14',
    'atr_share_14',
    'return_5',
    'macd_histogram_atr',
    'distance_sma_50_atr',
    'bars_since_bos',
    'nearest_bullish_fvg_atr',
    'structure_direction',
    'z_score_20',
    'dealing_range_position',
    'return_20',
    'order_block_distance_atr',
    'volatility_ratio',
    'swing_high_distance_atr',
    'swing_low_distance_atr',
    'volume_z_20',
    'open_fvg_count',
    'efficiency_10',
  ];
  const weights = names.map((_, i) => 1 / (i + 1.6));
  const total = weights.reduce((a, b) => a + b, 0);
  return names.map((feature, i) => ({ feature, share: weights[i] / total }));
};

function sampleRisk(): RiskReport {
  const returns = sampleReturns('risk', 1_000, 0.0012);
  const tradeReturns = Float64Array.from({ length: 74 }, (_, i) => (i % 9 < 5 ? 0.013 : -0.0105));
  const verdict = assessRisk(
    {
      returns,
      dailyReturns: returns,
      barsPerYear: 252,
      tradeReturns,
      rewardRisks: Float64Array.of(0.97),
      scenarios: [
        {
          name: 'worst_days',
          description:
            'The worst 7 days of the data up to 2008-10-10: 19.8 % against a position without a stop.',
          effect: { loss: 0.198 },
        },
        {
          name: 'wide_spread',
          description: 'Every spread is 10 times as wide.',
          effect: { returns: returns.map((value) => value - 0.0004) },
        },
      ],
      open: [{ name: 'EURUSD short', exposure: -0.3, returns: sampleReturns('open', 1_000, 0) }],
    },
    riskLimits(sampleSpec),
  );
  const { cap } = verdict;
  const size = positionSize({
    equity: 100_000,
    price: 2_914,
    stopDistance: 61.2,
    cost: 0.87,
    rate: 1,
    lotUnits: 0,
    riskShare: 0.01,
    exposureCap: cap.exposure,
  });
  return {
    modelId: sha256('model'),
    approved: verdict.approved,
    decision: 'reduced',
    reasons: ['Every limit holds.'],
    gates: [...verdict.gates],
    figures: { ...verdict.figures, exposure: 0.41 },
    limits: {
      maxRiskPerTrade: 0.01,
      maxExposure: cap.exposure,
      kellyFraction: 0.25,
      varConfidence: 0.95,
      maxCvar: 0.03,
      maxDrawdown: 0.25,
      minRiskReward: 0.8,
    },
    segment: { firstAt: iso(3_060), lastAt: iso(4_060), bars: 1_000 },
    signals: { kept: 131, belowRiskReward: 2, approved: 80, reduced: 49, rejected: 2, notFilled: 55 },
    equity: { timeMs: [...returns].map((_, i) => timeOf(3_060 + i)), value: [...equityCurve(returns)] },
    trades: [],
    sizing: {
      riskPerTrade: 0.01,
      exposureCap: cap.exposure,
      boundBy: cap.boundBy,
      rules: [...cap.rules],
      kellyFraction: 0.25,
      kellyGrowthShare: kellyGrowthShare(0.25),
    },
    stress: [...verdict.stresses],
    portfolio: (verdict.portfolio?.contributions ?? []).map((part, i) => ({
      ...part,
      exposure: i === 0 ? -0.3 : cap.exposure,
    })),
    filters: [
      {
        name: 'expected_value',
        reached: 158,
        dropped: 27,
        traded: 26,
        droppedReturn: -0.031,
        droppedMean: -0.0012,
        saved: 0.031,
        keptMean: 0.0019,
      },
    ],
    account: {
      equity: 100_000,
      example: { at: iso(4_050), side: 'long', price: 2_914, stop: 2_852.8, ...size },
    },
  };
}

function sampleState(validation: ValidationReport, risk: RiskReport | null): AgentState {
  const model = sampleModel();
  const signals = { artifact: ref('signals', 'signals'), count: 131, head: [] };
  return {
    ...initialState('wf_01hzy3v8r4k2m9q5t7w0x6c1ab', 'wf_01hzy3v8r4k2m9q5t7w0x6c1ab'),
    stage: validation.passed ? 'completed' : 'rejected',
    iteration: 9,
    dataset: sampleDataset(),
    trainedModels: [model],
    bestModel: model,
    generatedSignals: risk ? { ...signals, count: 158 } : null,
    filteredSignals: risk ? { ...signals, dropped: { no_barrier: 0, expected_value: 27 } } : null,
    validationResults: [
      {
        attempt: validation.attempt,
        modelId: validation.modelId,
        passed: validation.passed,
        gates: validation.gates,
        figures: validation.figures,
        trialCount: validation.trialCount,
        report: ref('validation_report', 'validation'),
        verdictHash: sha256('verdict'),
      },
    ],
    riskAssessments: risk
      ? {
          [model.id]: {
            approved: risk.approved,
            decision: risk.decision,
            reasons: risk.reasons,
            gates: risk.gates,
            figures: risk.figures,
            limits: risk.limits,
            report: ref('risk_report', 'risk'),
            signalBook: ref('signal_book', 'book'),
            signalTable: ref('signals', 'table'),
            bundle: ref('bot_bundle', 'bundle'),
          },
        }
      : {},
    warnings: [
      { role: 'supervisor', code: 'degraded', message: 'Going on without the features of smc_analyst.' },
    ],
    messages: [
      { role: 'supervisor', text: 'The spec is valid.' },
      {
        role: 'data_engineer',
        text: '5,105 bars of SPX from 2000-01-03 to 2020-04-17: quality 96 of 100, accepted with warnings.',
      },
      {
        role: 'ml_engineer',
        text: '28 technical features over 4,084 bars; replayed on 4 prefixes without a change.',
      },
      {
        role: 'ml_engineer',
        text: '20 configurations over 5 purged folds; the best one reaches an out-of-fold Sharpe ratio of 0.71.',
      },
      {
        role: 'validation_agent',
        text: validation.passed
          ? 'Validation passed: all 7 gates hold.'
          : 'Validation failed: deflated Sharpe ratio 0.412 is below 0.95 over 40 trials; probability of overfitting 0.61 is above 0.5.',
      },
      {
        role: 'supervisor',
        text: validation.passed
          ? 'Released. Approved by Ada Lovelace.'
          : 'Rejected by Ada Lovelace: Agreed: too few trades, too many trials.',
      },
    ],
  };
}

const sampleModel = (): ModelInfo => ({
  id: sha256('model'),
  artifact: ref('model', 'model text'),
  features: sampleImportance().map((row) => row.feature),
  params: {
    objective: 'binary',
    learning_rate: 0.0312,
    num_leaves: 12,
    min_data_in_leaf: 87,
    lambda_l2: 4.1,
    deterministic: true,
  },
  objective: 'sharpe',
  score: 0.71,
  foldScores: [0.9, 0.4, 0.8, 0.6, 0.85],
  metrics: { auc: 0.547, log_loss: 0.6881, brier: 0.2476 },
  calibration: { raw: [0.4, 0.6], calibrated: [0.45, 0.56] },
  importance: sampleImportance(),
  predictions: ref('predictions', 'predictions'),
  trialReturns: ref('trial_returns', 'returns'),
  trials: 20,
});

const sampleDataset = (): DatasetInfo => ({
  id: sha256('dataset'),
  family: 'SPX:1d',
  symbol: 'SPX',
  instrument: instrumentOf('SPX'),
  timeframe: '1d',
  source: 'vega-datasets 3.2.1, sp500-2000.csv',
  bars: 5_105,
  barsPerYear: 251.6,
  segments: {
    train: { from: 0, to: 3_053, firstAt: '2000-01-03T00:00:00.000Z', lastAt: '2012-02-21T00:00:00.000Z' },
    validation: {
      from: 3_063,
      to: 4_074,
      firstAt: '2012-03-07T00:00:00.000Z',
      lastAt: '2016-03-11T00:00:00.000Z',
    },
    test: { from: 4_084, to: 5_105, firstAt: '2016-03-28T00:00:00.000Z', lastAt: '2020-04-17T00:00:00.000Z' },
  },
  development: ref('bars', 'bars'),
  sealedTest: ref('sealed_bars', 'sealed'),
  quality: {
    score: 96,
    verdict: 'accept_with_warnings',
    findings: [
      {
        rule: 'synthetic_open',
        severity: 'warning',
        message: 'The open equals the close before on many bars: fills at the open are optimistic there.',
        count: 612,
        share: 0.1199,
        examples: [{ at: '2000-01-05T00:00:00.000Z', detail: 'open 1399.42 is the close of 2000-01-04' }],
      },
      {
        rule: 'outlier',
        severity: 'info',
        message: 'Returns beyond 10 robust deviations.',
        count: 14,
        share: 0.0027,
        examples: [],
      },
    ],
    report: ref('quality_report', 'quality'),
  },
});
