import { AppError } from '../../kernel/errors.ts';

export interface PositionRequest {
  /** Account equity, money of the account. */
  readonly equity: number;
  /** Price of one unit, and the distance to its stop, quote currency. */
  readonly price: number;
  readonly stopDistance: number;
  /** Cost of the round trip of one unit, quote currency. */
  readonly cost: number;
  /** Money of the account for one unit of the quote currency. */
  readonly rate: number;
  /** Share of equity that may be lost when the stop is hit. */
  readonly riskShare: number;
  /** Largest position, share of equity (1: unlevered). */
  readonly exposureCap: number;
  /** Step of a position, units: sizes are rounded down to it. 0: any size. */
  readonly lotUnits: number;
}

/** What set the size: the risk of the stop, the cap, or the lot step, which left nothing. */
export type SizeBound = 'risk_per_trade' | 'exposure_cap' | 'lot_step';

export interface PositionSize {
  readonly units: number;
  /** Value of the position, money of the account. */
  readonly notional: number;
  /** The same as a share of equity. */
  readonly exposure: number;
  /** What the stop costs, fees included: money of the account, and share of equity. */
  readonly lossAtStop: number;
  readonly lossShare: number;
  readonly boundBy: SizeBound;
}

/** A size a rounding error below a whole step is that step. */
const ROUNDING = 1e-9;

/**
 * Size of a position by its stop (fixed fractional): `equity * riskShare / ((stopDistance + cost) * rate)` units, never more
 * than `exposureCap` of equity, rounded down to the lot step. The cost counts as risk because it is lost at the stop as
 * well; the rate turns a move of the quote currency into money of the account (the pip value of a lot is
 * `pip * contractSize * rate`).
 * @throws AppError `parameter_invalid` for amounts that are not above zero (cap, cost and lot step may be zero).
 */
export function positionSize(request: PositionRequest): PositionSize {
  requirePositive(request);
  const { equity, price, stopDistance, cost, rate, riskShare, exposureCap, lotUnits } = request;
  const lossOfUnit = (stopDistance + cost) * rate;
  const byRisk = (equity * riskShare) / lossOfUnit;
  const byCap = (equity * exposureCap) / (price * rate);
  const wanted = Math.min(byRisk, byCap);
  const units = lotUnits > 0 ? Math.floor(wanted / lotUnits + ROUNDING) * lotUnits : wanted;
  const lossAtStop = units * lossOfUnit;
  return {
    units,
    notional: units * price * rate,
    exposure: (units * price * rate) / equity,
    lossAtStop,
    lossShare: lossAtStop / equity,
    boundBy: units === 0 && wanted > 0 ? 'lot_step' : byRisk <= byCap ? 'risk_per_trade' : 'exposure_cap',
  };
}

function requirePositive(request: PositionRequest): void {
  const { cost, exposureCap, lotUnits, ...positive } = request;
  const wrong = [
    ...Object.entries(positive).filter(([, value]) => !(value > 0 && Number.isFinite(value))),
    ...Object.entries({ cost, exposureCap, lotUnits }).filter(
      ([, value]) => !(value >= 0 && Number.isFinite(value)),
    ),
  ];
  if (wrong.length === 0) return;
  const text = wrong.map(([name, value]) => `${name} ${value}`).join(', ');
  throw new AppError('parameter_invalid', `A position cannot be sized from ${text}; they must be positive`, {
    issues: wrong.map(([path, value]) => ({ path, message: `must be above zero, got ${value}` })),
  });
}
