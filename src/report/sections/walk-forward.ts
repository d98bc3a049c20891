import { barChart } from '../charts/bar-chart.ts';
import { day, figure, formatFigure, plural, signed } from '../format.ts';
import { html } from '../html.ts';
import { lead, type Section, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

/** Window by window: whether the edge was there all along or came from one lucky stretch. */
export function walkForwardSection({ validation }: TearSheetData): Section | null {
  if (!validation || validation.windows.length === 0) return null;
  const { windows } = validation;
  const profitable = windows.filter((window) => window.return > 0).length;
  const body = html`${lead(
    `${profitable} of ${plural(windows.length, 'window')} ended with a profit. Before each one the model was trained anew; labels that reach into a window were purged.`,
  )}
  ${barChart({
    label: `Net return of ${windows.length} walk-forward windows, ${profitable} of them positive`,
    bars: windows.map((window, i) => ({
      label: String(i + 1),
      value: window.return,
      tooltip: `Window ${i + 1}, ${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}: ${formatFigure(window.return, 'share')}`,
    })),
  })}
  ${table(
    [
      { title: 'Window' },
      { title: 'Trained from' },
      { title: 'Traded from' },
      { title: 'To' },
      { title: 'Bars', numeric: true },
      { title: 'Trades', numeric: true },
      { title: 'Return', numeric: true },
      { title: 'Sharpe', numeric: true },
    ],
    windows.map((window, i) => [
      String(i + 1),
      day(window.trainFrom),
      day(window.from),
      day(window.to),
      figure(window.bars, 'count'),
      figure(window.trades, 'count'),
      signed(window.return, 'share'),
      figure(window.sharpe, 'ratio'),
    ]),
    'Walk-forward windows',
  )}`;
  return { id: 'walk-forward', title: 'Walk-forward', body };
}
