import type { Finding } from '../../orchestration/state.ts';
import { figure, plural } from '../format.ts';
import { type Html, html, join } from '../html.ts';

/** Findings with their places and what can be done, the worst first. */
export function findingsPart(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html`<p>No finding: every check passed.</p>`;
  const order = ['blocking', 'warning', 'info'];
  const sorted = findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return html`<ul class="findings">${join(sorted.map(findingItem))}</ul>`;
}

function findingItem({ rule, severity, message, count, share, examples, repair }: Finding): Html {
  const places = examples.map(({ at, detail }) => html`<li>${at}: ${detail}</li>`);
  return html`<li class="${severity}"><span class="mark ${severity}">${severity}</span> <strong>${rule}</strong>: ${message} <span class="muted">${plural(count, 'place')}, ${figure(share, 'share')} of the bars</span>${
    repair &&
    html`<p>${repair.applied ? 'Done' : 'On offer'} (<code>${repair.step}</code>): ${repair.how}</p>`
  }${places.length > 0 && html`<ul>${join(places)}</ul>`}</li>`;
}
