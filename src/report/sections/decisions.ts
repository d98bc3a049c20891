import { hash, humanise, instant } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { lead, type Section } from '../section.ts';
import type { ApprovalFacts, TearSheetData } from '../tear-sheet-data.ts';

const ASKED: Readonly<Record<string, string>> = {
  data_quality: 'Use the data in spite of blocking findings',
  validation_failed: 'Go on although validation failed',
  release: 'Release the bot',
};

/** What people were asked, what they said, and what silence became. */
export function decisionsSection({ approvals }: TearSheetData): Section | null {
  if (!approvals || approvals.length === 0) return null;
  const body = html`${lead('Each decision is bound to a hash of the evidence the person was shown.')}
  <ol class="timeline">${join(approvals.map(approvalItem))}</ol>`;
  return { id: 'decisions', title: 'Decisions by people', body };
}

function approvalItem(approval: ApprovalFacts): Html {
  const votes = approval.votes.map(
    (vote) =>
      html`<li><strong>${vote.by}</strong> ${PAST[vote.decision] ?? vote.decision} <span class="muted">${instant(vote.at)}</span>${vote.comment && html`<blockquote>${vote.comment}</blockquote>`}</li>`,
  );
  return html`<li><p><strong>${ASKED[approval.kind] ?? humanise(approval.kind)}?</strong> <span class="mark">${humanise(approval.status)}</span></p>
    <p class="muted">asked ${instant(approval.requestedAt)}, ${approval.decidedAt ? html`decided ${instant(approval.decidedAt)}` : html`deadline ${instant(approval.deadlineAt)}`}, evidence ${hash(approval.evidenceHash)}</p>
    ${votes.length > 0 ? html`<ul>${join(votes)}</ul>` : html`<p class="muted">${silence(approval)}</p>`}</li>`;
}

const PAST: Readonly<Record<string, string>> = {
  approve: 'approved',
  reject: 'rejected',
  revise: 'sent it back',
};

const silence = ({ status }: ApprovalFacts): string =>
  status === 'expired' ? 'Nobody answered in time; the spec decided.' : 'Nobody has answered yet.';
