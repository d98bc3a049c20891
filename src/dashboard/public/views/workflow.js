import { call, follow, get } from '../api.js';
import { cli, h, problemBox, slot } from '../dom.js';
import { badge, time } from '../format.js';
import {
  agentsCard,
  artifactsCard,
  eventsCard,
  messagesCard,
  stagesCard,
  verdictCard,
} from './workflow-cards.js';

const QUIET_MS = 200;
const TERMINAL = ['completed', 'rejected', 'failed', 'cancelled'];
/** The log of a long workflow is long; the page shows its end. */
const SHOWN_EVENTS = 200;

/** One workflow: what it is at, what it has found, what it waits for. Its own stream replays all that happened. */
export async function workflowView({ id, signal, events }) {
  const path = `/v1/workflows/${encodeURIComponent(id)}`;
  const log = [];
  const progress = new Map();
  const trouble = h('div');
  const bar = slot(({ status, progress: share }) =>
    TERMINAL.includes(status) ? null : h('progress', { max: 1, value: share, 'aria-label': 'Progress' }),
  );

  const head = slot(headOf);
  const notice = slot(noticeOf);
  const stages = slot(stagesCard);
  const verdict = slot(verdictCard);
  const agents = slot(agentsCard);
  const messages = slot(messagesCard);
  const artifacts = slot(artifactsCard);
  const happened = slot(eventsCard);
  const actions = slot((workflow) => actionsOf(workflow, act));

  async function act(action) {
    try {
      await call('POST', `${path}/${action}`);
      await load();
    } catch (error) {
      trouble.replaceChildren(problemBox(error));
    }
  }

  async function load() {
    const [workflow, state, made, approvals] = await Promise.all([
      get(path),
      get(`${path}/state`),
      get(`${path}/artifacts`),
      get(`/v1/approvals?status=pending&workflowId=${encodeURIComponent(id)}`),
    ]);
    head.update({ workflow });
    bar.update({ status: workflow.status, progress: workflow.progress });
    actions.update({ id: workflow.id, status: workflow.status, links: workflow.links });
    notice.update({ workflow, approvals: approvals.items });
    stages.update({ workflow, runs: workflow.runs });
    verdict.update({ state, result: workflow.result });
    agents.update({ runs: workflow.runs, progress: [...progress] });
    messages.update({ messages: state.messages, warnings: state.warnings, errors: state.errors });
    artifacts.update(made.items);
    return workflow;
  }

  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      happened.update(log.slice(-SHOWN_EVENTS));
      load().catch((error) => trouble.replaceChildren(problemBox(error)));
    }, QUIET_MS);
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  let isFollowing = false;
  async function followOn() {
    if (isFollowing) return;
    isFollowing = true;
    const last = log.at(-1)?.cursor;
    try {
      await follow(last ? `${path}/events?after=${last}` : `${path}/events`, { signal, onEvent });
    } catch (error) {
      trouble.replaceChildren(problemBox(error));
    }
    isFollowing = false;
  }
  function onEvent(event) {
    log.push(event);
    const { role, iteration, fraction, message } = event.data;
    if (event.type === 'agent.progress') progress.set(`${iteration}.${role}`, { fraction, message });
    soon();
  }
  // The stream of a workflow ends with it; a resume begins another.
  events.addEventListener(
    'event',
    ({ detail }) => detail.workflowId === id && detail.type === 'workflow.resumed' && followOn(),
    { signal },
  );
  await load();
  void followOn();

  return h(
    'div',
    {},
    h('div', { class: 'page-head' }, head.element, actions.element),
    bar.element,
    trouble,
    notice.element,
    stages.element,
    h(
      'div',
      { class: 'columns' },
      h('div', {}, verdict.element, agents.element, artifacts.element),
      h('div', {}, messages.element, happened.element),
    ),
    cli(`bullwright show ${id}`),
  );
}

const headOf = ({ workflow }) => [
  h('h1', {}, workflow.name),
  h(
    'p',
    { class: 'muted' },
    badge(workflow.status),
    ` ${workflow.symbol} · submitted `,
    time(workflow.createdAt),
    ` · iteration ${workflow.iteration} · `,
    h('span', { class: 'mono' }, workflow.id),
    workflow.parentId && [
      ' · forked from ',
      h('a', { href: `#/workflows/${workflow.parentId}` }, workflow.parentId),
    ],
  ),
];

const actionsOf = ({ status, links }, act) =>
  h(
    'div',
    { class: 'actions' },
    h('a', { class: 'button', href: links.report, target: '_blank', rel: 'noopener' }, 'Report'),
    status === 'failed' && h('button', { type: 'button', onclick: () => act('resume') }, 'Resume'),
    !TERMINAL.includes(status) &&
      h(
        'button',
        {
          type: 'button',
          class: 'danger',
          onclick: () => window.confirm('Cancel this workflow? What it has computed stays.') && act('cancel'),
        },
        'Cancel',
      ),
  );

/** What a person should know first: a question to them, or how it ended. */
function noticeOf({ workflow, approvals }) {
  const cards = approvals.map((approval) =>
    h(
      'section',
      { class: 'card notice' },
      h('h2', {}, 'A decision is needed'),
      h('p', {}, 'Nobody works on this until a person decides. Deadline ', time(approval.deadlineAt), '.'),
      h('a', { class: 'button', href: `#/approvals/${approval.id}` }, 'Look at the evidence'),
    ),
  );
  if (workflow.error) {
    cards.push(
      h(
        'section',
        { class: 'card notice error' },
        h('h2', {}, h('a', { href: `/docs/errors#${workflow.error.code}` }, workflow.error.code)),
        h('p', {}, workflow.error.message),
      ),
    );
  } else if (workflow.result?.reason) {
    cards.push(
      h(
        'section',
        { class: 'card notice' },
        h('h2', {}, workflow.result.released ? 'The bot was released' : 'No bot was released'),
        h('p', {}, workflow.result.reason),
      ),
    );
  }
  return cards;
}
