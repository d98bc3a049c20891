import { follow, get, hasKey, signOut } from './api.js';
import { h, problemBox } from './dom.js';
import { refreshTimes } from './format.js';
import { approvalView } from './views/approval.js';
import { approvalsView } from './views/approvals.js';
import { scheduleView } from './views/schedule.js';
import { schedulesView } from './views/schedules.js';
import { signInView } from './views/sign-in.js';
import { workflowView } from './views/workflow.js';
import { workflowsView } from './views/workflows.js';

const REFRESH_MS = 10_000;

const content = document.getElementById('content');
const nav = document.getElementById('nav');
const live = document.getElementById('live');
const pending = document.getElementById('pending');
const signOutButton = document.getElementById('sign-out');

/** Everything a view may use; `signal` aborts when the reader goes elsewhere. */
let leaving = new AbortController();
let session;

const ROUTES = [
  [/^#\/workflows\/([^/]+)$/, 'workflows', workflowView],
  [/^#\/approvals$/, 'approvals', approvalsView],
  [/^#\/approvals\/([^/]+)$/, 'approvals', approvalView],
  [/^#\/schedules$/, 'schedules', schedulesView],
  [/^#\/schedules\/([^/]+)$/, 'schedules', scheduleView],
  [/^(?:#\/?)?$/, 'workflows', workflowsView],
];

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const isIn = hasKey();
  nav.hidden = !isIn;
  signOutButton.hidden = !isIn;
  if (!isIn) {
    endSession();
    content.replaceChildren(signInView(show));
    content.querySelector('input')?.focus();
    return;
  }
  startSession();
  const [pattern, name, view] = ROUTES.find(([candidate]) => candidate.test(location.hash)) ?? ROUTES.at(-1);
  const [, id] = pattern.exec(location.hash) ?? [];
  for (const link of nav.querySelectorAll('[data-view]')) {
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  try {
    const element = await view({ id: id && decodeURIComponent(id), signal, events: session.events });
    if (signal.aborted) return;
    content.replaceChildren(element);
    document.title = `${element.querySelector('h1')?.textContent ?? 'Dashboard'} · Bullwright`;
    content.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  } catch (error) {
    if (!signal.aborted) content.replaceChildren(h('section', { class: 'card' }, problemBox(error)));
  }
}

/** One stream for the whole page: views listen to it, the header counts by it. */
function startSession() {
  if (session) return;
  const abort = new AbortController();
  const events = new EventTarget();
  session = { abort, events };
  const onEvent = (event) => {
    events.dispatchEvent(new CustomEvent('event', { detail: event }));
    if (event.type.startsWith('approval.') || event.type === 'workflow.finished') void countPending();
  };
  const onState = (isOn) => {
    live.textContent = isOn ? 'Live' : 'Reconnecting…';
    live.className = `live ${isOn ? 'on' : 'off'}`;
    // What happened while the line was down is replayed, so lists need no special care; the count does.
    if (isOn) void countPending();
  };
  follow('/v1/events?after=latest', { onEvent, onState, signal: abort.signal }).catch(() => {
    live.textContent = 'Not live';
    live.className = 'live off';
  });
}

function endSession() {
  session?.abort.abort();
  session = undefined;
  live.textContent = '';
}

async function countPending() {
  try {
    const { items, next } = await get('/v1/approvals?status=pending&limit=99');
    pending.hidden = items.length === 0;
    pending.textContent = next ? '99+' : String(items.length);
  } catch {
    // The next event counts again; the line's own state is shown beside it.
    pending.hidden = true;
  }
}

window.addEventListener('hashchange', show);
window.addEventListener('signed-out', () => {
  sessionStorage.clear();
  void show();
});
signOutButton.addEventListener('click', async () => {
  await signOut();
  await show();
});
setInterval(refreshTimes, REFRESH_MS);
await show();
