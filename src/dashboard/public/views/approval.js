import { call, get } from '../api.js';
import { announce, cli, h, problemBox, slot } from '../dom.js';
import { badge, short, size, time, words } from '../format.js';
import { evidenceCards } from './evidence.js';

const QUESTION = {
  release: 'May this bot be released?',
  validation_failed: 'Validation failed. What now?',
  data_quality: 'The data look broken. Go on?',
};

/** What an approval of each kind sets going. */
const APPROVED = {
  release: 'Approve releases the bot.',
  validation_failed: 'Approve goes on to signals and risk; the failed gates stay failed in the record.',
  data_quality: 'Approve goes on with the data as they are.',
};

/** One question with its evidence beside the buttons. The decision names the hash of exactly what is shown. */
export async function approvalView({ id, signal, events }) {
  const path = `/v1/approvals/${encodeURIComponent(id)}`;
  const trouble = h('div');
  const head = slot(headOf);
  const decision = slot((approval) =>
    approval.status === 'pending' ? formOf(approval, path, load) : outcomeOf(approval),
  );
  const evidence = slot((approval) => [
    evidenceCards(approval.evidence),
    artifactsOf(approval),
    rawOf(approval),
  ]);

  async function load() {
    const approval = await get(path);
    head.update({
      kind: approval.kind,
      status: approval.status,
      workflowId: approval.workflowId,
      deadlineAt: approval.deadlineAt,
      report: approval.links.report,
    });
    // The form is drawn anew only when the approval changed: nobody loses a comment to an event of another kind.
    decision.update({
      kind: approval.kind,
      status: approval.status,
      evidenceHash: approval.evidenceHash,
      votes: approval.votes,
      quorum: approval.quorum,
      outcome: approval.outcome,
      id,
    });
    evidence.update({
      evidence: approval.evidence,
      evidenceHash: approval.evidenceHash,
      artifacts: approval.artifacts,
    });
  }

  events.addEventListener(
    'event',
    ({ detail }) => {
      if (!detail.type.startsWith('approval.') || detail.data.approvalId !== id) return;
      load().catch((error) => trouble.replaceChildren(problemBox(error)));
    },
    { signal },
  );
  await load();
  return h('div', {}, head.element, h('div', { class: 'columns' }, evidence.element, decision.element));
}

const headOf = ({ kind, status, workflowId, deadlineAt, report }) =>
  h(
    'div',
    { class: 'page-head' },
    h(
      'div',
      {},
      h('h1', {}, QUESTION[kind] ?? words(kind)),
      h(
        'p',
        { class: 'muted' },
        badge(status),
        ' ',
        h('a', { href: `#/workflows/${workflowId}` }, workflowId),
        status === 'pending' && [' · deadline ', time(deadlineAt)],
      ),
    ),
    h(
      'div',
      { class: 'actions' },
      h('a', { class: 'button', href: report, target: '_blank', rel: 'noopener' }, 'Report'),
    ),
  );

function formOf(approval, path, onDone) {
  const trouble = h('div');
  const comment = h('textarea', { id: 'comment', placeholder: 'Why. It stays in the record.' });
  const stage = h(
    'select',
    { id: 'stage' },
    ['model_training', 'feature_discovery', 'data_preparation'].map((name) =>
      h('option', { value: name }, words(name)),
    ),
  );
  const edits = h('textarea', {
    id: 'edits',
    class: 'mono',
    spellcheck: 'false',
    placeholder: '{"training": {"trials": 40}}',
  });
  const buttons = [];

  async function decide(choice) {
    for (const button of buttons) button.disabled = true;
    try {
      const revision = choice === 'revise' ? { stage: stage.value, edits: editsOf(edits.value) } : {};
      await call('POST', `${path}/decision`, {
        json: { decision: choice, comment: comment.value, evidenceHash: approval.evidenceHash, ...revision },
      });
      announce(`Decided: ${choice}`);
      await onDone();
    } catch (error) {
      trouble.replaceChildren(problemBox(error));
      // Somebody else was first, or the evidence is another: show what stands now.
      if (error.status === 409) await onDone();
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  const button = (choice, text, tone) => {
    const element = h('button', { type: 'button', class: tone, onclick: () => decide(choice) }, text);
    buttons.push(element);
    return element;
  };
  return h(
    'section',
    { class: 'card notice decision', 'aria-label': 'Decision' },
    h('h2', {}, 'Your decision'),
    h('p', { class: 'muted' }, APPROVED[approval.kind]),
    votesOf(approval),
    trouble,
    h('label', { for: 'comment' }, 'Comment'),
    comment,
    h(
      'div',
      { class: 'actions' },
      button('approve', '✓ Approve', 'primary'),
      button('reject', '✕ Reject', 'danger'),
    ),
    h(
      'details',
      {},
      h('summary', {}, 'Or send it back'),
      h('label', { for: 'stage' }, 'To which stage'),
      stage,
      h('label', { for: 'edits' }, 'Changes of the spec, as JSON (may stay empty)'),
      edits,
      button('revise', '↺ Send back', ''),
    ),
    h('p', { class: 'muted' }, 'The same in a shell:'),
    cli(`bullwright approve ${approval.id}`),
  );
}

function editsOf(text) {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The changes are not JSON: ${error.message}`);
  }
}

const outcomeOf = (approval) =>
  h(
    'section',
    { class: 'card', 'aria-label': 'Decision' },
    h('h2', {}, 'Decided'),
    h('p', {}, badge(approval.status)),
    votesOf(approval),
    approval.outcome?.decision === 'expired' &&
      h('p', {}, `Nobody decided in time; the spec says ${approval.outcome.outcome}.`),
  );

const votesOf = ({ votes, quorum }) => [
  quorum > 1 && h('p', {}, `${votes.length} of ${quorum} approvals.`),
  votes.length > 0 &&
    h(
      'ol',
      { class: 'messages' },
      votes.map((vote) =>
        h(
          'li',
          {},
          h(
            'span',
            { class: 'who' },
            words(vote.decision),
            ' by ',
            h('code', {}, vote.by),
            ' ',
            time(vote.at),
          ),
          vote.comment,
        ),
      ),
    ),
];

const artifactsOf = ({ artifacts }) =>
  artifacts.length > 0 &&
  h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Documents'),
    h(
      'ul',
      {},
      artifacts.map((item) =>
        h(
          'li',
          {},
          item.links.content
            ? h('a', { href: item.links.content }, words(item.kind))
            : `${words(item.kind)} (sealed)`,
          ` ${size(item.bytes)} `,
          h('code', { title: item.hash }, short(item.hash)),
        ),
      ),
    ),
  );

const rawOf = ({ evidence, evidenceHash }) =>
  h(
    'details',
    { class: 'card' },
    h('summary', {}, 'The evidence as it was hashed'),
    h('p', { class: 'muted mono' }, evidenceHash),
    h('pre', { tabindex: '0' }, h('code', {}, JSON.stringify(evidence, null, 2))),
  );
