import { h } from '../dom.js';
import { figure, words } from '../format.js';

const SIGNS = { '>=': '≥', '<=': '≤', '>': '>', '<': '<' };

/** Every figure beside the bar it was held against. */
export function gatesTable(gates, caption) {
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      {},
      h('caption', { class: 'visually-hidden' }, caption),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, caption),
          h('th', { scope: 'col', class: 'number' }, 'Figure'),
          h('th', { scope: 'col', class: 'number' }, 'Bar'),
          h('th', { scope: 'col' }, ''),
        ),
      ),
      h(
        'tbody',
        {},
        gates.map((gate) =>
          h(
            'tr',
            {},
            h('td', { title: gate.convention }, words(gate.name)),
            h('td', { class: 'number' }, figure(gate.figure)),
            h('td', { class: 'number' }, `${SIGNS[gate.comparison]} ${figure(gate.bar)}`),
            h(
              'td',
              {},
              h(
                'span',
                { class: `badge ${gate.passed ? 'good' : 'bad'}` },
                gate.passed ? '✓ passed' : '✕ failed',
              ),
            ),
          ),
        ),
      ),
    ),
  );
}
