import { type AppError, toAppError } from '../kernel/errors.ts';
import { type Paint, paintFor } from './paint.ts';

/** A stream of the terminal, as little of it as is needed. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Data goes to standard output, talk to standard error: `bullwright list --json | jq` never meets a sentence. */
export interface Output {
  readonly isJson: boolean;
  /** A result: `value` as JSON with `--json`, else the text a person reads. */
  result(value: unknown, text: () => string): void;
  /** One line for people. */
  talk(text: string): void;
  /** Standard error is a terminal: lines may be redrawn. */
  readonly isInteractive: boolean;
  readonly columns: number;
  /** For text of `talk`, and for text of `result`. */
  readonly talkPaint: Paint;
  readonly dataPaint: Paint;
  /** Text for standard error as it is, without a line end. */
  draw(text: string): void;
}

export interface OutputOptions {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly isJson: boolean;
  readonly noColor: boolean;
}

export function createOutput({ stdout, stderr, isJson, noColor }: OutputOptions): Output {
  return {
    isJson,
    result: (value, text) => {
      stdout.write(isJson ? `${JSON.stringify(value, null, 2)}\n` : withLineEnd(text()));
    },
    talk: (text) => {
      stderr.write(withLineEnd(text));
    },
    isInteractive: stderr.isTTY === true,
    columns: stderr.columns ?? 80,
    talkPaint: paintFor(stderr.isTTY === true && !noColor),
    dataPaint: paintFor(stdout.isTTY === true && !noColor),
    draw: (text) => {
      stderr.write(text);
    },
  };
}

/**
 * An error as one line, `bullwright: <message> (<code>)`, then one line a problem when there are several.
 * A defect shows its stack only when asked for.
 */
export function errorText(thrown: unknown, options: { readonly withStack: boolean }): string {
  const error = toAppError(thrown);
  const issues = error.issues ?? [];
  const lines =
    issues.length > 0
      ? [
          `bullwright: ${headline(error)} (${error.code})`,
          ...issues.map((i) => `  ${i.path || '(root)'}: ${i.message}`),
        ]
      : [`bullwright: ${oneLine(error.message)} (${error.code})`];
  if (options.withStack && error.stack) lines.push(error.stack, ...causeLines(error.cause));
  return lines.join('\n');
}

/** The issues follow, each on a line of its own: the head does not repeat them. */
function headline(error: AppError): string {
  const count = error.issues?.length ?? 0;
  return `${error.title}: ${count} problem${count === 1 ? '' : 's'}`;
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');
/** Nothing to say is no line at all. */
const withLineEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

function causeLines(cause: unknown): string[] {
  return cause instanceof Error && cause.stack ? [`caused by ${cause.stack}`] : [];
}
