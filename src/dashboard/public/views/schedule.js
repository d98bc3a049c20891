import { call, get } from '../api.js';
import { announce, cli, h, problemBox, slot } from '../dom.js';
import { badge, time } from '../format.js';

/** One schedule: when it is due, what became of its latest times, and the spec it submits. */
export async function scheduleView({ id, signal, events }) {
  const path = `/v1/schedules/${encodeURIComponent(id)}`;
  const trouble = h('div');
  const head = slot((schedule) => headOf(schedule, act));
  const ticks = slot(ticksCard);
  const spec = slot(specCard);

  async function load() {
    const { ticks: latest, spec: submitted, ...schedule } = await get(path);
    head.update(schedule);
    ticks.update(latest);
    spec.update(submitted);
  }

  /** Asks for a change, says what came of it, and shows what stands now; whether it was made. */
  async function act(said, method, ...rest) {
    try {
      await call(method, ...rest);
      trouble.replaceChildren();
      announce(said);
      if (method !== 'DELETE') await load();
      return true;
    } catch (error) {
      trouble.replaceChildren(problemBox(error));
      return false;
    }
  }

  events.addEventListener(
    'event',
    ({ detail }) => {
      if (detail.type !== 'schedule.ticked' || detail.data.scheduleId !== id) return;
      load().catch((error) => trouble.replaceChildren(problemBox(error)));
    },
    { signal },
  );
  await load();
  return h(
    'div',
    {},
    head.element,
    trouble,
    ticks.element,
    spec.element,
    cli(`bullwright schedule show ${id}`),
  );
}

const OVERLAP = {
  skip: 'A time that comes while the workflow before is still going is skipped.',
  queue: 'A time that comes while the workflow before is still going waits for its end.',
  cancel_previous: 'A time that comes while the workflow before is still going cancels that one.',
};

function headOf(schedule, act) {
  const { id, name, cron, timeZone, paused, nextDueAt, overlap, catchUp } = schedule;
  const path = `/v1/schedules/${id}`;
  /** Off while what it asked for is under way: a second click must not ask again. */
  const button = (text, tone, action) => {
    const onclick = async ({ currentTarget }) => {
      currentTarget.disabled = true;
      try {
        await action();
      } finally {
        currentTarget.disabled = false;
      }
    };
    return h('button', { type: 'button', class: tone, onclick }, text);
  };
  return [
    h(
      'div',
      { class: 'page-head' },
      h(
        'div',
        {},
        h('h1', {}, name),
        h(
          'p',
          { class: 'muted' },
          badge(paused ? 'paused' : 'active'),
          ' ',
          h('code', { class: 'cron' }, cron),
          ` ${timeZone}`,
          !paused && [' · due ', time(nextDueAt)],
        ),
      ),
      h(
        'div',
        { class: 'actions' },
        button('Run now', 'primary', () => act('Triggered', 'POST', `${path}/trigger`)),
        button(paused ? 'Go on' : 'Pause', '', () =>
          act(paused ? 'Going on' : 'Paused', 'PATCH', path, { json: { paused: !paused } }),
        ),
        button('Remove', 'danger', async () => {
          if (!window.confirm('Remove this schedule? Its workflows stay.')) return;
          if (await act('Removed', 'DELETE', path)) location.hash = '#/schedules';
        }),
      ),
    ),
    h(
      'p',
      {},
      `${OVERLAP[overlap]} ${catchUp === '0' ? 'A time missed while nothing ran is not made up for.' : `A time missed no longer than ${catchUp} ago is made up for.`}`,
    ),
  ];
}

const ticksCard = (ticks) =>
  h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Latest times'),
    ticks.length === 0
      ? h('p', { class: 'muted' }, 'None has come yet.')
      : h(
          'div',
          { class: 'scroll' },
          h(
            'table',
            {},
            h(
              'thead',
              {},
              h(
                'tr',
                {},
                ['Due', 'State', 'Workflow', 'Why'].map((name) => h('th', { scope: 'col' }, name)),
              ),
            ),
            h(
              'tbody',
              {},
              ticks.map((tick) =>
                h(
                  'tr',
                  {},
                  h('td', {}, time(tick.dueAt)),
                  h('td', {}, badge(tick.status)),
                  h(
                    'td',
                    { class: 'mono' },
                    tick.workflowId
                      ? h('a', { href: `#/workflows/${tick.workflowId}` }, tick.workflowId)
                      : '–',
                  ),
                  h('td', {}, tick.reason),
                ),
              ),
            ),
          ),
        ),
  );

const specCard = (spec) =>
  h(
    'section',
    { class: 'card' },
    h('h2', {}, 'What it submits'),
    h('pre', { tabindex: '0' }, h('code', {}, JSON.stringify(spec, null, 2))),
  );
