import { get } from '../api.js';
import { cli, h, problemBox, slot } from '../dom.js';
import { badge, time, words } from '../format.js';

/** What waits for a person, the most urgent first; below, what was decided. */
export async function approvalsView({ signal, events }) {
  const trouble = h('div');
  const list = slot(tableOf);
  const load = async () => list.update((await get('/v1/approvals?limit=100')).items);
  events.addEventListener(
    'event',
    ({ detail }) => {
      if (!detail.type.startsWith('approval.')) return;
      load().catch((error) => trouble.replaceChildren(problemBox(error)));
    },
    { signal },
  );
  await load();
  return h('div', {}, h('h1', {}, 'Approvals'), trouble, list.element);
}

function tableOf(items) {
  if (items.length === 0) {
    return h(
      'section',
      { class: 'card' },
      h('h2', {}, 'Nothing waits for a decision'),
      h(
        'p',
        {},
        'A workflow asks here before it releases a bot, when validation failed for good, or when its data look broken. Submit one:',
      ),
      cli('bullwright submit first.yaml --watch'),
    );
  }
  return h(
    'div',
    { class: 'card scroll' },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Question', 'State', 'Asked', 'Deadline', 'Votes'].map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        items.map((item) =>
          h(
            'tr',
            {},
            h(
              'td',
              {},
              h('a', { href: `#/approvals/${item.id}` }, words(item.kind)),
              h('div', { class: 'muted mono' }, item.workflowId),
            ),
            h('td', {}, badge(item.status)),
            h('td', {}, time(item.requestedAt)),
            h('td', {}, item.status === 'pending' ? time(item.deadlineAt) : '–'),
            h('td', {}, `${item.votes.length} of ${item.quorum}`),
          ),
        ),
      ),
    ),
  );
}
