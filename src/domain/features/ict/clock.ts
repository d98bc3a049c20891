import type { Sessions } from '../../ict/sessions.ts';
import { type DayWindow, isWithin, KILL_ZONES, type KillZone, SILVER_BULLETS } from '../../ict/windows.ts';
import type { FeatureDefinition } from '../definition.ts';
import { ict } from './ict-feature.ts';

const clockText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const windowText = ({ startMinute, endMinute }: DayWindow): string =>
  `${clockText(startMinute)} to ${clockText(endMinute)}`;

/** Where in New York's day a bar opens. */
export const CLOCK_FEATURES: readonly FeatureDefinition[] = [
  ...(Object.keys(KILL_ZONES) as KillZone[]).map((name) =>
    ict({
      name: `ict_in_${name}`,
      parameters: { ...KILL_ZONES[name] },
      warmUpBars: 1,
      unit: 'flag',
      formula: `1 when the bar opens in the kill zone ${windowText(KILL_ZONES[name])}, New York time`,
      write: (values, sessions) => writeFlags(values, sessions, [KILL_ZONES[name]]),
    }),
  ),
  ict({
    name: 'ict_in_silver_bullet',
    parameters: { hours: SILVER_BULLETS.length },
    warmUpBars: 1,
    unit: 'flag',
    formula: `1 when the bar opens in one of the hours ${SILVER_BULLETS.map(windowText).join(', ')}, New York time`,
    write: (values, sessions) => writeFlags(values, sessions, SILVER_BULLETS),
  }),
];

function writeFlags(flags: Float64Array, { minute }: Sessions, windows: readonly DayWindow[]): void {
  for (const [t, at] of minute.entries()) {
    flags[t] = Number.isNaN(at) ? at : Number(windows.some((window) => isWithin(window, at)));
  }
}
