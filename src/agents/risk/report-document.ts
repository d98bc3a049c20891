import type { RiskDecision } from '../../domain/risk/decide-signal.ts';
import { equityCurve } from '../../domain/risk/drawdown.ts';
import type { ExposureCap } from '../../domain/risk/exposure-cap.ts';
import { kellyGrowthShare } from '../../domain/risk/kelly.ts';
import type { Gate } from '../../domain/validation/gate.ts';
import type { RiskReport } from '../../orchestration/risk-report.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import { tradeRow } from '../trade-row.ts';
import type { Assessment } from './assessment.ts';

/** The document behind a risk assessment. Pure. */
export function buildRiskReport(assessment: Assessment, filters: RiskReport['filters']): RiskReport {
  const { spec, segment, signals, tradable, result, verdict, decision, decisions } = assessment;
  const { cap } = verdict;
  const decided = (wanted: RiskDecision): number => decisions.filter((own) => own.decision === wanted).length;
  const { from, to } = segment.validation;
  const timeMs = segment.bars.timeMs.subarray(from, to);
  return {
    modelId: segment.model.id,
    approved: verdict.approved,
    decision,
    reasons: riskReasons(assessment),
    gates: [...verdict.gates],
    figures: { ...verdict.figures, exposure: result.exposure },
    limits: limitsOf(spec, cap),
    segment: { firstAt: iso(timeMs[0]), lastAt: iso(timeMs[timeMs.length - 1]), bars: to - from },
    signals: {
      kept: signals.length,
      belowRiskReward: signals.length - tradable.length,
      approved: decided('approved'),
      reduced: decided('reduced'),
      rejected: decided('rejected'),
      notFilled: tradable.length - result.trades.length,
    },
    equity: { timeMs: [...timeMs], value: [...equityCurve(result.returns)] },
    trades: result.trades.map((trade) => tradeRow(trade, segment.bars)),
    sizing: {
      riskPerTrade: spec.risk.maxRiskPerTrade,
      exposureCap: cap.exposure,
      boundBy: cap.boundBy,
      rules: [...cap.rules],
      kellyFraction: spec.risk.kellyFraction,
      kellyGrowthShare: kellyGrowthShare(spec.risk.kellyFraction),
    },
    stress: [...verdict.stresses],
    portfolio: portfolioOf(assessment),
    filters: [...filters],
    account: { equity: spec.risk.accountEquity, example: exampleOf(assessment) },
  };
}

/** Why the bot was approved or rejected, one sentence each; the gates carry the same as data. */
function riskReasons({ verdict: { approved, gates, cap }, decision }: Assessment): string[] {
  if (!approved) return gates.filter((gate) => !gate.passed).map((gate) => failureOf(gate, cap));
  const held = gates.map((gate) => gate.name).join(', ');
  const less = decision === 'reduced' ? ', which is less than most stops ask for' : '';
  return [
    `Every limit holds (${held}).`,
    `Positions may take up to ${percent(cap.exposure)} of equity, bound by ${cap.boundBy}${less}.`,
  ];
}

/** Open positions, and this one at its cap, by what they add to the CVaR of the whole. */
function portfolioOf({ open, verdict: { portfolio, cap } }: Assessment): RiskReport['portfolio'] {
  const exposures = [...open.map((holding) => holding.exposure), cap.exposure];
  return (portfolio?.contributions ?? []).map((part, i) => ({ ...part, exposure: exposures[i] }));
}

const MEANING: Readonly<Record<string, string>> = {
  trades: 'The number of closed trades',
  expectancy: 'The mean net return of a trade',
  reward_risk: 'The median reward per unit of risk after costs',
  exposure_cap: 'The largest position that holds every limit',
  cvar_sized: 'The CVaR of one bar at that size',
  max_drawdown_sized: 'The maximum drawdown at that size',
  stress_loss_sized: 'The loss of the worst stress scenario at that size',
  var_coverage_p: 'The p-value of the test of its value at risk',
  var_independence_p: 'The p-value of the test that bars beyond its value at risk do not cluster',
  portfolio_cvar: 'The CVaR of all positions together',
};
const SHARES = new Set([
  'expectancy',
  'exposure_cap',
  'cvar_sized',
  'max_drawdown_sized',
  'stress_loss_sized',
  'portfolio_cvar',
]);
const DEMAND: Readonly<Record<Gate['comparison'], string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'above',
  '<': 'below',
};

function failureOf({ name, figure, comparison, bar }: Gate, cap: ExposureCap): string {
  const show = SHARES.has(name) ? percent : plain;
  const what = MEANING[name] ?? name;
  const is = figure === null ? 'is undefined (there is nothing to measure it on)' : `is ${show(figure)}`;
  const why = name === 'exposure_cap' ? `, bound by ${cap.boundBy}` : '';
  return `${what} ${is}${why}; it must be ${DEMAND[comparison]} ${show(bar)}.`;
}

const percent = (share: number): string => `${plain(share * 100)} %`;
const plain = (value: number): string => String(Number(value.toPrecision(4)));

/** The limits a released bot has to keep. */
function limitsOf({ risk }: WorkflowSpec, cap: ExposureCap): Record<string, number> {
  return {
    maxRiskPerTrade: risk.maxRiskPerTrade,
    maxExposure: cap.exposure,
    kellyFraction: risk.kellyFraction,
    varConfidence: risk.varConfidence,
    maxCvar: risk.maxCvar,
    maxDrawdown: risk.maxDrawdown,
    maxStressLoss: risk.stress.maxLoss,
    maxPortfolioCvar: risk.maxPortfolioCvar,
    minRiskReward: risk.minRiskReward,
  };
}

/** What the rule gives for the latest signal that is taken; null when there is none. */
function exampleOf({ signals, decisions }: Assessment): RiskReport['account']['example'] {
  const taken = signals
    .map((signal, i) => ({ signal, decision: decisions[i] }))
    .filter(({ decision }) => decision.decision !== 'rejected');
  if (taken.length === 0) return null;
  const { signal, decision } = taken.reduce((last, one) =>
    one.signal.index > last.signal.index ? one : last,
  );
  return {
    at: iso(signal.timeMs),
    side: signal.side === 1 ? 'long' : 'short',
    price: signal.entry,
    stop: signal.stop,
    ...decision.size,
  };
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString();
