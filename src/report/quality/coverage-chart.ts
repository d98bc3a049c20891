import type { QualityReport } from '../../orchestration/quality-report.ts';
import { type Html, html, join } from '../html.ts';

type Month = QualityReport['coverage']['months'][number];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Coverage as a table of years and months: share of the expected bars that are there, in colour and in figures. */
export function coverageChart(months: readonly Month[]): Html {
  if (months.length === 0) return html`<p>There is no bar.</p>`;
  const years = [...new Set(months.map(({ year }) => year))];
  const cell = new Map(months.map((month) => [month.year * 12 + month.month, month]));
  const head = join(MONTHS.map((name) => html`<th scope="col">${name}</th>`));
  const rows = years.map((year) => {
    const own = MONTHS.map((_, index) => cell.get(year * 12 + index + 1));
    return html`<tr><th scope="row">${year}</th>${join(own.map(monthCell))}${monthCell(sumOf(own))}</tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Coverage by month"><table class="coverage">
<thead><tr><th scope="col">Year</th>${head}<th scope="col">Year</th></tr></thead><tbody>${join(rows)}</tbody></table></div>`;
}

type Cell = Pick<Month, 'bars' | 'missing'> | undefined;

function monthCell(month: Cell): Html {
  if (!month || month.bars + month.missing === 0) return html`<td></td>`;
  const share = month.bars / (month.bars + month.missing);
  const tone = share >= 0.995 ? 'full' : share >= 0.9 ? 'some' : 'poor';
  // Rounded down: 100 % means that nothing is missing.
  const text = `${Math.floor(share * 1_000) / 10}`;
  return html`<td class="${tone}" title="${month.bars} bars, ${month.missing} missing">${text}</td>`;
}

function sumOf(months: readonly Cell[]): Cell {
  return months.reduce<{ bars: number; missing: number }>(
    (sum, month) => ({
      bars: sum.bars + (month?.bars ?? 0),
      missing: sum.missing + (month?.missing ?? 0),
    }),
    { bars: 0, missing: 0 },
  );
}
