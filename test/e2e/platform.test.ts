import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk, smallSpec, temporaryFolder } from './desk.ts';
import { halfWritten, type Program, processesOf, runProgram, startProgram, stopPrograms } from './program.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: Program;
let desk: Desk;

const cli = (...args: string[]) => runProgram({ args, cwd: folder.path });

beforeAll(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder.path, 'data'));
  await writeFile(
    join(folder.path, 'data/broken.csv'),
    'date,open,high,low,close\n2024-01-02,1,2,1,2\n2024-01-03,1,oops,1,2\n',
  );
  server = startProgram({ args: ['start', '--port', '0', '--json'], cwd: folder.path });
  await server.says(/Ctrl-C stops it/);
  const { url } = JSON.parse(server.stdout) as { url: string };
  const key = (await readFile(join(folder.path, '.bullwright/admin-key'), 'utf8')).trim();
  desk = openDesk(url, key);
});

afterAll(async () => {
  await stopPrograms();
  await folder.remove();
});

describe('the platform on a machine without any server', () => {
  it('says where it listens, and shows the admin key once', async () => {
    expect(server.stderr).toContain(`Bullwright listens on ${desk.url}`);
    expect(server.stderr).toMatch(/admin key {2}bw_[A-Za-z0-9_-]{43}/);
    expect((await stat(join(folder.path, '.bullwright/admin-key'))).mode & 0o777).toBe(0o600);
  });

  it('is healthy, and lets nobody in without a key', async () => {
    const stranger = openDesk(desk.url, null);
    expect((await stranger.call('GET', '/livez')).status).toBe(200);
    expect((await stranger.call('GET', '/readyz')).status).toBe(200);
    const refused = await stranger.call('GET', '/v1/workflows');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
  });

  it('takes a spec from prices to a person, and to the outcome that person decided', async () => {
    const submitted = await desk.call('POST', '/v1/workflows', smallSpec);
    expect(submitted.status).toBe(202);
    const { id } = submitted.body;
    expect(submitted.headers.get('location')).toBe(`/v1/workflows/${id}`);

    const kinds: string[] = [];
    const events = await desk.follow(id, async (event) => {
      if (event.type !== 'approval.requested') return;
      const approval = await desk.call('GET', `/v1/approvals/${event.data.approvalId}`);
      const { kind, evidenceHash, links } = approval.body;
      kinds.push(kind);
      const wrong = { decision: 'approve', comment: 'x', evidenceHash: '0'.repeat(64) };
      expect((await desk.call('POST', links.decision, wrong)).status).toBe(409);
      const decision = { decision: 'approve', comment: 'end to end', evidenceHash };
      expect((await desk.call('POST', links.decision, decision)).status).toBe(200);
      expect((await desk.call('POST', links.decision, decision)).status).toBe(409);
    });

    expect(kinds.at(-1)).toBe('release');
    const types = events.map((event) => event.type);
    expect(types[0]).toBe('workflow.submitted');
    expect(types.at(-1)).toBe('workflow.finished');
    const roles = events
      .filter((e) => e.type === 'agent.completed')
      .map((e) => `${e.data.role}:${e.data.task}`);
    expect(roles.sort()).toEqual([
      'data_engineer:prepare',
      'ml_engineer:features',
      'ml_engineer:train',
      'risk_manager:assess',
      'signal_evaluator:signals',
      'smc_analyst:features',
      'validation_agent:validate',
    ]);

    const workflow = (await desk.call('GET', `/v1/workflows/${id}`)).body;
    expect(workflow.status).toBe('completed');
    expect(workflow.result.model.id).toMatch(/^[0-9a-f]{64}$/);
    expect(workflow.result.validation.verdictHash).toMatch(/^[0-9a-f]{64}$/);
    expect(workflow.result.bundle).toMatch(/^[0-9a-f]{64}$/);

    const report = await desk.call('GET', `/v1/workflows/${id}/report`);
    expect(report.headers.get('content-type')).toContain('text/html');
    expect(report.text).toContain('</html>');
    expect(report.text).not.toMatch(/<(script|link|img)[^>]+(src|href)="https?:/);
    const bundle = await desk.call('GET', `/v1/artifacts/${workflow.result.bundle}`);
    expect(bundle.status).toBe(200);

    const shown = await cli('show', id);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain(workflow.result.validation.verdictHash);
    const listed = await cli('list', '--json', '--status', 'completed');
    expect(JSON.parse(listed.stdout).items.map((item: { id: string }) => item.id)).toEqual([id]);
    const written = await cli('report', id, '--out', 'sheet.html');
    expect(written.stdout.trim()).toBe(join(folder.path, 'sheet.html'));
    expect(await readFile(join(folder.path, 'sheet.html'), 'utf8')).toContain('</html>');
  });

  it('refuses an impossible spec with every problem and its path', async () => {
    const answer = await desk.call('POST', '/v1/workflows', {
      market: { source: { kind: 'sample', name: 'sp500' }, timeframe: '7h' },
      training: { trials: -1 },
      colour: 'red',
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { path: string }) => error.path).sort()).toEqual([
      'colour',
      'market.timeframe',
      'training.trials',
    ]);
    await writeFile(join(folder.path, 'bad.yaml'), 'colour: red\n');
    const submitted = await cli('submit', 'bad.yaml');
    expect(submitted).toMatchObject({ code: 2, stdout: '' });
    expect(submitted.stderr).toMatch(/^bullwright: .*\(spec_invalid\)\n {2}\S/);
    expect(submitted.stderr).not.toContain('    at ');
  });

  it('ends a workflow on an unreadable file as failed, with line and reason, and goes on', async () => {
    await writeFile(
      join(folder.path, 'broken.yaml'),
      'name: broken\nmarket: { source: { kind: csv, path: broken.csv } }\n',
    );
    const submitted = await cli('submit', 'broken.yaml', '--watch');
    expect(submitted.code).toBe(1);
    expect(submitted.stdout).toMatch(/line 3/i);
    expect((await desk.call('GET', '/readyz')).status).toBe(200);
  });

  it('tells unknown things, wrong usage and missing rights apart by exit code', async () => {
    expect((await cli('show', 'wf_00000000000000000000000000')).code).toBe(6);
    expect((await cli('shwo')).code).toBe(2);
    expect((await cli('list', '--key', 'bw_wrong')).code).toBe(5);
    const unreachable = await cli('list', '--url', 'http://127.0.0.1:9');
    expect(unreachable.code).toBe(4);
    expect(unreachable.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('keeps a second instance out of its folder, in one line', async () => {
    const second = await cli('start', '--port', '0');
    expect(second.code).toBe(7);
    expect(second.stderr).toContain('embedded_postgres_locked');
    expect(second.stderr).not.toContain('    at ');
    expect((await desk.call('GET', '/readyz')).status).toBe(200);
  });

  it('drains at Ctrl-C, leaves no process and no half-written artifact, and finds everything again', async () => {
    const before = (await desk.call('GET', '/v1/workflows')).body.items.length;
    if (process.platform === 'linux') expect(processesOf(folder.path).join('\n')).toContain('postgres');
    server.kill('SIGINT');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(server.stderr).toContain('Stopped.');
    expect(processesOf(folder.path)).toEqual([]);
    expect(halfWritten(join(folder.path, '.bullwright/artifacts'))).toEqual([]);

    const again = startProgram({ args: ['start', '--port', '0', '--json'], cwd: folder.path });
    await again.says(/Ctrl-C stops it/);
    expect(again.stderr).not.toMatch(/bw_[A-Za-z0-9_-]{43}/);
    const listed = await cli('list', '--json');
    expect(JSON.parse(listed.stdout).items).toHaveLength(before);
    again.kill('SIGTERM');
    expect(await again.exit).toEqual({ code: 0, signal: null });
    expect(processesOf(folder.path)).toEqual([]);
  });
});
