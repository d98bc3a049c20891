import { get } from '../api.js';
import { announce, cli, h, problemBox } from '../dom.js';
import { badge, time, words } from '../format.js';
import { newWorkflow } from './new-workflow.js';

const STATUSES = ['queued', 'running', 'awaiting_approval', 'completed', 'rejected', 'failed', 'cancelled'];
/** Events come in bursts; the list is asked for once after each. */
const QUIET_MS = 250;

/** The list: newest first, kept current by the event stream. */
export async function workflowsView({ signal, events }) {
  const rows = new Map();
  const body = h('tbody');
  const status = h(
    'select',
    { id: 'status' },
    h('option', { value: '' }, 'All'),
    STATUSES.map((name) => h('option', { value: name }, words(name))),
  );
  const symbol = h('input', { id: 'symbol', type: 'search', placeholder: 'SPX' });
  const label = h('input', { id: 'label', type: 'search', placeholder: 'desk:fx' });
  const more = h('button', { type: 'button', hidden: true, onclick: () => load(cursor) }, 'Older ones');
  const table = h(
    'div',
    { class: 'card scroll' },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, 'Workflows'),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Workflow', 'Symbol', 'Status', 'Stage', 'Progress', 'Updated'].map((name, i) =>
            h('th', { scope: 'col', class: i === 3 || i === 4 ? 'wide-only' : undefined }, name),
          ),
        ),
      ),
      body,
    ),
    more,
  );
  const empty = emptyState();
  const nothing = h('p', { class: 'card muted', hidden: true }, 'No workflow fits these filters.');
  const trouble = h('div');
  let cursor = null;

  async function load(after) {
    const query = new URLSearchParams({ limit: '50' });
    if (status.value) query.set('status', status.value);
    if (symbol.value.trim()) query.set('symbol', symbol.value.trim());
    if (label.value.trim()) query.set('label', label.value.trim());
    const isFiltered = query.size > 1;
    if (after) query.set('cursor', after);
    const page = await get(`/v1/workflows?${query}`);
    trouble.replaceChildren();
    // Older pages that were opened stay; the first one is drawn anew.
    if (after || rows.size <= page.items.length) cursor = page.next;
    if (after) append(page.items);
    else refresh(page.items, isFiltered);
    more.hidden = cursor === null;
    table.hidden = rows.size === 0;
    empty.hidden = rows.size > 0 || isFiltered;
    nothing.hidden = rows.size > 0 || !isFiltered;
  }

  function append(items) {
    for (const item of items) if (!rows.has(item.id)) body.append(rowOf(item));
  }

  /** Rows that are still there keep their elements, and with them the focus. */
  function refresh(items, isFiltered) {
    const listed = new Set(items.map((item) => item.id));
    const oldest = items.at(-1)?.createdAt ?? '';
    for (const [id, row] of rows) {
      if (listed.has(id) || (!isFiltered && row.createdAt < oldest)) continue;
      row.element.remove();
      rows.delete(id);
    }
    let anchor = body.firstElementChild;
    for (const item of items) {
      const element = rowOf(item);
      if (element === anchor) anchor = anchor.nextElementSibling;
      else body.insertBefore(element, anchor);
    }
  }

  function rowOf(item) {
    const known = rows.get(item.id) ?? { element: rowElement(item), createdAt: item.createdAt };
    rows.set(item.id, known);
    fill(known.element, item);
    return known.element;
  }

  const reload = () => load().catch((error) => trouble.replaceChildren(problemBox(error)));
  const reset = () => {
    rows.clear();
    body.replaceChildren();
    return reload();
  };
  for (const control of [status, symbol, label]) control.addEventListener('change', reset);

  let timer;
  events.addEventListener(
    'event',
    ({ detail }) => {
      if (detail.workflowId === null || detail.type === 'agent.progress') return;
      if (detail.type === 'workflow.finished') announce(`A workflow ended: ${detail.data.status}`);
      clearTimeout(timer);
      timer = setTimeout(reload, QUIET_MS);
    },
    { signal },
  );
  signal.addEventListener('abort', () => clearTimeout(timer));
  await load();

  return h(
    'div',
    {},
    h('div', { class: 'page-head' }, h('h1', {}, 'Workflows'), newWorkflow()),
    h(
      'div',
      { class: 'filters' },
      h('label', { for: 'status' }, 'Status', status),
      h('label', { for: 'symbol' }, 'Symbol', symbol),
      h('label', { for: 'label' }, 'Label', label),
    ),
    trouble,
    table,
    nothing,
    empty,
    cli('bullwright list'),
  );
}

const rowElement = (item) =>
  h(
    'tr',
    {},
    h(
      'td',
      {},
      h('a', { href: `#/workflows/${item.id}` }, item.name),
      h('div', { class: 'muted mono wide-only' }, item.id),
    ),
    h('td', {}, item.symbol),
    h('td'),
    h('td', { class: 'wide-only' }),
    h('td', { class: 'wide-only' }),
    h('td'),
  );

function fill(row, item) {
  const [, , status, stage, progress, updated] = row.cells;
  status.replaceChildren(badge(item.status));
  stage.textContent = words(item.stage);
  progress.replaceChildren(
    item.finishedAt === null
      ? h('progress', { max: 1, value: item.progress, 'aria-label': `Progress of ${item.name}` })
      : '–',
  );
  updated.replaceChildren(time(item.updatedAt));
}

const emptyState = () =>
  h(
    'section',
    { class: 'card', hidden: true },
    h('h2', {}, 'No workflow yet'),
    h('p', {}, 'A workflow takes prices to a reviewed bot. Two lines are a whole spec:'),
    h('pre', {}, h('code', {}, 'market:\n  source: { kind: sample, name: sp500 }')),
    h('p', {}, 'Save them as ', h('code', {}, 'first.yaml'), ' and submit, or use the button above:'),
    cli('bullwright submit first.yaml --watch'),
  );
