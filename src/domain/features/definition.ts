import type { Bar } from '../market/bar.ts';
import type { FeatureInputs } from './inputs.ts';

/** Families an agent can be asked for: `technical` by the ML engineer, the others by the SMC analyst. */
export const FEATURE_FAMILIES = ['technical', 'smc', 'ict', 'wyckoff'] as const;
export type FeatureFamily = (typeof FEATURE_FAMILIES)[number];

/**
 * What a value is measured in. All units are free of the price's scale.
 * `atr`: multiples of ATR(14) at that bar · `ratio`: a quotient of like quantities · `percent`: 0 to 100 ·
 * `log`: natural logarithm of a price ratio · `deviations`: standard deviations · `bars` · `count` ·
 * `flag`: 0 or 1 · `sign`: -1, 0 or 1.
 */
export type FeatureUnit =
  | 'atr'
  | 'ratio'
  | 'percent'
  | 'log'
  | 'deviations'
  | 'bars'
  | 'count'
  | 'flag'
  | 'sign';

/**
 * When a value at bar t may be used. `bar_close`: it reads bars 0 to t, nothing later, so it is knowable at the
 * close of bar t (the open of bar t + 1). Every feature of the registry is of this kind; the replay audit proves it.
 */
export type KnowableRule = 'bar_close';

/** A feature while bars arrive: fed with one bar after the other, from the first, it gives the value at each. */
export type BarStep = (bar: Bar) => number;

/**
 * The same for blocks of bars: writes one value a bar, NaN where there is none. Where a series is cut into blocks changes
 * no value, so whole series and live markets run the same code. Must not write to its inputs.
 */
export type BlockStep = (inputs: FeatureInputs, values: Float64Array) => void;

/** A column of the bars; `companion` is the second market. */
export type FeatureInput = keyof Bar | 'companion';

/** One feature column: what it is, and how to compute it. */
export interface FeatureDefinition {
  /** Unique over all families; lower case, digits and underscores (LightGBM refuses other signs in names). */
  readonly name: string;
  readonly family: FeatureFamily;
  /** Every number the formula depends on, by name. Part of the registry hash. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Bars at the start that are always NaN. Structures may need more: there is no value before the first one. */
  readonly warmUpBars: number;
  readonly unit: FeatureUnit;
  readonly formula: string;
  readonly source: string;
  readonly knowable: KnowableRule;
  /** Columns of the bars the formula reads; absent: open, high, low and close. */
  readonly inputs?: readonly FeatureInput[];
  /** Begins the feature anew, for one series. */
  readonly start: () => BlockStep;
}
