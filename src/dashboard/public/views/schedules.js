import { get } from '../api.js';
import { cli, h, problemBox, slot } from '../dom.js';
import { badge, time } from '../format.js';

/** Workflows by the clock: what is due next, and what is held. */
export async function schedulesView({ signal, events }) {
  const trouble = h('div');
  const list = slot(tableOf);
  const load = async () => list.update((await get('/v1/schedules?limit=200')).items);
  events.addEventListener(
    'event',
    ({ detail }) => {
      if (detail.type !== 'schedule.ticked') return;
      load().catch((error) => trouble.replaceChildren(problemBox(error)));
    },
    { signal },
  );
  await load();
  return h('div', {}, h('h1', {}, 'Schedules'), trouble, list.element, cli('bullwright schedule list'));
}

function tableOf(items) {
  if (items.length === 0) {
    return h(
      'section',
      { class: 'card' },
      h('h2', {}, 'Nothing runs by the clock yet'),
      h('p', {}, 'A schedule submits a spec at the times of a cron expression. Add one:'),
      cli(
        'bullwright schedule add first.yaml --name nightly --cron "30 22 * * 1-5" --time-zone Europe/London',
      ),
    );
  }
  return h(
    'div',
    { class: 'card scroll' },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, 'Schedules'),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, 'Schedule'),
          h('th', { scope: 'col' }, 'Times'),
          h('th', { scope: 'col' }, 'State'),
          h('th', { scope: 'col' }, 'Due next'),
        ),
      ),
      h('tbody', {}, items.map(rowOf)),
    ),
  );
}

const rowOf = (schedule) =>
  h(
    'tr',
    {},
    h(
      'td',
      {},
      h('a', { href: `#/schedules/${schedule.id}` }, schedule.name),
      h('div', { class: 'muted mono wide-only' }, schedule.id),
    ),
    h(
      'td',
      {},
      h('code', { class: 'cron' }, schedule.cron),
      h('div', { class: 'muted zone' }, schedule.timeZone),
    ),
    h('td', {}, badge(schedule.paused ? 'paused' : 'active')),
    h('td', {}, time(schedule.nextDueAt)),
  );
