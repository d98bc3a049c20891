import { h } from '../dom.js';
import { badge, figure, short, size, span, time, words } from '../format.js';
import { gatesTable } from './gates.js';

const STAGES = [
  'data_preparation',
  'feature_discovery',
  'model_training',
  'validation',
  'signal_generation',
  'risk_assessment',
  'human_review',
];
const STAGE_OF_TASK = {
  prepare: 'data_preparation',
  features: 'feature_discovery',
  train: 'model_training',
  validate: 'validation',
  signals: 'signal_generation',
  assess: 'risk_assessment',
};
const ENDS = ['completed', 'rejected', 'failed', 'cancelled'];

export function stagesCard({ workflow, runs }) {
  const timesOf = (stage) => runs.filter((run) => (STAGE_OF_TASK[run.task] ?? 'human_review') === stage);
  const hasEnded = ENDS.includes(workflow.stage);
  const items = STAGES.map((stage) => {
    const mine = timesOf(stage);
    const latest = Math.max(...mine.map((run) => run.iteration));
    const runsNow = mine.filter((run) => run.iteration === latest);
    const state = stage === workflow.stage ? 'now' : stateOf(runsNow);
    const attempts = new Set(mine.map((run) => run.iteration)).size;
    return h(
      'li',
      { class: state, 'aria-current': state === 'now' ? 'step' : undefined },
      h('strong', {}, words(stage)),
      state === 'now' && (stage === 'human_review' ? 'waits for a person' : 'at work'),
      state === 'done' && lengthOf(runsNow),
      state === 'ended' && 'failed',
      attempts > 1 && ` · ${attempts} times`,
    );
  });
  items.push(
    h(
      'li',
      { class: hasEnded ? (workflow.stage === 'completed' ? 'done' : 'ended') : '' },
      h('strong', {}, hasEnded ? words(workflow.stage) : 'End'),
      hasEnded && workflow.finishedAt && time(workflow.finishedAt),
    ),
  );
  return h('section', { class: 'card', 'aria-label': 'Stages' }, h('ol', { class: 'stages' }, items));
}

/** A stage is what its latest round came to; a branch that failed beside one that did not is a degraded success. */
function stateOf(runs) {
  if (runs.length === 0) return '';
  return runs.every((run) => run.status === 'failed') ? 'ended' : 'done';
}

function lengthOf(runs) {
  const first = runs.map((run) => run.startedAt).sort()[0];
  const last = runs
    .map((run) => run.finishedAt ?? '')
    .sort()
    .at(-1);
  return last ? span(first, last) : 'at work';
}

export function verdictCard({ state, result }) {
  const validation = state.validationResults.at(-1);
  const risk = state.bestModel && state.riskAssessments[state.bestModel.id];
  if (!validation && !state.bestModel && !state.dataset) return null;
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, validation ? (validation.passed ? 'Every gate passed' : 'Failed gates') : 'So far'),
    h(
      'dl',
      { class: 'facts' },
      state.dataset && [
        h('dt', {}, 'Data'),
        h(
          'dd',
          {},
          `${state.dataset.bars} bars of ${state.dataset.symbol}, ${state.dataset.timeframe}, quality ${figure(state.dataset.quality.score)}/100`,
        ),
      ],
      state.bestModel && [
        h('dt', {}, 'Model'),
        h(
          'dd',
          {},
          `${state.bestModel.features.length} features, ${state.bestModel.objective} ${figure(state.bestModel.score)} `,
          h('code', { title: state.bestModel.id }, short(state.bestModel.id)),
        ),
      ],
      validation && [
        h('dt', {}, 'Trials'),
        h(
          'dd',
          {},
          `${validation.trialCount} on this dataset family, all counted · attempt ${validation.attempt}`,
        ),
      ],
      result?.bundle && [
        h('dt', {}, 'Bot'),
        h(
          'dd',
          {},
          h('a', { href: `/v1/artifacts/${result.bundle}` }, 'Bundle'),
          ' ',
          h('code', {}, short(result.bundle)),
        ),
      ],
    ),
    validation && gatesTable(validation.gates, 'Validation gate'),
    risk && gatesTable(risk.gates, 'Risk gate'),
    risk && risk.reasons.length > 0 && h('p', {}, risk.reasons.join(' ')),
  );
}

export function agentsCard({ runs, progress }) {
  const reported = new Map(progress);
  if (runs.length === 0)
    return h(
      'section',
      { class: 'card' },
      h('h2', {}, 'Agents'),
      h('p', { class: 'muted' }, 'No agent has started yet. Is a worker running?'),
      h('code', {}, 'bullwright worker all'),
    );
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Agents'),
    h(
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
            ['#', 'Agent', 'State', 'Took'].map((name) => h('th', { scope: 'col' }, name)),
          ),
        ),
        h(
          'tbody',
          {},
          runs.map((run) => {
            const now = run.status === 'running' ? reported.get(`${run.iteration}.${run.role}`) : undefined;
            return h(
              'tr',
              {},
              h('td', { class: 'muted' }, String(run.iteration)),
              h(
                'td',
                {},
                words(run.role),
                h('span', { class: 'muted' }, ` ${words(run.task).toLowerCase()}`),
                run.starts > 1 && h('span', { class: 'muted' }, ` · start ${run.starts}`),
              ),
              h(
                'td',
                {},
                badge(run.status),
                now && [
                  h('progress', {
                    max: 1,
                    value: now.fraction,
                    'aria-label': `Progress of ${words(run.role)}`,
                  }),
                  h('div', { class: 'muted' }, now.message),
                ],
                run.error && h('div', { class: 'muted' }, run.error.message),
              ),
              h('td', { class: 'number' }, run.finishedAt ? span(run.startedAt, run.finishedAt) : ''),
            );
          }),
        ),
      ),
    ),
  );
}

export function messagesCard({ messages, warnings, errors }) {
  const notes = [...errors.map((note) => ['bad', note]), ...warnings.map((note) => ['wait', note])];
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, 'What the agents say'),
    notes.map(([tone, note]) =>
      h('p', {}, h('span', { class: `badge ${tone}` }, note.code), ` ${note.message}`),
    ),
    h(
      'ol',
      { class: 'messages', tabindex: '0', 'aria-label': 'Messages' },
      messages
        .toReversed()
        .map((message) => h('li', {}, h('span', { class: 'who' }, words(message.role)), message.text)),
    ),
  );
}

export function artifactsCard(items) {
  if (items.length === 0) return null;
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Artifacts'),
    h(
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
            ['Kind', 'By', 'Size', 'SHA-256'].map((name) => h('th', { scope: 'col' }, name)),
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
                item.sealed
                  ? `${words(item.kind)} (sealed)`
                  : h('a', { href: item.links.content }, words(item.kind)),
              ),
              h('td', {}, words(item.role)),
              h('td', { class: 'number' }, size(item.bytes)),
              h('td', {}, h('code', { title: item.hash }, short(item.hash))),
            ),
          ),
        ),
      ),
    ),
  );
}

export function eventsCard(events) {
  const shown = events.filter((event) => event.type !== 'agent.progress');
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, 'What happened'),
    h(
      'ol',
      { class: 'messages', tabindex: '0', 'aria-label': 'Events, newest first' },
      shown
        .toReversed()
        .map((event) =>
          h(
            'li',
            {},
            h('span', { class: 'who' }, time(event.at), ` · ${event.type}`),
            event.data.reason ?? event.data.message ?? subject(event),
          ),
        ),
    ),
  );
}

const subject = ({ data }) =>
  [data.role, data.to, data.decision, data.kind].filter(Boolean).map(words).join(' · ');
