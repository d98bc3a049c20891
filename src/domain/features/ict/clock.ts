import type { Sessions } from '../../ict/sessions.ts';
import { type DayWindow, isWithin, KILL_ZONES, type KillZone, requireDayWindow } from '../../ict/windows.ts';
import type { BlockStep } from '../definition.ts';
import type { Settings, SettingTemplate } from '../setting-template.ts';
import { ictFrom, sessionsBy } from './ict-feature.ts';
import {
  BULLET_SETTINGS,
  bulletsIn,
  sessionSettings,
  WINDOW_OF_ZONE,
  WINDOWS,
  windowIn,
  windowText,
} from './session-settings.ts';

/** Where in New York's day a bar opens. */
export const CLOCK_FEATURES: readonly SettingTemplate[] = [
  ...(Object.keys(KILL_ZONES) as KillZone[]).map((zone) => {
    const name = WINDOW_OF_ZONE[zone];
    const windowsIn = (settings: Settings): readonly DayWindow[] => [windowIn(settings, name, WINDOWS[name])];
    return ictFrom(
      {
        name: `ict_in_${zone}`,
        settings: sessionSettings(name),
        warmUpBars: () => 1,
        unit: 'flag',
        formula: (settings) =>
          `1 when the bar opens in the kill zone ${windowsIn(settings).map(windowText)}, New York time`,
      },
      (settings) => withinOneOf(windowsIn(settings)),
    );
  }),
  ictFrom(
    {
      name: 'ict_in_silver_bullet',
      settings: BULLET_SETTINGS,
      warmUpBars: () => 1,
      unit: 'flag',
      formula: (settings) =>
        `1 when the bar opens in one of the hours ${bulletsIn(settings).map(windowText).join(', ')}, New York time`,
    },
    (settings) => withinOneOf(bulletsIn(settings)),
  ),
];

function withinOneOf(windows: readonly DayWindow[]): BlockStep {
  for (const window of windows) requireDayWindow('window', window);
  const sessions = sessionsBy({});
  return (inputs, values) => writeFlags(values, inputs.derive(sessions), windows);
}

function writeFlags(flags: Float64Array, { minute }: Sessions, windows: readonly DayWindow[]): void {
  for (const [t, at] of minute.entries()) {
    flags[t] = Number.isNaN(at) ? at : Number(windows.some((window) => isWithin(window, at)));
  }
}
