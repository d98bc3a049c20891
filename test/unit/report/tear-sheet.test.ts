import { describe, expect, it } from 'vitest';
import { initialState } from '../../../src/orchestration/initial-state.ts';
import type { WorkflowStatus } from '../../../src/orchestration/stages.ts';
import { formatFigure } from '../../../src/report/format.ts';
import { renderTearSheet } from '../../../src/report/tear-sheet.ts';
import type { TearSheetData } from '../../../src/report/tear-sheet-data.ts';
import { sampleCard } from '../../support/sample-card.ts';
import { sampleSelection } from '../../support/sample-selection.ts';
import { sampleData } from '../../support/tear-sheet-sample.ts';

const RELEASED = sampleData({ released: true });
const REJECTED = sampleData({ released: false });
/** With the evaluation and explanation of its model. */
const EXPLAINED: TearSheetData = { ...RELEASED, card: sampleCard() };

/** A workflow of which there is nothing but its row. */
const bare = (status: WorkflowStatus, changes: Partial<TearSheetData['workflow']> = {}): TearSheetData => ({
  workflow: { ...RELEASED.workflow, status, stage: 'data_preparation', finishedAt: null, ...changes },
});

const sectionIds = (page: string): string[] => [...page.matchAll(/<section id="([^"]+)"/g)].map((m) => m[1]);

describe('the page', () => {
  it('needs nothing else: no script, no request, no font', () => {
    const page = renderTearSheet(EXPLAINED);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=|javascript:| on[a-z]+=/i);
    expect(page.match(/https?:\/\//g)).toBeNull();
  });

  it('is the same for the same data', () => {
    expect(renderTearSheet(sampleData({ released: true }))).toBe(renderTearSheet(RELEASED));
  });

  it('has a table of contents whose links all lead somewhere, and headings in order', () => {
    const page = renderTearSheet(EXPLAINED);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map((m) => m[1]);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]));
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.size).toBe([...page.matchAll(/ id="([^"]+)"/g)].length);
    const levels = [...page.matchAll(/<h([1-6])/g)].map((m) => Number(m[1]));
    expect(levels[0]).toBe(1);
    for (let i = 1; i < levels.length; i++) expect(levels[i] - levels[i - 1]).toBeLessThanOrEqual(1);
  });

  it('never shows a number that is none', () => {
    for (const data of [RELEASED, REJECTED, EXPLAINED]) {
      const text = renderTearSheet(data).replace(/<style>[\s\S]*?<\/style>/, '');
      expect(text).not.toMatch(/NaN|Infinity|undefined<|\[object/);
    }
  });

  it('says of every candidate for a feature what became of it, and what it was rated', () => {
    const selection = sampleSelection();
    const page = renderTearSheet({ ...RELEASED, selection });
    const section = page.split('<section id="selection"')[1].split('</section>')[0];
    for (const { name } of selection.columns) expect(section).toContain(`<code>${name}</code>`);
    expect(section).toContain('48 candidates, 8 kept');
    const rowOf = (name: string): string =>
      section.split(`<td><code>${name}</code></td>`)[1].split('</tr>')[0];
    const spoken = selection.columns.find(({ outcome }) => outcome === 'cluster');
    expect(rowOf(spoken?.name ?? '')).toContain(`its cluster is spoken for by <code>${spoken?.of}</code>`);
    const [best] = selection.columns;
    for (const value of [
      best.stationarity?.statistic,
      best.rating?.informationCoefficient,
      best.rating?.tStatistic,
      best.rating?.mutualInformation,
      best.rating?.gainShare,
      best.rating?.permutation,
      best.rating?.frequency,
    ]) {
      expect(rowOf(best.name)).toMatch(new RegExp(`${String(value)}|${formatFigure(value ?? 0, 'ratio')}`));
    }
    expect(rowOf(best.name)).toContain(formatFigure(best.rating?.permutationInterval?.high ?? 0, 'ratio'));
    const differenced = selection.columns.find(({ outcome }) => outcome === 'differenced');
    expect(rowOf(differenced?.name ?? '')).toContain('not ruled out');
    expect(section).not.toMatch(/NaN|Infinity|undefined<|\[object/);
    // A screen looks at no label, and an older report has no intervals.
    const bare = selection.columns.map((column) => ({ ...column, rating: null }));
    const screened = { ...selection, method: 'screen' as const, importanceLogLoss: null, columns: bare };
    expect(renderTearSheet({ ...RELEASED, selection: screened })).toContain('no label looked at');
  });

  it('shows how sure a model’s scores are and what moves it, when it has a card', () => {
    const page = renderTearSheet(EXPLAINED);
    expect(sectionIds(page)).toEqual(
      sectionIds(renderTearSheet(RELEASED)).flatMap((id) =>
        id === 'model' ? ['model', 'evaluation', 'explanation'] : [id],
      ),
    );
    const of = (id: string) => page.split(`<section id="${id}"`)[1].split('</section>')[0];
    const [evaluation, explanation] = [of('evaluation'), of('explanation')];
    expect(evaluation).toContain('It lost &lt;money&gt; in: trend down.');
    expect(evaluation).toMatch(/>0\.56<\/span> <span class="muted num">\[0\.52, 0\.60\]/);
    expect(evaluation).toContain('95 % interval 0.44 to 0.52');
    expect(evaluation).toMatch(/0\.55 <span class="mark">used/);
    expect(explanation).toContain('title="rsi_14">− rsi_14');
    // A dot a point: 40 of the first feature in the summary and 40 in its dependence, one of the second.
    expect(explanation.match(/M[\d.]+ [\d.]+h0/g)?.length).toBe(40 + 40 + 1 + 2);
    expect(explanation).toMatch(/atr_14<\/code> <span class="mark warning">moved/);
    expect(explanation).toContain('dashed: the training rows themselves (0.67)');
  });

  it('shows every part of a finished workflow', () => {
    expect(sectionIds(renderTearSheet(RELEASED))).toEqual([
      'verdict',
      'performance',
      'walk-forward',
      'trials',
      'evidence',
      'risk',
      'model',
      'data',
      'decisions',
      'journal',
      'provenance',
    ]);
  });

  it('draws the equity beside holding the instrument and cash, and the rolling Sharpe ratio where it is known', () => {
    const page = renderTearSheet(RELEASED);
    expect(page).toMatch(/over \d+ bars; holding the instrument [^;]+; cash [\d.]+ %/);
    expect(page.match(/class="line (main|bench|cash)" d="M0 2/g)).toHaveLength(3);
    expect(page).toMatch(/; Holding the instrument [^;]+; Cash [\d.]+ %<\/title>/);
    expect(page).toContain('Annual Sharpe ratio over the last 126 bars');
    const { rolling: _, ...older } = RELEASED.validation!;
    const { timeMs, value } = older.equity;
    const old = renderTearSheet({
      ...RELEASED,
      validation: { ...older, rolling: null, equity: { timeMs, value, benchmark: [], cash: [] } },
    });
    expect(old).not.toContain('Holding the instrument');
    expect(old).not.toContain('Rolling Sharpe ratio');
  });

  it('keeps the exact value of a figure in its tooltip', () => {
    expect(renderTearSheet(RELEASED)).toContain('title="0.973">0.97</span>');
  });
});

describe('the outcome', () => {
  it('of a released bot names the gates and who released it', () => {
    const page = renderTearSheet(RELEASED);
    expect(page).toContain('<h2>Released</h2><p>Every gate passed. Approved by Ada Lovelace.</p>');
    expect(page).toContain('16 of 16 gates passed');
  });

  it('of a rejected bot reads as a result, not as an error', () => {
    const page = renderTearSheet(REJECTED);
    expect(page).toContain('<div class="outcome rejected"');
    expect(page).toContain('<h2>Not released</h2>');
    expect(page).toContain('3 gates did not hold.');
    expect(page).toContain('The sealed test segment was not opened');
  });

  it('of a bot that a person let past failed gates says so in the title', () => {
    const data = { ...REJECTED, workflow: { ...REJECTED.workflow, status: 'completed' as const } };
    expect(renderTearSheet(data)).toContain('<h2>Released by a person, against the gates</h2>');
  });

  it('of a workflow that ran out of steps is not a release', () => {
    const state = {
      ...initialState('wf_1', 'wf_1'),
      warnings: [{ role: 'supervisor' as const, code: 'max_iterations', message: 'Stopped.' }],
    };
    expect(renderTearSheet({ ...bare('completed'), state })).toContain(
      '<h2>Stopped early, nothing released</h2>',
    );
  });

  it('of a failed workflow is its error with code and places, and there is a page', () => {
    const error = {
      code: 'data_unreadable' as const,
      message: 'prices.csv, line 17: "close" is "n/a", not a number',
      issues: [{ path: 'line 17, column close', message: 'must be a number' }],
    };
    const page = renderTearSheet(bare('failed', { error }));
    expect(page).toContain('<h2>Could not be finished</h2>');
    expect(page).toContain(
      'prices.csv, line 17: &quot;close&quot; is &quot;n/a&quot;, not a number (data_unreadable)',
    );
    expect(page).toContain('<code>line 17, column close</code>');
    expect(sectionIds(page)).toEqual(['provenance']);
  });

  it.each([
    ['queued', 'In progress'],
    ['running', 'In progress'],
    ['awaiting_approval', 'Waiting for a decision'],
    ['cancelled', 'Cancelled'],
    ['rejected', 'Not released'],
    ['completed', 'Completed without a verdict'],
  ] as const)('of a bare %s workflow is "%s"', (status, title) => {
    expect(renderTearSheet(bare(status))).toContain(`<h2>${title}</h2>`);
  });
});

describe('what comes from outside', () => {
  const EVIL = `<script>alert(1)</script>"'&\u0000`;

  it('is escaped wherever it may stand', () => {
    const state = RELEASED.state!;
    const page = renderTearSheet({
      ...RELEASED,
      workflow: { ...RELEASED.workflow, name: EVIL, symbol: EVIL },
      spec: { ...RELEASED.spec!, name: EVIL, tags: { x: EVIL } },
      state: {
        ...state,
        dataset: {
          ...state.dataset!,
          source: EVIL,
          symbol: EVIL,
          quality: {
            ...state.dataset!.quality,
            findings: [
              {
                rule: EVIL,
                severity: 'blocking',
                message: EVIL,
                count: 1,
                share: 0.5,
                examples: [{ at: '2020-01-01T00:00:00.000Z', detail: EVIL }],
              },
            ],
          },
        },
        messages: [{ role: 'supervisor', text: EVIL }],
        errors: [{ role: 'ml_engineer', code: EVIL, message: EVIL }],
        bestModel: { ...state.bestModel!, params: { x: EVIL }, features: [EVIL], metrics: { [EVIL]: 1 } },
      },
      validation: {
        ...RELEASED.validation!,
        importance: [{ feature: EVIL, share: 1 }],
        figures: { [EVIL]: 1 },
      },
      approvals: [
        {
          ...RELEASED.approvals![0],
          kind: EVIL,
          status: EVIL,
          votes: [{ by: EVIL, decision: EVIL, comment: EVIL, at: EVIL }],
        },
      ],
      unreadable: [{ what: EVIL, why: EVIL }],
    });
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u0000');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    // Attributes hold no bare quote: every tag still parses as one.
    for (const [tag] of page.matchAll(/<[a-z][^>]*>/gi)) expect(tag.split('"').length % 2).toBe(1);
  });
});

describe('a document that could not be read', () => {
  it('is named in the report', () => {
    const page = renderTearSheet({
      ...bare('rejected'),
      unreadable: [{ what: 'The validation report', why: 'it is gone (artifact_missing)' }],
    });
    expect(page).toContain('<strong>The validation report</strong> could not be read: it is gone');
  });
});
