import { DivergenceReader, type DivergenceSeries } from '../../ict/smt-divergence.ts';
import { type Derivation, keyed } from '../inputs.ts';
import { structureSettings } from '../market-structure.ts';
import type { Settings, SettingTemplate } from '../setting-template.ts';
import { wholeRange } from '../template.ts';
import { ictFrom } from './ict-feature.ts';

const SWING = structureSettings('barsBefore', 'barsAfter');
/** Bars a divergence counts as fresh. */
const FRESH_BARS = wholeRange(20, 1);

/** The divergences of the bars, read once for all columns with the same settings. */
function divergences(
  swing: Settings<'barsBefore' | 'barsAfter'>,
  freshBars = FRESH_BARS.default,
): Derivation<DivergenceSeries> {
  return keyed('divergences', { swing, freshBars }, () => {
    const reader = new DivergenceReader(swing, freshBars);
    return ({ bars }) => reader.read(bars);
  });
}

const INPUTS = ['high', 'low', 'companion'] as const;

/** Divergence against a second market (`market.companion` of a spec); missing without one. */
export const DIVERGENCE_FEATURES: readonly SettingTemplate[] = [
  ictFrom(
    {
      name: 'ict_smt_divergence',
      settings: { ...SWING, freshBars: FRESH_BARS },
      warmUpBars: () => 0,
      unit: 'sign',
      formula: ({ freshBars }) =>
        `direction of the latest SMT divergence while it is not older than ${freshBars} bars: 1 a lower low the second market did not make, -1 a higher high it did not make, else 0`,
      inputs: INPUTS,
    },
    ({ freshBars, ...swing }) => {
      const read = divergences(swing, freshBars);
      return (inputs, values) => values.set(inputs.derive(read).direction);
    },
  ),
  ...(['bullish', 'bearish'] as const).map((side) =>
    ictFrom(
      {
        name: `ict_bars_since_${side}_smt`,
        settings: SWING,
        // Two swings of one side, each confirmed, with one of the other side between or not.
        warmUpBars: ({ barsBefore, barsAfter }) => barsBefore + barsAfter + 1,
        unit: 'bars',
        formula: () => `bars since a ${side} SMT divergence was last known`,
        inputs: INPUTS,
      },
      (swing) => {
        const read = divergences(swing);
        return (inputs, values) => values.set(inputs.derive(read)[`${side}Age`]);
      },
    ),
  ),
];
