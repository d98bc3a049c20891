import { AppError } from '../../kernel/errors.ts';

export interface PositionRequest {
  /** Account equity, quote currency. */
  readonly equity: number;
  /** Price of one unit, and the distance to its stop, quote currency. */
  readonly price: number;
  readonly stopDistance: number;
  /** Cost of the round trip of one unit, quote currency. */
  readonly cost: number;
  /** Share of equity that may be lost when the stop is hit. */
  readonly riskShare: number;
  /** Largest position, share of equity (1: unlevered). */
  readonly exposureCap: number;
}

export interface PositionSize {
  /** Units to trade; the lot step of a venue is not applied. */
  readonly units: number;
  readonly notional: number;
  /** Notional as a share of equity. */
  readonly exposure: number;
  /** What the stop costs, fees included: quote currency, and share of equity. */
  readonly lossAtStop: number;
  readonly lossShare: number;
  /** Which of the two rules set the size. */
  readonly boundBy: 'risk_per_trade' | 'exposure_cap';
}

/**
 * Size of a position: `equity * riskShare / (stopDistance + cost)` units, and never more than `exposureCap` of
 * equity. The cost counts as risk because it is lost at the stop as well.
 * @throws AppError `parameter_invalid` for amounts that are not above zero (the cap and the cost may be zero).
 */
export function positionSize(request: PositionRequest): PositionSize {
  requirePositive(request);
  const { equity, price, stopDistance, cost, riskShare, exposureCap } = request;
  const byRisk = (equity * riskShare) / (stopDistance + cost);
  const byCap = (equity * exposureCap) / price;
  const units = Math.min(byRisk, byCap);
  const lossAtStop = units * (stopDistance + cost);
  return {
    units,
    notional: units * price,
    exposure: (units * price) / equity,
    lossAtStop,
    lossShare: lossAtStop / equity,
    boundBy: byRisk <= byCap ? 'risk_per_trade' : 'exposure_cap',
  };
}

function requirePositive(request: PositionRequest): void {
  const { cost, exposureCap, ...positive } = request;
  const wrong = [
    ...Object.entries(positive).filter(([, value]) => !(value > 0 && Number.isFinite(value))),
    ...Object.entries({ cost, exposureCap }).filter(([, value]) => !(value >= 0 && Number.isFinite(value))),
  ];
  if (wrong.length === 0) return;
  const text = wrong.map(([name, value]) => `${name} ${value}`).join(', ');
  throw new AppError('parameter_invalid', `A position cannot be sized from ${text}; they must be positive`, {
    issues: wrong.map(([path, value]) => ({ path, message: `must be above zero, got ${value}` })),
  });
}
