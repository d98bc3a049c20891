import { expect, it } from 'vitest';
import { evidenceOf } from '../../../src/orchestration/evidence.ts';
import { dataset, model, risk, spec, state, verdict } from '../../support/states.ts';

const reviewed = state({
  dataset: dataset(),
  bestModel: model(),
  validationResults: [verdict(true)],
  riskAssessments: { [model().id]: risk(true) },
});
const hashOf = (changes = {}, withSpec = spec()) =>
  evidenceOf({ ...reviewed, ...changes }, withSpec, 'release', 'r').hash;

it('evidence is the same for the same results, whenever and wherever they were found', () => {
  expect(
    hashOf({ workflowId: 'wf_other', iteration: 9, messages: [{ role: 'supervisor', text: 'x' }] }),
  ).toBe(hashOf());
});

it.each([
  ['data', { dataset: { ...dataset(), id: 'b'.repeat(64) } }],
  ['model', { bestModel: model('b'.repeat(64)) }],
  ['verdict', { validationResults: [verdict(false)] }],
  ['risk', { riskAssessments: { [model().id]: risk(false) } }],
])('changed %s is other evidence', (_what, changes) => {
  expect(hashOf(changes)).not.toBe(hashOf());
});

it('a changed spec is other evidence', () => {
  expect(hashOf({}, spec({ validation: { alpha: 0.1 } }))).not.toBe(hashOf());
});

it('evidence of a workflow that has nothing yet is defined', () => {
  expect(evidenceOf(state(), spec(), 'data_quality', 'r')).toMatchObject({ artifacts: [] });
});
