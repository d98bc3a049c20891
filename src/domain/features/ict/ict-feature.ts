import { SessionReader, type Sessions } from '../../ict/sessions.ts';
import type { BlockStep } from '../definition.ts';
import { type Derivation, type FeatureInputs, keyed } from '../inputs.ts';
import type { Settings, SettingTemplate } from '../setting-template.ts';
import { sessionTable } from './session-settings.ts';

/** The sessions of the bars, read once for all columns with the same hours. */
export function sessionsBy(settings: Settings): Derivation<Sessions> {
  const table = sessionTable(settings);
  return keyed('sessions', table, () => {
    const reader = new SessionReader(table);
    return ({ bars }) => reader.read(bars);
  });
}

type IctTemplate<Name extends string> = Pick<
  SettingTemplate<Name>,
  'name' | 'settings' | 'unit' | 'formula' | 'warmUpBars'
> &
  Partial<Pick<SettingTemplate, 'constants' | 'isDefault' | 'inputs'>>;

/** A template of the ICT family, from the sessions. Readings by the clock are NaN on bars longer than an hour. */
export const ict = <Name extends string>({
  write,
  ...template
}: IctTemplate<Name> & {
  /** Writes each value, from those of the same bar alone. */
  write(values: Float64Array, sessions: Sessions, inputs: FeatureInputs): void;
}): SettingTemplate =>
  ictFrom(template, (settings) => {
    const sessions = sessionsBy(settings);
    // Refuses hours that are none before a run begins.
    new SessionReader(sessionTable(settings));
    return (inputs, values) => write(values, inputs.derive(sessions), inputs);
  });

/** The same for a column that is not read from the sessions. @param begin Begins the column with its settings. */
export const ictFrom = <Name extends string>(
  template: IctTemplate<Name>,
  begin: (settings: Settings<Name>) => BlockStep,
): SettingTemplate => ({
  isDefault: true,
  constants: {},
  inputs: ['timeMs', 'open', 'high', 'low', 'close'],
  ...template,
  family: 'ict',
  source: "Inner Circle Trader's concepts on New York's clock, causal form",
  start: (settings) => begin(settings as Settings<Name>),
});
