import { h } from '../dom.js';
import { figure, short, words } from '../format.js';
import { gatesTable } from './gates.js';

/** In the order of time. */
const SEGMENTS = ['train', 'validation', 'test'];

/** The evidence as a person reads it. Fields that are not there are left out; the raw document has them all. */
export function evidenceCards(evidence) {
  return [
    evidence.reason && h('p', { class: 'card notice' }, evidence.reason),
    evidence.validation && validationCard(evidence.validation),
    evidence.risk && riskCard(evidence.risk),
    evidence.model && modelCard(evidence.model),
    evidence.dataset && datasetCard(evidence.dataset),
  ];
}

const validationCard = ({ passed, gates = [], trialCount, attempt }) =>
  h(
    'section',
    { class: 'card' },
    h('h2', {}, passed ? 'Validation passed' : 'Validation failed'),
    h('p', {}, `Attempt ${attempt}. ${trialCount} trials on this dataset family, all of them counted.`),
    gatesTable(gates, 'Gate'),
  );

const riskCard = ({ approved, reasons = [], gates = [], limits = {} }) =>
  h(
    'section',
    { class: 'card' },
    h('h2', {}, approved ? 'The risk manager approves' : 'The risk manager rejects'),
    reasons.length > 0 &&
      h(
        'ul',
        {},
        reasons.map((reason) => h('li', {}, reason)),
      ),
    gatesTable(gates, 'Limit'),
    h(
      'dl',
      { class: 'facts' },
      Object.entries(limits).map(([name, value]) => [h('dt', {}, words(name)), h('dd', {}, figure(value))]),
    ),
  );

const modelCard = ({ id, objective, score, features = [], trials }) =>
  h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Model ', h('code', { title: id }, short(id))),
    h('p', {}, `Best of ${trials} configurations by ${objective}: ${figure(score)}, cross-validated.`),
    h(
      'details',
      {},
      h('summary', {}, `${features.length} features`),
      h('p', { class: 'mono' }, features.join(', ')),
    ),
  );

const datasetCard = ({ symbol, timeframe, bars, segments = {}, quality }) =>
  h(
    'section',
    { class: 'card' },
    h('h2', {}, 'Data'),
    h('p', {}, `${bars} bars of ${symbol}, ${timeframe}. Quality ${figure(quality.score)} of 100.`),
    h(
      'dl',
      { class: 'facts' },
      SEGMENTS.filter((name) => segments[name])
        .map((name) => [name, segments[name]])
        .map(([name, segment]) => [
          h('dt', {}, words(name)),
          h(
            'dd',
            {},
            `${segment.firstAt.slice(0, 10)} to ${segment.lastAt.slice(0, 10)}, ${segment.to - segment.from} bars`,
          ),
        ]),
    ),
    quality.findings.length > 0 &&
      h(
        'ul',
        {},
        quality.findings.map((finding) =>
          h(
            'li',
            {},
            h('span', { class: `badge ${finding.severity === 'info' ? '' : 'bad'}` }, finding.severity),
            ` ${finding.message}`,
          ),
        ),
      ),
  );
