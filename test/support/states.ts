import { instrumentOf } from '../../src/domain/market/instruments.ts';
import type { ArtifactKind, ArtifactRef } from '../../src/orchestration/artifact-ref.ts';
import { initialState } from '../../src/orchestration/initial-state.ts';
import { parseSpec } from '../../src/orchestration/spec/parse-spec.ts';
import type { WorkflowSpec } from '../../src/orchestration/spec/spec.ts';
import type {
  AgentState,
  DatasetInfo,
  FeatureSet,
  Gate,
  ModelInfo,
  RiskAssessment,
  SignalSet,
  ValidationResult,
} from '../../src/orchestration/state.ts';

/** Values that parse, for tests of what is done with them. */
const HASH = 'a'.repeat(64);

export const WORKFLOW_ID = 'wf_01hzzzzzzz0123456789abcdef';

export function spec(edits: Record<string, unknown> = {}): WorkflowSpec {
  return parseSpec({ market: { source: { kind: 'sample', name: 'sp500' } }, ...edits });
}

export const artifact = (kind: ArtifactKind, hash = HASH): ArtifactRef => ({
  hash,
  kind,
  mediaType: 'application/json',
  bytes: 1,
});

export function dataset(verdict: DatasetInfo['quality']['verdict'] = 'accept'): DatasetInfo {
  const segment = { from: 0, to: 1, firstAt: '2000-01-03T00:00:00.000Z', lastAt: '2000-01-04T00:00:00.000Z' };
  const finding = {
    rule: 'ohlc_order',
    severity: 'blocking' as const,
    message: 'high below low',
    count: 1,
    share: 0.1,
    examples: [],
  };
  return {
    id: HASH,
    family: 'SPX:1d',
    symbol: 'SPX',
    instrument: instrumentOf('SPX'),
    timeframe: '1d',
    source: 'test',
    bars: 10,
    barsPerYear: 252,
    segments: { train: segment, validation: segment, test: segment },
    development: artifact('bars'),
    sealedTest: artifact('sealed_bars'),
    quality: {
      score: verdict === 'block' ? 10 : 100,
      verdict,
      findings: verdict === 'block' ? [finding] : [],
      report: artifact('quality_report'),
    },
  };
}

export const featureSet = (role: FeatureSet['role']): FeatureSet => ({
  name: role,
  role,
  columns: ['x'],
  artifact: artifact('features'),
});

export const model = (id = HASH): ModelInfo => ({
  id,
  artifact: artifact('model'),
  features: ['x'],
  params: {},
  objective: 'auc',
  score: 0.5,
  foldScores: [0.5],
  metrics: {},
  calibration: { raw: [0, 1], calibrated: [0, 1] },
  importance: [{ feature: 'x', share: 1 }],
  predictions: artifact('predictions'),
  trialReturns: artifact('trial_returns'),
  trials: 1,
});

export const gate = (passed: boolean, name = 'deflated_sharpe'): Gate => ({
  name,
  figure: passed ? 1 : 0,
  comparison: '>=',
  bar: 0.5,
  passed,
  convention: 'test',
});

export const verdict = (passed: boolean): ValidationResult => ({
  attempt: 1,
  modelId: HASH,
  passed,
  gates: [gate(passed)],
  figures: {},
  trialCount: 1,
  report: artifact('validation_report'),
  verdictHash: HASH,
});

export const signalSet = (): SignalSet => ({ artifact: artifact('signals'), count: 0, head: [] });

export const risk = (approved: boolean): RiskAssessment => ({
  approved,
  decision: approved ? 'approved' : 'rejected',
  reasons: approved ? [] : ['The drawdown is too deep.'],
  gates: [gate(approved, 'max_drawdown')],
  figures: {},
  limits: {},
  report: artifact('risk_report'),
  signalBook: artifact('signal_book'),
  signalTable: artifact('signals'),
  bundle: artifact('bot_bundle'),
});

export function state(changes: Partial<AgentState> = {}): AgentState {
  return { ...initialState(WORKFLOW_ID, WORKFLOW_ID), iteration: 1, ...changes };
}
