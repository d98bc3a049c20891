import { type Gate, gate } from '../validation/gate.ts';

/** The bars a bot is held against, as the spec gives them. */
export interface GateLimits {
  readonly varConfidence: number;
  readonly maxCvar: number;
  readonly maxDrawdown: number;
  readonly minRiskReward: number;
  readonly minExpectancy: number;
  readonly minExposure: number;
  readonly maxStressLoss: number;
  readonly minVarCoverage: number;
  /** 0: not asked. */
  readonly minVarIndependence: number;
  readonly maxPortfolioCvar: number;
}

/**
 * The gates of a bot. Reward and expectancy are those of the trades themselves; what scales with the position (CVaR,
 * drawdown, stress) is held against its bar at the exposure that the caps allow, so that a bot which is too wild at full
 * size is cut and not thrown away; and the gate `exposure` says when it would be cut to nothing.
 *
 * @param figures Named figures of `riskFigures`; null is undefined and fails.
 */
export function riskGates(
  figures: Readonly<Record<string, number | null>>,
  limits: GateLimits,
  { exposure, hasOpenPositions }: { readonly exposure: number; readonly hasOpenPositions: boolean },
): Gate[] {
  const confidence = `${+(limits.varConfidence * 100).toFixed(4)} %`;
  const segment = 'over the validation segment';
  const sized = `at an exposure of ${Number(exposure.toPrecision(4))}, ${segment}`;
  const gates: Omit<Gate, 'passed' | 'figure'>[] = [
    { name: 'trades', comparison: '>', bar: 0, convention: `Closed trades ${segment}.` },
    {
      name: 'expectancy',
      comparison: '>',
      bar: limits.minExpectancy,
      convention: `Mean net return of a trade at an exposure of 1, ${segment}.`,
    },
    {
      name: 'reward_risk',
      comparison: '>=',
      bar: limits.minRiskReward,
      convention: 'Median over the signals of (target - cost) / (stop + cost), cost of the round trip.',
    },
    {
      name: 'exposure_cap',
      comparison: '>=',
      bar: limits.minExposure,
      convention:
        'Largest position that holds every limit, share of equity: the smallest of the exposure rules.',
    },
    {
      name: 'cvar_sized',
      comparison: '<=',
      bar: limits.maxCvar,
      convention: `Historical CVaR at ${confidence}: mean loss of the bars at or below the type-7 quantile, flat bars counted, ${sized}.`,
    },
    {
      name: 'max_drawdown_sized',
      comparison: '<=',
      bar: limits.maxDrawdown,
      convention: `Largest fall of compounded equity from a peak, the start counted as one, ${sized}.`,
    },
    {
      name: 'stress_loss_sized',
      comparison: '<=',
      bar: limits.maxStressLoss,
      convention: `Loss of the worst stress scenario ${sized}.`,
    },
    {
      name: 'var_coverage_p',
      comparison: '>=',
      bar: limits.minVarCoverage,
      convention: `p-value of Kupiec's test that the returns of trading days (of bars, where there are fewer than 100 days) fall below the rolling historical VaR at ${confidence} as often as promised; 1 when they do so less often.`,
    },
    ...(limits.minVarIndependence > 0
      ? ([
          {
            name: 'var_independence_p',
            comparison: '>=',
            bar: limits.minVarIndependence,
            convention: `p-value of Christoffersen's test that a trading day (a bar, where there are fewer than 100 days) beyond the rolling historical VaR at ${confidence} is as likely after such a one as after another.`,
          },
        ] as const)
      : []),
    ...(hasOpenPositions
      ? ([
          {
            name: 'portfolio_cvar',
            comparison: '<=',
            bar: limits.maxPortfolioCvar,
            convention: `CVaR at ${confidence} (Rockafellar-Uryasev) of the open positions and this one together, ${sized}.`,
          },
        ] as const)
      : []),
  ];
  return gates.map((spec) => gate({ ...spec, figure: figures[spec.name] }));
}
