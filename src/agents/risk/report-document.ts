import type { RiskVerdict } from '../../domain/risk/assess.ts';
import { equityCurve } from '../../domain/risk/drawdown.ts';
import type { ExposureCap } from '../../domain/risk/exposure-cap.ts';
import { kellyGrowthShare } from '../../domain/risk/kelly.ts';
import { positionSize } from '../../domain/risk/position-size.ts';
import type { Gate } from '../../domain/validation/gate.ts';
import type { RiskReport } from '../../orchestration/risk-report.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import { tradeRow } from '../trade-row.ts';
import type { Assessment } from './assessment.ts';

/** The document behind a risk assessment. Pure. */
export function buildRiskReport(assessment: Assessment): RiskReport {
  const { spec, segment, signals, tradable, result, verdict } = assessment;
  const { from, to } = segment.validation;
  const timeMs = segment.bars.timeMs.subarray(from, to);
  return {
    modelId: segment.model.id,
    approved: verdict.approved,
    reasons: riskReasons(verdict),
    gates: [...verdict.gates],
    figures: { ...verdict.figures, exposure: result.exposure },
    limits: limitsOf(spec, verdict.cap),
    segment: { firstAt: iso(timeMs[0]), lastAt: iso(timeMs[timeMs.length - 1]), bars: to - from },
    signals: {
      kept: signals.length,
      belowRiskReward: signals.length - tradable.length,
      notFilled: tradable.length - result.trades.length,
    },
    equity: { timeMs: [...timeMs], value: [...equityCurve(result.returns)] },
    trades: result.trades.map((trade) => tradeRow(trade, segment.bars)),
    sizing: {
      riskPerTrade: spec.risk.maxRiskPerTrade,
      exposureCap: verdict.cap.exposure,
      boundBy: verdict.cap.boundBy,
      rules: [...verdict.cap.rules],
      kellyFraction: spec.risk.kellyFraction,
      kellyGrowthShare: kellyGrowthShare(spec.risk.kellyFraction),
    },
    account: { equity: spec.risk.accountEquity, example: exampleOf(assessment) },
  };
}

/** Why the bot was approved or rejected, one sentence each; the gates carry the same as data. */
function riskReasons({ approved, gates, cap }: RiskVerdict): string[] {
  if (!approved) return gates.filter((gate) => !gate.passed).map(failureOf);
  const held = gates.map((gate) => gate.name).join(', ');
  return [
    `Every limit holds (${held}).`,
    `Positions may take up to ${percent(cap.exposure)} of equity, bound by ${cap.boundBy}.`,
  ];
}

const MEANING: Readonly<Record<string, string>> = {
  trades: 'The number of closed trades',
  expectancy: 'The mean net return of a trade',
  reward_risk: 'The median reward per unit of risk after costs',
  cvar: 'The CVaR of one bar',
  max_drawdown: 'The maximum drawdown',
};
const SHARES = new Set(['expectancy', 'cvar', 'max_drawdown']);
const DEMAND: Readonly<Record<Gate['comparison'], string>> = {
  '>=': 'at least',
  '<=': 'at most',
  '>': 'above',
  '<': 'below',
};

function failureOf({ name, figure, comparison, bar }: Gate): string {
  const show = SHARES.has(name) ? percent : plain;
  const what = MEANING[name] ?? name;
  const is = figure === null ? 'is undefined (there is nothing to measure it on)' : `is ${show(figure)}`;
  return `${what} ${is}; it must be ${DEMAND[comparison]} ${show(bar)}.`;
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
    minRiskReward: risk.minRiskReward,
  };
}

/** What the rule gives for the latest tradable signal; null when there is none. */
function exampleOf({ spec, segment, tradable, verdict }: Assessment): RiskReport['account']['example'] {
  const signal = tradable.at(-1);
  if (!signal) return null;
  const payoff = signal.side === 1 ? segment.payoffs.long : segment.payoffs.short;
  const size = positionSize({
    equity: spec.risk.accountEquity,
    price: signal.entry,
    stopDistance: signal.stopDistance,
    cost: payoff.costShare * signal.entry,
    riskShare: spec.risk.maxRiskPerTrade,
    exposureCap: verdict.cap.exposure,
  });
  return {
    at: iso(signal.timeMs),
    side: signal.side === 1 ? 'long' : 'short',
    price: signal.entry,
    stop: signal.stop,
    ...size,
  };
}

const iso = (timeMs: number): string => new Date(timeMs).toISOString();
