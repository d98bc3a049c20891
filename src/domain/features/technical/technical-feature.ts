import { Atr } from '../../indicators/atr.ts';
import type { Bar } from '../../market/bar.ts';
import type { BarStep } from '../definition.ts';
import { UNIT_ATR_PERIOD } from '../shared-series.ts';
import type { FeatureTemplate } from '../template.ts';

export const CLOSE: readonly (keyof Bar)[] = ['close'];
export const HIGH_LOW_CLOSE: readonly (keyof Bar)[] = ['high', 'low', 'close'];
export const PRICES: readonly (keyof Bar)[] = ['open', 'high', 'low', 'close'];
export const PRICES_AND_VOLUME: readonly (keyof Bar)[] = ['high', 'low', 'close', 'volume'];

type Technical<Name extends string> = Omit<FeatureTemplate<Name>, 'family' | 'constants' | 'defaults'> &
  Partial<Pick<FeatureTemplate<Name>, 'constants' | 'defaults'>>;

/** A template of the technical family; without `defaults` it adds nothing to the default matrix. */
export const technical = <Name extends string>(template: Technical<Name>): FeatureTemplate => ({
  constants: {},
  defaults: [],
  ...template,
  family: 'technical',
});

/** A template of a length in price units, measured in ATR(14). */
export const technicalInAtr = <Name extends string>(
  template: Omit<Technical<Name>, 'unit'>,
): FeatureTemplate => ({
  constants: {},
  defaults: [],
  ...template,
  formula: `(${template.formula}) / ATR(${UNIT_ATR_PERIOD})`,
  family: 'technical',
  unit: 'atr',
  warmUpBars: (parameters) =>
    Math.max(template.warmUpBars(parameters as Readonly<Record<Name, number>>), UNIT_ATR_PERIOD),
  start: (parameters) => {
    const length = template.start(parameters as Readonly<Record<Name, number>>);
    const unit = new Atr(UNIT_ATR_PERIOD);
    return (bar) => over(length(bar), unit.push(bar));
  },
});

/** a / b; NaN where b is not above 0: a share of nothing is missing, not infinite. */
export const over = (a: number, b: number): number => (b > 0 ? a / b : Number.NaN);

/** The close through a kernel. */
export function ofClose(kernel: { push(value: number): number }): BarStep {
  return (bar) => kernel.push(bar.close);
}

/** The bar through a kernel. */
export function ofBar(kernel: { push(bar: Bar): number }): BarStep {
  return (bar) => kernel.push(bar);
}
