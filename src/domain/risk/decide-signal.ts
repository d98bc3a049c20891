import { type PositionRequest, type PositionSize, positionSize } from './position-size.ts';

/** What the risk manager makes of a bot or of one signal. `reduced`: taken, at less than was asked for. */
export type RiskDecision = 'approved' | 'reduced' | 'rejected';

/** Why a decision is what it is: the rule, and its figure against its bar where it has one. */
export interface RiskReason {
  readonly rule: 'bot_rejected' | 'reward_risk' | 'exposure_cap' | 'lot_step';
  readonly figure: number | null;
  readonly bar: number | null;
}

export interface SignalRisk {
  /** Reward at the target per unit of risk at the stop, after costs. */
  readonly rewardRisk: number;
  readonly price: number;
  readonly stopDistance: number;
  /** Cost of the round trip of one unit, quote currency. */
  readonly cost: number;
  /** Money of the account for one unit of the quote currency at this price. */
  readonly rate: number;
}

export interface SizingRules
  extends Pick<PositionRequest, 'equity' | 'riskShare' | 'exposureCap' | 'lotUnits'> {
  readonly minRiskReward: number;
  readonly botApproved: boolean;
}

export interface SignalDecision {
  readonly decision: RiskDecision;
  readonly reasons: readonly RiskReason[];
  /** What the stop alone would ask for, share of equity. */
  readonly requestedExposure: number;
  /** What is granted; all zero for a rejected signal. */
  readonly size: PositionSize;
}

/** Far above any leverage: a cap that does not bind, and still a number. */
const NO_CAP = 1e9;

/** Approves a signal as asked for, at less, or not at all; every reason is data. */
export function decideSignal(signal: SignalRisk, rules: SizingRules): SignalDecision {
  const { price, stopDistance, cost, rate } = signal;
  const { equity, riskShare, lotUnits } = rules;
  const sized = (exposureCap: number): PositionSize =>
    positionSize({ equity, price, stopDistance, cost, rate, riskShare, exposureCap, lotUnits });
  const { exposure: requestedExposure } = sized(NO_CAP);
  const granted = sized(rules.exposureCap);
  const against: RiskReason[] = [];
  if (!rules.botApproved) against.push({ rule: 'bot_rejected', figure: null, bar: null });
  if (!(signal.rewardRisk >= rules.minRiskReward)) {
    against.push({ rule: 'reward_risk', figure: signal.rewardRisk, bar: rules.minRiskReward });
  }
  if (granted.units === 0) {
    against.push({
      rule: granted.boundBy === 'lot_step' ? 'lot_step' : 'exposure_cap',
      figure: requestedExposure,
      bar: rules.exposureCap,
    });
  }
  if (against.length > 0) {
    return { decision: 'rejected', reasons: against, requestedExposure, size: nothing(granted) };
  }
  const isReduced = granted.boundBy === 'exposure_cap';
  return {
    decision: isReduced ? 'reduced' : 'approved',
    reasons: isReduced ? [{ rule: 'exposure_cap', figure: requestedExposure, bar: rules.exposureCap }] : [],
    requestedExposure,
    size: granted,
  };
}

const nothing = ({ boundBy }: PositionSize): PositionSize => ({
  units: 0,
  notional: 0,
  exposure: 0,
  lossAtStop: 0,
  lossShare: 0,
  boundBy,
});
