import type { Gate } from '../../orchestration/state.ts';
import { currentRiskAssessment, currentValidation } from '../../orchestration/state.ts';
import { figureName } from '../figure-names.ts';
import { barFigure, figure, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import { lead, type Section, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

/** Every gate with its figure, its bar and its convention: the verdict, and what it rests on. */
export function verdictSection({ state }: TearSheetData): Section | null {
  const validation = state ? currentValidation(state) : null;
  const risk = state ? currentRiskAssessment(state) : null;
  const gates = [
    ...(validation?.gates ?? []).map((gate) => ({ gate, from: 'Validation' })),
    ...(risk?.gates ?? []).map((gate) => ({ gate, from: 'Risk' })),
  ];
  if (gates.length === 0) return null;
  const passed = gates.filter(({ gate }) => gate.passed).length;
  const attempts = state?.validationResults.length ?? 0;
  const body = html`${lead(
    `${passed} of ${plural(gates.length, 'gate')} passed. The bars come from the spec and were fixed before anything was trained; an undefined figure fails.`,
  )}
  ${table(
    [
      { title: 'Gate' },
      { title: 'Figure', numeric: true },
      { title: 'Bar', numeric: true },
      { title: 'Verdict' },
    ],
    gates.map(({ gate, from }) => gateRow(gate, from)),
    'Gates of the verdict',
  )}
  ${!gates.some(({ gate }) => gate.name === 'test_sharpe' && gate.figure !== null) && html`<p class="note">The sealed test segment was not opened for this model: it is opened once, last, when every other gate of the validation has passed.</p>`}
  ${attempts > 1 && html`<p class="note">This is the verdict on attempt ${attempts}. ${earlier(attempts - 1)}</p>`}`;
  return { id: 'verdict', title: 'Verdict, gate by gate', body };
}

function gateRow(gate: Gate, from: string) {
  const { label, kind } = figureName(gate.name);
  return [
    html`<strong>${label}</strong> <span class="muted">${from}</span><span class="convention">${gate.convention}</span>`,
    figure(gate.figure, kind),
    html`<span class="comparison">${SYMBOLS[gate.comparison]}</span> ${barFigure(gate.bar, kind)}`,
    passMark(gate.passed),
  ];
}

const SYMBOLS: Readonly<Record<Gate['comparison'], string>> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<' };

const passMark = (passed: boolean): Html =>
  passed ? html`<span class="mark pass">✓ pass</span>` : html`<span class="mark fail">✕ fail</span>`;

const earlier = (count: number): string =>
  `${plural(count, 'earlier attempt')} failed; ${count === 1 ? 'its' : 'their'} trials keep counting against this one.`;
