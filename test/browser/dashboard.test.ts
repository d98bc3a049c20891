import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { newId } from '../../src/kernel/ids.ts';
import { evidenceOf } from '../../src/orchestration/evidence.ts';
import { describeWithBrowser, openBrowser } from '../support/browser.ts';
import { startTestHttp, type TestHttp } from '../support/http-server.ts';
import { dataset, model, risk, spec, state, verdict } from '../support/states.ts';

const SPEC = { name: 'a bot', market: { source: { kind: 'sample', name: 'sp500' } } };

describeWithBrowser('the dashboard', () => {
  let http: TestHttp;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    [http, browser] = await Promise.all([startTestHttp(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await http.stop();
  });
  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(http.url)) complaints.push(`asked ${request.url()}`);
    });
    // What the policy of the page forbids would show up here.
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });

  async function signIn(hash = '#/', key = http.secrets.admin): Promise<void> {
    await page.goto(`${http.url}/${hash}`);
    await page.fill('#key', key);
    await page.keyboard.press('Enter');
  }

  async function submit(): Promise<string> {
    const { body } = await http.request<{ id: string }>('POST', '/v1/workflows', { json: SPEC });
    return body.id;
  }

  async function askForRelease(workflowId: string, deadlineMs = 3_600_000): Promise<string> {
    const id = newId('ap');
    const now = new Date();
    const reached = state({
      dataset: dataset(),
      bestModel: model(),
      validationResults: [verdict(true)],
      riskAssessments: { [model().id]: risk(true) },
    });
    const evidence = evidenceOf(reached, spec(), 'release', 'The risk manager approved.');
    await http.database.store.transaction(async (repositories) => {
      await repositories.approvals.insert({
        id,
        workflowId,
        iteration: 1,
        kind: 'release',
        evidence: evidence.document,
        evidenceHash: evidence.hash,
        artifacts: evidence.artifacts,
        quorum: 1,
        allowSelfApproval: true,
        onTimeout: 'reject',
        requestedAt: now,
        deadlineAt: new Date(now.getTime() + deadlineMs),
      });
      await repositories.events.append([
        { workflowId, type: 'approval.requested', at: now, data: { approvalId: id, kind: 'release' } },
      ]);
    });
    return id;
  }

  it('asks for a key, says when it is wrong, and forgets it on demand', async () => {
    await signIn('#/', 'bw_wrong');
    await page.waitForSelector('.problem:has-text("not known")');
    await page.fill('#key', http.secrets.viewer);
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Workflows")');
    expect(await page.evaluate('localStorage.length')).toBe(0);
    await page.click('#sign-out');
    await page.waitForSelector('#key');
  });

  it('teaches the next command while there is nothing to show, and follows what then comes', async () => {
    await signIn();
    await page.waitForSelector('h2:has-text("No workflow yet")');
    await page.waitForSelector('.live.on');
    const id = await submit();
    await page.waitForSelector(`a[href="#/workflows/${id}"]`);
    expect(await page.isVisible('h2:has-text("No workflow yet")')).toBe(false);
  });

  it('submits a spec, and shows every problem of an impossible one', async () => {
    await signIn();
    await page.click('button:has-text("New workflow")');
    await page.fill(
      '#spec',
      'market: { source: { kind: sample, name: sp500 }, timeframe: 7m }\nrisk: { kellyFraction: 9 }',
    );
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog .problem li:nth-child(2)');
    await page.fill('#spec', 'name: from the page\nmarket: { source: { kind: sample, name: sp500 } }');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('h1:has-text("from the page")');
  });

  it('shows one workflow as it goes on: progress, agents, messages', async () => {
    const id = await submit();
    await signIn(`#/workflows/${id}`);
    await page.waitForSelector('.stages [aria-current=step]:has-text("Data preparation")');
    const { store } = http.database;
    const key = { workflowId: id, iteration: 1, role: 'data_engineer' } as const;
    await store.agentRuns.start(key, { task: 'prepare', inputHash: 'x', at: new Date() });
    await store.events.append([
      {
        workflowId: id,
        type: 'agent.started',
        at: new Date(),
        data: { role: 'data_engineer', iteration: 1 },
      },
      {
        workflowId: id,
        type: 'agent.progress',
        at: new Date(),
        data: { role: 'data_engineer', iteration: 1, fraction: 0.4, message: 'checking <b>bars</b>' },
      },
    ]);
    // Text from outside is text.
    await page.waitForSelector('td:has-text("checking <b>bars</b>")');
    expect(await page.$eval('td progress', (bar) => Number(bar.getAttribute('value')))).toBe(0.4);
  });

  it('takes a decision by keyboard alone, with the evidence beside it', async () => {
    const id = await askForRelease(await submit());
    await signIn('#/approvals');
    await page.waitForSelector('#pending:has-text("1")');
    await page.focus(`a[href="#/approvals/${id}"]`);
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("May this bot be released?")');
    await page.waitForSelector('td:has-text("Deflated Sharpe")');
    await page.focus('#comment');
    await page.keyboard.type('Holds in every window.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h2:has-text("Decided")');
    await page.waitForSelector('#pending', { state: 'hidden' });
    const { body } = await http.request('GET', `/v1/approvals/${id}`);
    expect(body).toMatchObject({ status: 'approved', votes: [{ comment: 'Holds in every window.' }] });
  });

  it('keeps a half-written comment when something else happens, and says who was first', async () => {
    const workflowId = await submit();
    const id = await askForRelease(workflowId);
    await signIn(`#/approvals/${id}`);
    await page.fill('#comment', 'half a thought');
    await askForRelease(await submit());
    await page.waitForSelector('#pending:has-text("2")');
    expect(await page.inputValue('#comment')).toBe('half a thought');
    const { body } = await http.request<{ evidenceHash: string }>('GET', `/v1/approvals/${id}`);
    await http.request('POST', `/v1/approvals/${id}/decision`, {
      json: { decision: 'reject', comment: 'Not yet.', evidenceHash: body.evidenceHash },
    });
    await page.waitForSelector('h2:has-text("Decided")');
    await page.waitForSelector('text=Not yet.');
  });

  it('opens report and reference as pages with the session of the tab', async () => {
    const id = await submit();
    await signIn(`#/workflows/${id}`);
    await page.waitForSelector('a:has-text("Report")');
    await page.goto(`${http.url}/v1/workflows/${id}/report`);
    await page.waitForSelector('h1:has-text("a bot")');
    await page.goto(`${http.url}/docs`);
    await page.waitForSelector('#submitWorkflow');
  });

  it('shows schedules, runs one now, pauses it, and removes it', async () => {
    await signIn('#/schedules');
    await page.waitForSelector('h2:has-text("Nothing runs by the clock yet")');
    const json = { name: 'nightly', cron: '30 22 * * 1-5', timeZone: 'Europe/London', spec: SPEC };
    const { body } = await http.request<{ id: string }>('POST', '/v1/schedules', { json });
    await page.reload();
    await page.click('a:has-text("nightly")');
    await page.waitForSelector('p:has-text("None has come yet.")');
    // While it asks, a second click is not possible.
    let goOn = (): void => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route('**/trigger', async (route) => {
      await held;
      await route.continue();
    });
    await page.click('button:has-text("Run now")');
    await page.waitForSelector('button:disabled:has-text("Run now")');
    goOn();
    await page.waitForSelector('td:has-text("triggered by hand")');
    await page.waitForSelector('td a[href^="#/workflows/wf_"]');
    await page.click('button:has-text("Pause")');
    await page.waitForSelector('.badge:has-text("Paused")');
    expect((await http.request('GET', `/v1/schedules/${body.id}`)).body).toMatchObject({ paused: true });
    page.once('dialog', (dialog) => void dialog.accept());
    await page.click('button:has-text("Remove")');
    await page.waitForSelector('h2:has-text("Nothing runs by the clock yet")');
  });

  it('fits a phone, and both colour schemes keep text readable', async () => {
    const id = await askForRelease(await submit());
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(`#/approvals/${id}`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForSelector('h2:has-text("Your decision")');
      const [width, content] = await page.evaluate<[number, number]>(
        '[document.documentElement.clientWidth, document.documentElement.scrollWidth]',
      );
      expect(content).toBeLessThanOrEqual(width);
      expect(await contrast(page)).toBeGreaterThan(4.5);
    }
    for (const [path, shown] of [
      [`/v1/workflows/${await submit()}/report`, 'h1:has-text("a bot")'],
      ['/docs', '#submitWorkflow'],
    ]) {
      await page.goto(http.url + path);
      await page.waitForSelector(shown);
      const [width, content] = await page.evaluate<[number, number]>(
        '[document.documentElement.clientWidth, document.documentElement.scrollWidth]',
      );
      expect(content).toBeLessThanOrEqual(width);
    }
  });
});

/** Smallest contrast between text and ground of the badges and buttons in sight (WCAG 2.2, relative luminance). */
const contrast = (page: Page): Promise<number> =>
  page.evaluate<number>(`(() => {
    const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
    const luminance = (text) => rgb(text).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const ratios = [...document.querySelectorAll('.badge, button:not(.quiet), body')].map((element) => {
      const style = getComputedStyle(element);
      const [a, b] = [luminance(style.color), luminance(style.backgroundColor)].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05);
    });
    return Math.min(...ratios);
  })()`);
