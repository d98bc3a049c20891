import { escapeHtml, type Html, html, join, raw } from './html.ts';
import { outcomeOf } from './outcome.ts';
import type { Section } from './section.ts';
import { dataSection } from './sections/data.ts';
import { decisionsSection } from './sections/decisions.ts';
import { evaluationSection } from './sections/evaluation.ts';
import { evidenceSection } from './sections/evidence.ts';
import { explanationSection } from './sections/explanation.ts';
import { pageHeader } from './sections/header.ts';
import { journalSection } from './sections/journal.ts';
import { modelSection } from './sections/model.ts';
import { performanceSection } from './sections/performance.ts';
import { provenanceSection } from './sections/provenance.ts';
import { riskSection } from './sections/risk.ts';
import { selectionSection } from './sections/selection.ts';
import { structureSection } from './sections/structure.ts';
import { trialsSection } from './sections/trials.ts';
import { verdictSection } from './sections/verdict.ts';
import { walkForwardSection } from './sections/walk-forward.ts';
import { STYLE } from './style.ts';
import type { TearSheetData } from './tear-sheet-data.ts';

/** Sections in reading order: the verdict first, what it rests on, then how it came about. */
const SECTIONS: readonly ((data: TearSheetData) => Section | null)[] = [
  verdictSection,
  performanceSection,
  walkForwardSection,
  trialsSection,
  evidenceSection,
  riskSection,
  modelSection,
  selectionSection,
  evaluationSection,
  explanationSection,
  structureSection,
  dataSection,
  decisionsSection,
  journalSection,
  provenanceSection,
];

/**
 * The tear sheet as one HTML page that needs nothing else: no script, no font, no request. Pure: the same data
 * give the same page. Sections without data are left out.
 */
export function renderTearSheet(data: TearSheetData): string {
  const sections = SECTIONS.flatMap((section) => section(data) ?? []);
  const title = `${data.workflow.name}: ${outcomeOf(data).title}`;
  const page = html`<a class="skip" href="#content">Skip to the content</a>
<div class="sheet">
${pageHeader(data)}
${contents(sections)}
<main id="content">
${join(sections.map(sectionMarkup), raw('\n'))}
</main>
<footer><p>Made by Bullwright. Past results of a model say little about its future ones; this is not advice.</p></footer>
</div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${page.markup}
</body>
</html>
`;
}

const contents = (sections: readonly Section[]): Html =>
  html`<nav aria-label="Contents"><ul>${join(sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`))}</ul></nav>`;

const sectionMarkup = ({ id, title, body }: Section): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;
