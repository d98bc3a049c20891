import { describe, expect, it } from 'vitest';
import { type ChildResult, reduce } from '../../../src/orchestration/reduce.ts';
import type { AgentPatch } from '../../../src/orchestration/state.ts';
import { dataset, featureSet, model, risk, signalSet, state, verdict } from '../../support/states.ts';

const one = (patch: AgentPatch) => [{ role: 'ml_engineer' as const, status: 'succeeded' as const, patch }];

describe('fields that append', () => {
  it.each([
    ['messages', { role: 'ml_engineer', text: 'new' }],
    ['errors', { role: 'ml_engineer', code: 'c', message: 'new' }],
    ['warnings', { role: 'ml_engineer', code: 'c', message: 'new' }],
    ['trainedModels', model('b'.repeat(64))],
    ['validationResults', verdict(true)],
    ['candidateFeatures', featureSet('ml_engineer')],
  ] as const)('%s keeps what was there', (field, item) => {
    const before = state({ [field]: [item] });
    const after = reduce(before, one({ [field]: [item] }));
    expect(after[field]).toEqual([item, item]);
    expect(before[field]).toHaveLength(1);
  });
});

describe('fields that replace', () => {
  it.each([
    ['dataset', dataset('accept'), dataset('block')],
    ['selectedFeatures', featureSet('ml_engineer'), featureSet('smc_analyst')],
    ['bestModel', model(), model('b'.repeat(64))],
    ['generatedSignals', signalSet(), { ...signalSet(), count: 2 }],
    ['filteredSignals', signalSet(), { ...signalSet(), count: 2 }],
  ] as const)('%s takes the new value', (field, old, next) => {
    expect(reduce(state({ [field]: old }), one({ [field]: next }))[field]).toEqual(next);
  });

  it('a patch without a field leaves it alone', () => {
    expect(reduce(state({ dataset: dataset() }), one({ messages: [] })).dataset).toEqual(dataset());
  });
});

it('risk assessments are kept by model', () => {
  const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
  const after = reduce(
    state({ riskAssessments: { [a]: risk(false) } }),
    one({ riskAssessments: { [b]: risk(true) } }),
  );
  expect(Object.keys(after.riskAssessments)).toEqual([a, b]);
});

it('the order in which children finish does not matter', () => {
  const results: ChildResult[] = [
    { role: 'smc_analyst', status: 'succeeded', patch: { messages: [{ role: 'smc_analyst', text: 's' }] } },
    { role: 'ml_engineer', status: 'succeeded', patch: { messages: [{ role: 'ml_engineer', text: 'm' }] } },
  ];
  const forwards = reduce(state(), results);
  expect(reduce(state(), [...results].reverse())).toEqual(forwards);
  expect(forwards.messages.map((message) => message.text)).toEqual(['s', 'm']);
});

it('a failed child becomes an error of the state', () => {
  const after = reduce(state(), [
    { role: 'smc_analyst', status: 'failed', error: { code: 'agent_failed', message: 'no swings' } },
  ]);
  expect(after.errors).toEqual([{ role: 'smc_analyst', code: 'agent_failed', message: 'no swings' }]);
});
