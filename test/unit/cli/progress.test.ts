import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../../../src/application/ports/events.ts';
import { createOutput } from '../../../src/cli/output.ts';
import { widthOf } from '../../../src/cli/paint.ts';
import { createProgressScreen } from '../../../src/cli/progress-screen.ts';
import { EMPTY_VIEW, stepProgress, type WorkflowEvent } from '../../../src/cli/progress-view.ts';

const AT = '2026-03-01T08:30:05.000Z';
const event = (type: string, data: Record<string, unknown> = {}): WorkflowEvent => ({ type, at: AT, data });

const STORY = [
  event('workflow.submitted', { name: 'bot', symbol: 'SPX' }),
  event('workflow.stage', { to: 'model_training', reason: 'Candidate features are ready.' }),
  event('agent.started', { role: 'ml_engineer', task: 'train', attempt: 1 }),
  event('agent.progress', { role: 'ml_engineer', fraction: 0.1, message: 'trial 1/10' }),
  event('agent.progress', { role: 'ml_engineer', fraction: 0.2, message: 'trial 2/10' }),
  event('agent.progress', { role: 'ml_engineer', fraction: 0.5, message: 'trial 5/10' }),
  event('agent.completed', { role: 'ml_engineer', summary: 'Best of 10 trials.' }),
  event('workflow.finished', { status: 'rejected', reason: 'A gate failed.' }),
];

function screen(isTTY: boolean, columns = 60) {
  let text = '';
  const stderr = { write: (part: string) => (text += part), isTTY, columns };
  const output = createOutput({ stdout: stderr, stderr, isJson: false, noColor: true });
  const shown = createProgressScreen(output);
  for (const item of STORY) shown.show(item);
  return text;
}

describe('stepProgress', () => {
  it('knows every event type of the platform, or has nothing to say about it', () => {
    for (const type of EVENT_TYPES) expect(() => stepProgress(EMPTY_VIEW, event(type))).not.toThrow();
  });

  it('follows two agents side by side', () => {
    let view = EMPTY_VIEW;
    for (const item of [
      event('agent.started', { role: 'smc_analyst', task: 'features' }),
      event('agent.started', { role: 'ml_engineer', task: 'features' }),
      event('agent.progress', { role: 'smc_analyst', fraction: 0.5, message: 'half' }),
    ]) {
      view = stepProgress(view, item).view;
    }
    expect(view.running.map((agent) => [agent.role, agent.fraction])).toEqual([
      ['smc_analyst', 0.5],
      ['ml_engineer', 0],
    ]);
    view = stepProgress(view, event('agent.completed', { role: 'smc_analyst', summary: 'done' })).view;
    expect(view.running.map((agent) => agent.role)).toEqual(['ml_engineer']);
  });

  it('clears the stage when the next one begins, also after an agent that vanished', () => {
    const started = stepProgress(EMPTY_VIEW, event('agent.started', { role: 'ml_engineer' })).view;
    expect(stepProgress(started, event('workflow.stage', { to: 'validation' })).view.running).toEqual([]);
  });

  it('survives an event whose fields are not what they were', () => {
    const step = stepProgress(EMPTY_VIEW, event('agent.progress', { role: 7, fraction: 'half' }));
    expect(step.view.running[0]?.fraction).toBe(0);
  });
});

describe('createProgressScreen', () => {
  it('writes plain lines without escape sequences where nobody watches, progress by quarters', () => {
    const text = screen(false);
    expect(text).not.toContain('\x1b');
    expect(text.split('\n').filter((line) => line.includes('%'))).toEqual([
      '08:30:05   ml engineer 50 %: trial 5/10',
    ]);
    expect(text).toContain('08:30:05 ✓ ml engineer: Best of 10 trials.');
    expect(text).toContain('✗ rejected: A gate failed.');
  });

  it('draws a bar for each running agent on a terminal and takes it away again', () => {
    const text = screen(true);
    expect(text).toContain('██████████░░░░░░░░░░');
    const drawn = text.split('\n').filter((line) => line.includes('░')).length;
    expect(text.split('\x1b[1A\x1b[J').length - 1).toBe(drawn);
  });

  it('never lets a bar wrap', () => {
    const bars = screen(true, 40)
      .split('\n')
      .filter((line) => line.includes('░'));
    expect(Math.max(...bars.map(widthOf))).toBeLessThan(40);
  });
});
