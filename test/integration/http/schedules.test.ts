import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHttp, type TestHttp } from '../../support/http-server.ts';

const spec = { market: { source: { kind: 'sample', name: 'sp500' } } };

interface ScheduleBody {
  readonly id: string;
  readonly nextDueAt: string | null;
  readonly catchUp: string;
  readonly links: { readonly self: string; readonly trigger: string };
}
interface ProblemBody {
  readonly code: string;
  readonly errors?: readonly { readonly path: string }[];
}

describe('the schedule routes', () => {
  let http: TestHttp;
  beforeAll(async () => {
    http = await startTestHttp();
  });
  afterAll(() => http.stop());

  const create = (changes: object = {}) =>
    http.request<ScheduleBody & ProblemBody>('POST', '/v1/schedules', {
      json: { name: 'nightly', cron: '30 17 * * 1-5', timeZone: 'America/New_York', spec, ...changes },
    });

  it('create with 201, location and defaults', async () => {
    const { status, headers, body } = await create({ catchUp: '6h' });
    expect([status, headers.get('location')]).toEqual([201, body.links.self]);
    expect(body).toMatchObject({ overlap: 'skip', catchUp: '6h', paused: false, spec });
    expect(new Date(body.nextDueAt!).getTime()).toBeGreaterThan(Date.now());
  });

  it.each([
    ['a cron expression that is none', { cron: 'every day' }, 400],
    ['a time zone that is none', { timeZone: 'Mars/Olympus' }, 400],
    ['a duration that is none', { catchUp: 'soon' }, 400],
    ['an unknown field', { speed: 1 }, 400],
    ['an impossible spec', { spec: { market: {} } }, 422],
  ])('refuse %s', async (_name, changes, expected) => {
    const { status, body } = await create(changes);
    expect(status).toBe(expected);
    expect(body.errors?.length).toBeGreaterThan(0);
  });

  it('change, pause and go on', async () => {
    const { body } = await create();
    const paused = await http.request<ScheduleBody>('PATCH', body.links.self, {
      json: { paused: true, name: 'later' },
    });
    expect(paused.body).toMatchObject({ paused: true, name: 'later', nextDueAt: null });
    const resumed = await http.request<ScheduleBody>('PATCH', body.links.self, { json: { paused: false } });
    expect(resumed.body.nextDueAt).not.toBeNull();
    expect((await http.request('PATCH', body.links.self, { json: {} })).status).toBe(400);
  });

  it('trigger now, and show the tick', async () => {
    const { body } = await create();
    const tick = await http.request<{ status: string; workflowId: string }>('POST', body.links.trigger);
    expect([tick.status, tick.body.status]).toEqual([202, 'submitted']);
    expect(tick.headers.get('location')).toBe(`/v1/workflows/${tick.body.workflowId}`);
    const shown = await http.request<{ ticks: { workflowId: string }[] }>('GET', body.links.self);
    expect(shown.body.ticks.map((one) => one.workflowId)).toEqual([tick.body.workflowId]);
    const { body: list } = await http.request<{ items: { id: string }[] }>(
      'GET',
      `/v1/workflows?scheduleId=${body.id}`,
    );
    expect(list.items.map((item) => item.id)).toEqual([tick.body.workflowId]);
  });

  it('list, remove, and then know it no more', async () => {
    const { body } = await create();
    const { body: list } = await http.request<{ items: { id: string }[] }>('GET', '/v1/schedules?limit=200');
    expect(list.items.map((item) => item.id)).toContain(body.id);
    expect((await http.request('DELETE', body.links.self)).status).toBe(204);
    for (const [method, path, options] of [
      ['GET', body.links.self, {}],
      ['DELETE', body.links.self, {}],
      ['PATCH', body.links.self, { json: { paused: true } }],
      ['POST', body.links.trigger, {}],
    ] as const) {
      expect((await http.request(method, path, options)).status).toBe(404);
    }
  });
});
