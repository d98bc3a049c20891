import { currentValidation } from '../../orchestration/state.ts';
import { figure, formatFigure, plural } from '../format.ts';
import { html } from '../html.ts';
import { facts, lead, type Section } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

/** How much was tried, and what that does to the proof. */
export function trialsSection({ state, validation }: TearSheetData): Section | null {
  const verdict = state ? currentValidation(state) : null;
  if (!verdict) return null;
  const { trialCount } = verdict;
  const figures = validation?.figures ?? verdict.figures;
  const hurdle = figures.deflated_hurdle ?? null;
  const sharpe = figures.sharpe ?? null;
  const body = html`${lead(meaning(trialCount, hurdle, sharpe))}
  ${facts([
    ['Trials counted on this dataset family', figure(trialCount, 'count')],
    ['Sharpe ratio that luck alone would reach', figure(hurdle, 'ratio')],
    ['Sharpe ratio reached out of sample', figure(sharpe, 'ratio')],
    ['Deflated Sharpe ratio', figure(figures.deflated_sharpe, 'ratio')],
    ['Probability of backtest overfitting', figure(figures.pbo, 'share')],
  ])}
  <p class="note">Every configuration ever scored on this dataset family counts: failed ones, cancelled ones, those of earlier attempts and of other workflows. So does every look of a selection at the labels: one criterion over all candidates. Nobody types this number in.</p>`;
  return { id: 'trials', title: 'Trials and luck', body };
}

function meaning(trialCount: number, hurdle: number | null, sharpe: number | null): string {
  const tried = `${plural(trialCount, 'trial was', 'trials were')} made on this data.`;
  if (hurdle === null || sharpe === null)
    return `${tried} The more one tries, the better the best looks by luck.`;
  const compared =
    sharpe > hurdle
      ? `the ${formatFigure(sharpe, 'ratio')} reached here is above it`
      : `the ${formatFigure(sharpe, 'ratio')} reached here is not above it`;
  return `${tried} The best of so many without any edge is expected to show an annual Sharpe ratio of ${formatFigure(hurdle, 'ratio')}; ${compared}. The deflated Sharpe ratio is the probability that the difference is real.`;
}
