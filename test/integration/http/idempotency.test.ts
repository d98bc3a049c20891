import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';

const SPEC = { market: { source: { kind: 'sample', name: 'sp500' } } };

describe('Idempotency-Key', () => {
  let http: TestHttp;
  /** Each submission waits here until the test lets it through. */
  let gate: Promise<void> = Promise.resolve();
  let arrived: () => void = () => undefined;
  beforeAll(async () => {
    http = await startTestHttp({
      wrap: (application) => ({
        ...application,
        submitWorkflow: async (command) => {
          arrived();
          await gate;
          return application.submitWorkflow(command);
        },
      }),
    });
  });
  afterAll(() => http.stop());

  const submit = (key: string, json: unknown = SPEC, as: 'admin' | 'operator' = 'admin') =>
    http.request<{ id: string; code: string }>('POST', '/v1/workflows', {
      json,
      as,
      headers: { 'idempotency-key': key },
    });

  it('gives the same answer to the same request, and says so', async () => {
    const first = await submit('same');
    const again = await submit('same');
    expect(again.status).toBe(202);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect([first, again].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });

  it('does not mind the order of fields, but does mind their values', async () => {
    const first = await submit('order', { name: 'x', ...SPEC });
    expect((await submit('order', { ...SPEC, name: 'x' })).body.id).toBe(first.body.id);
    const other = await submit('order', { ...SPEC, name: 'y' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('belongs to one API key', async () => {
    const mine = await submit('shared');
    const theirs = await submit('shared', SPEC, 'operator');
    expect(theirs.status).toBe(202);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('runs one of two simultaneous requests and answers 409 to the other', async () => {
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const first = submit('race');
    await hasArrived;
    const second = await submit('race');
    expect([second.status, second.body.code, second.headers.get('retry-after')]).toEqual([
      409,
      'idempotency_key_in_use',
      '1',
    ]);
    open();
    const answer = await first;
    gate = Promise.resolve();
    expect((await submit('race')).body.id).toBe(answer.body.id);
  });

  it('makes one workflow of ten requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit('burst')));
    const ids = answers.filter((answer) => answer.status === 202).map((answer) => answer.body.id);
    expect(new Set(ids).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.status))).toSatisfy((all: Set<number>) =>
      [...all].every((status) => status === 202 || status === 409),
    );
    const { body } = await http.request<{ items: { id: string }[] }>('GET', '/v1/workflows?limit=200');
    expect(body.items.filter((item) => item.id === ids[0])).toHaveLength(1);
  });

  it('is given back by a request that failed', async () => {
    expect((await submit('failed', { market: {} })).status).toBe(422);
    expect((await submit('failed', SPEC)).status).toBe(202);
  });

  it('is refused with 400 when it is none', async () => {
    const answer = await submit('a key with blanks');
    expect([answer.status, answer.body.code]).toEqual([400, 'request_invalid']);
  });

  it('works for schedules, too', async () => {
    const create = () =>
      http.request<{ id: string }>('POST', '/v1/schedules', {
        json: { name: 'n', cron: '0 0 * * *', spec: SPEC },
        headers: { 'idempotency-key': 'schedule' },
      });
    expect((await create()).body.id).toBe((await create()).body.id);
  });
});
