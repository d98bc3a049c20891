import type { MetricRow } from '../orchestration/metric.ts';
import { figureName } from './figure-names.ts';
import { figure, formatFigure } from './format.ts';
import { type Html, html } from './html.ts';
import { table } from './section.ts';

/** Every metric with its interval; the convention is in the tooltip of its name. */
export function metricTable(metrics: readonly MetricRow[]): Html {
  const rows = metrics.map(({ name, value, low, high, convention }) => {
    const { label, kind } = figureName(name);
    const interval =
      low === null || high === null ? '' : `${formatFigure(low, kind)} to ${formatFigure(high, kind)}`;
    return [html`<span title="${convention}">${label}</span>`, figure(value, kind), interval];
  });
  return table(
    [{ title: 'Metric' }, { title: 'Value', numeric: true }, { title: '95 % interval', numeric: true }],
    rows,
    'Metrics',
  );
}
