import type { Output } from './output.ts';
import type { Paint } from './paint.ts';
import {
  EMPTY_VIEW,
  type ProgressLine,
  type ProgressView,
  type RunningAgent,
  stepProgress,
  type WorkflowEvent,
} from './progress-view.ts';

/** Shows events as they come in. */
export interface ProgressScreen {
  show(event: WorkflowEvent): void;
  /** Takes away what is redrawn, so that other lines can follow. */
  clear(): void;
}

/** A bar an agent on a terminal; elsewhere plain lines, one for every quarter of an agent's way. */
export function createProgressScreen(output: Output): ProgressScreen {
  return output.isInteractive ? liveScreen(output) : plainScreen(output);
}

function liveScreen(output: Output): ProgressScreen {
  let view = EMPTY_VIEW;
  let drawn = 0;
  const clear = () => {
    if (drawn > 0) output.draw(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  return {
    clear,
    show: (event) => {
      const step = stepProgress(view, event);
      view = step.view;
      clear();
      for (const line of step.lines) output.talk(lineText(line, output.talkPaint));
      const bars = view.running.map((agent) => barText(agent, output));
      for (const bar of bars) output.talk(bar);
      drawn = bars.length;
    },
  };
}

function plainScreen(output: Output): ProgressScreen {
  let view: ProgressView = EMPTY_VIEW;
  return {
    clear: () => {},
    show: (event) => {
      const step = stepProgress(view, event);
      for (const line of step.lines) output.talk(lineText(line, output.talkPaint));
      for (const agent of step.view.running) {
        const before = view.running.find((other) => other.role === agent.role);
        if (before && quarter(agent) > quarter(before)) output.talk(plainProgress(agent, event.at));
      }
      view = step.view;
    },
  };
}

const quarter = (agent: RunningAgent): number => Math.floor(agent.fraction * 4);
const timeOf = (at: string): string => at.slice(11, 19);
const nameOf = (agent: RunningAgent): string => agent.role.replaceAll('_', ' ');

function plainProgress(agent: RunningAgent, at: string): string {
  return `${timeOf(at)}   ${nameOf(agent)} ${Math.round(agent.fraction * 100)} %: ${agent.message}`;
}

const MARKS: Record<ProgressLine['tone'], string> = {
  stage: '▸',
  good: '✓',
  bad: '✗',
  warn: '!',
  plain: ' ',
};

function lineText({ at, tone, text }: ProgressLine, paint: Paint): string {
  const mark = MARKS[tone];
  const body = `${mark} ${text}`;
  return `${paint.dim(timeOf(at))} ${toned(body, tone, paint)}`;
}

function toned(text: string, tone: ProgressLine['tone'], paint: Paint): string {
  if (tone === 'stage') return paint.bold(text);
  return tone === 'plain' ? text : paint[tone](text);
}

const BAR_WIDTH = 20;
const NAME_WIDTH = 17;

/** One line, cut to the terminal: a line that wraps could not be taken away again. */
function barText(agent: RunningAgent, output: Output): string {
  const filled = Math.round(agent.fraction * BAR_WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  const percent = `${Math.round(agent.fraction * 100)} %`.padStart(5);
  return `  ${nameOf(agent).padEnd(NAME_WIDTH)} ${bar} ${percent}  ${agent.message}`.slice(
    0,
    output.columns - 1,
  );
}
