import { SessionReader, type Sessions } from '../../ict/sessions.ts';
import type { FeatureDefinition } from '../definition.ts';
import type { Derivation, FeatureInputs } from '../inputs.ts';

/** The sessions of the bars, read once for all features of the family. */
const sessions: Derivation<Sessions> = () => {
  const reader = new SessionReader();
  return ({ bars }) => reader.read(bars);
};

interface IctColumn extends Omit<FeatureDefinition, 'family' | 'knowable' | 'source' | 'start'> {
  /** Writes each value, from those of the same bar alone. */
  readonly write: (values: Float64Array, sessions: Sessions, inputs: FeatureInputs) => void;
}

/** A definition of the ICT family. Readings by the clock are NaN on bars longer than an hour. */
export function ict({ write, ...column }: IctColumn): FeatureDefinition {
  return {
    inputs: ['timeMs', 'open', 'high', 'low', 'close'],
    ...column,
    family: 'ict',
    source: "Inner Circle Trader's concepts on New York's clock, causal form",
    knowable: 'bar_close',
    start: () => (inputs, values) => write(values, inputs.derive(sessions), inputs),
  };
}
