import { h } from './dom.js';

/** One colour, one sign and one word for each status, everywhere. */
const STATUS = {
  queued: ['', '○', 'Queued'],
  running: ['wait', '▶', 'Running'],
  awaiting_approval: ['wait', '‖', 'Awaiting approval'],
  completed: ['good', '✓', 'Completed'],
  rejected: ['bad', '✕', 'Rejected'],
  failed: ['bad', '!', 'Failed'],
  cancelled: ['', '–', 'Cancelled'],
  pending: ['wait', '‖', 'Pending'],
  approved: ['good', '✓', 'Approved'],
  revised: ['wait', '↺', 'Sent back'],
  expired: ['bad', '⊘', 'Expired'],
  succeeded: ['good', '✓', 'Succeeded'],
  active: ['good', '●', 'Active'],
  paused: ['', '‖', 'Paused'],
  submitted: ['good', '✓', 'Submitted'],
  skipped: ['', '–', 'Skipped'],
  waiting: ['wait', '○', 'Waiting'],
  missed: ['bad', '!', 'Missed'],
};

export function badge(status) {
  const [tone, sign, word] = STATUS[status] ?? ['', '', status];
  return h('span', { class: `badge ${tone}` }, h('span', { 'aria-hidden': 'true' }, `${sign} `), word);
}

const ACRONYMS = /\b(?:smc|ml|atr|auc|var|cvar|cpcv|pbo|spa)\b/g;

export const words = (name) => {
  const text = name
    .replaceAll('_', ' ')
    .replaceAll(ACRONYMS, (word) => word.toUpperCase())
    .replaceAll(/\bsharpe\b/g, 'Sharpe')
    .replaceAll(/\bp value\b/g, 'p-value');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** A time as people say it, with the exact one on hover and for machines. */
export function time(iso) {
  if (!iso) return h('span', { class: 'muted' }, '–');
  return h('time', { datetime: iso, title: clock.format(new Date(iso)) }, ago(Date.parse(iso) - Date.now()));
}

/** "10 seconds ago" grows old: brings every time on the page up to date. */
export function refreshTimes() {
  for (const element of document.querySelectorAll('time[datetime]')) {
    element.textContent = ago(Date.parse(element.dateTime) - Date.now());
  }
}

function ago(ms) {
  const size = Math.abs(ms);
  if (size < 60_000) return relative.format(Math.round(ms / 1_000), 'second');
  if (size < 3_600_000) return relative.format(Math.round(ms / 60_000), 'minute');
  if (size < 86_400_000) return relative.format(Math.round(ms / 3_600_000), 'hour');
  return relative.format(Math.round(ms / 86_400_000), 'day');
}

export function span(fromIso, toIso) {
  const seconds = (Date.parse(toIso ?? new Date().toISOString()) - Date.parse(fromIso)) / 1_000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

/** Four significant digits: more would claim a precision the figures do not have. */
export function figure(value) {
  if (value === null || value === undefined) return 'undefined';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

export function size(bytes) {
  if (bytes < 1_024) return `${bytes} B`;
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

export const short = (hash) => `${hash.slice(0, 12)}…`;
