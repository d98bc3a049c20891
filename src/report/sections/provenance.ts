import { currentRiskAssessment, currentValidation } from '../../orchestration/state.ts';
import { hash, instant } from '../format.ts';
import { type Html, type HtmlValue, html } from '../html.ts';
import { facts, folded, lead, type Section } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

/** What to name when somebody asks exactly which bot this is, and the spec to run it again. */
export function provenanceSection(data: TearSheetData): Section {
  const { workflow, spec } = data;
  const body = html`${lead('Equal inputs and an equal seed give equal hashes, on any machine.')}
  ${facts([...hashes(data), ...identity(data)])}
  ${spec && folded('Spec, with every default filled in', html`<pre tabindex="0">${JSON.stringify(spec, null, 2)}</pre>`)}
  <p class="note">State of ${instant(workflow.updatedAt)}.</p>`;
  return { id: 'provenance', title: 'Provenance', body };
}

type Pair = readonly [HtmlValue, Html];

function hashes({ state }: TearSheetData): Pair[] {
  if (!state) return [];
  const risk = currentRiskAssessment(state);
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['Dataset', state.dataset?.id],
    ['Model', state.bestModel?.id],
    ['Model file', state.bestModel?.artifact.hash],
    ['Verdict', currentValidation(state)?.verdictHash],
    ['Validation report', currentValidation(state)?.report.hash],
    ['Risk report', risk?.report.hash],
    ['Bot bundle', risk?.bundle.hash],
  ];
  return pairs.flatMap(([name, value]) => (value ? [[name, hash(value)] as const] : []));
}

function identity({ workflow, spec }: TearSheetData): Pair[] {
  const code = (text: string): Html => html`<code>${text}</code>`;
  return [
    ...(spec ? [['Seed', code(String(spec.training.seed))] as const] : []),
    ['Workflow', code(workflow.id)],
    ...(workflow.parentId ? [['Forked from', code(workflow.parentId)] as const] : []),
    ...(workflow.lineage !== workflow.id ? [['Lineage', code(workflow.lineage)] as const] : []),
    ...(workflow.scheduleId ? [['Schedule', code(workflow.scheduleId)] as const] : []),
    ['Submitted', instant(workflow.createdAt)],
    ...(workflow.finishedAt ? [['Finished', instant(workflow.finishedAt)] as const] : []),
  ];
}
