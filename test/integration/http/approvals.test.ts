import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewApproval } from '../../../src/application/ports/approvals.ts';
import { hashJson } from '../../../src/kernel/hash.ts';
import { newId } from '../../../src/kernel/ids.ts';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';
import { artifact } from '../../support/states.ts';

const SPEC = { market: { source: { kind: 'sample', name: 'sp500' } } };
const evidence = { kind: 'release', reason: 'The risk manager approved.', validation: { passed: true } };
const evidenceHash = hashJson(evidence);

interface ApprovalBody {
  readonly id: string;
  readonly status: string;
  readonly votes: readonly { readonly by: string }[];
  readonly decidedAt: string | null;
}

describe('the approval routes', () => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await startTestHttp();
  });
  afterAll(() => http.stop());

  async function requested(changes: Partial<NewApproval> = {}, spec: object = SPEC): Promise<string> {
    const { body } = await http.request<{ id: string }>('POST', '/v1/workflows', {
      json: spec,
      as: 'operator',
    });
    const id = newId('ap');
    await http.database.store.approvals.insert({
      id,
      workflowId: body.id,
      iteration: 1,
      kind: 'release',
      evidence,
      evidenceHash,
      artifacts: [artifact('validation_report'), artifact('sealed_bars', 'b'.repeat(64))],
      quorum: 1,
      allowSelfApproval: true,
      onTimeout: 'reject',
      requestedAt: new Date(),
      deadlineAt: new Date(Date.now() + 3_600_000),
      ...changes,
    });
    return id;
  }

  const decide = (id: string, json: object, as: 'approver' | 'admin' | 'operator' = 'approver') =>
    http.request<ApprovalBody & { code: string; errors?: { path: string }[] }>(
      'POST',
      `/v1/approvals/${id}/decision`,
      {
        json,
        as,
      },
    );

  it('show an approval with its evidence and without a way to the sealed segment', async () => {
    const id = await requested();
    const { body } = await http.request<{ artifacts: { kind: string; links: { content: string | null } }[] }>(
      'GET',
      `/v1/approvals/${id}`,
    );
    expect(body).toMatchObject({ id, status: 'pending', evidence, evidenceHash, votes: [], outcome: null });
    expect(body.artifacts.map(({ kind, links }) => [kind, links.content === null])).toEqual([
      ['validation_report', false],
      ['sealed_bars', true],
    ]);
  });

  it('take a decision and refuse the second with 409', async () => {
    const id = await requested();
    const first = await decide(id, { decision: 'approve', comment: 'Holds.', evidenceHash });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      status: 'approved',
      outcome: { decision: 'approve', comment: 'Holds.' },
    });
    const second = await decide(id, { decision: 'reject', comment: 'No.', evidenceHash }, 'admin');
    expect([second.status, second.body.code]).toEqual([409, 'approval_already_decided']);
  });

  it('let one of two simultaneous decisions win', async () => {
    const id = await requested();
    const answers = await Promise.all([
      decide(id, { decision: 'approve', evidenceHash }),
      decide(id, { decision: 'reject', comment: 'No.', evidenceHash }, 'admin'),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
  });

  it('refuse a decision about other evidence with 409', async () => {
    const { status, body } = await decide(await requested(), {
      decision: 'approve',
      evidenceHash: 'f'.repeat(64),
    });
    expect([status, body.code]).toEqual([409, 'evidence_changed']);
  });

  it('count votes up to the quorum, one a key', async () => {
    const id = await requested({ quorum: 2 });
    const vote = { decision: 'approve', evidenceHash };
    expect((await decide(id, vote)).body).toMatchObject({ status: 'pending', decidedAt: null });
    expect((await decide(id, vote)).status).toBe(409);
    const last = await decide(id, vote, 'admin');
    expect(last.body.status).toBe('approved');
    expect(last.body.votes.map((one) => one.by)).toEqual([http.keyIds.approver, http.keyIds.admin]);
  });

  it('send a workflow back with edits, and refuse edits that make no spec', async () => {
    const revision = { decision: 'revise', comment: 'More trials.', stage: 'model_training', evidenceHash };
    const bad = await decide(await requested(), { ...revision, edits: { training: { trials: 'many' } } });
    expect([bad.status, bad.body.code]).toEqual([422, 'spec_invalid']);
    const good = await decide(await requested(), { ...revision, edits: { training: { trials: 40 } } });
    expect(good.body).toMatchObject({ status: 'revised', outcome: { stage: 'model_training' } });
  });

  it.each([
    ['a rejection without a reason', { decision: 'reject', comment: '  ', evidenceHash }, 'body.comment'],
    ['edits with an approval', { decision: 'approve', edits: {}, evidenceHash }, 'body.decision'],
    ['a hash that is none', { decision: 'approve', evidenceHash: 'abc' }, 'body.evidenceHash'],
    ['an unknown decision', { decision: 'maybe', evidenceHash }, 'body.decision'],
    ['an unknown field', { decision: 'approve', evidenceHash, force: true }, 'body.force'],
  ])('refuse %s with 400', async (_name, json, path) => {
    const { status, body } = await decide(await requested(), json);
    expect([status, body.errors?.map((error) => error.path)]).toEqual([400, [path]]);
  });

  it('list pending ones first, by status and by workflow', async () => {
    const late = await requested({ deadlineAt: new Date(Date.now() + 9_000_000) });
    const soon = await requested({ deadlineAt: new Date(Date.now() + 60_000) });
    const { body } = await http.request<{ items: ApprovalBody[] }>('GET', '/v1/approvals?limit=200');
    const ids = body.items.map((item) => item.id);
    expect(ids.indexOf(soon)).toBeLessThan(ids.indexOf(late));
    expect(body.items.findIndex((item) => item.status !== 'pending')).toBeGreaterThan(ids.indexOf(late));
    const decided = await http.request<{ items: ApprovalBody[] }>('GET', '/v1/approvals?status=approved');
    expect(new Set(decided.body.items.map((item) => item.status))).toEqual(new Set(['approved']));
  });

  it('answer 404 for an unknown approval', async () => {
    expect((await http.request('GET', '/v1/approvals/ap_none')).status).toBe(404);
    expect((await decide('ap_none', { decision: 'approve', evidenceHash })).status).toBe(404);
  });
});
