import { describe, expect, it } from 'vitest';
import { parseAssignments } from '../../../src/cli/assignments.ts';
import { EXIT, EXIT_MEANINGS, exitCodeOf, exitCodeOfStatus } from '../../../src/cli/exit-codes.ts';
import { elapsedText, figureText } from '../../../src/cli/figures.ts';
import { invocation } from '../../../src/cli/invocation.ts';
import { createOutput, errorText } from '../../../src/cli/output.ts';
import { paintFor } from '../../../src/cli/paint.ts';
import { table } from '../../../src/cli/table.ts';
import { AppError } from '../../../src/kernel/errors.ts';

describe('exit codes', () => {
  it('are different and explained', () => {
    expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length);
    expect(Object.keys(EXIT_MEANINGS)).toEqual(Object.keys(EXIT));
  });

  it.each([
    ['usage_invalid', EXIT.usage],
    ['config_invalid', EXIT.usage],
    ['spec_invalid', EXIT.usage],
    ['upstream_unavailable', EXIT.unreachable],
    ['database_unavailable', EXIT.unreachable],
    ['queue_unavailable', EXIT.unreachable],
    ['unauthenticated', EXIT.notAllowed],
    ['forbidden', EXIT.notAllowed],
    ['not_found', EXIT.notFound],
    ['approval_already_decided', EXIT.conflict],
    ['embedded_postgres_locked', EXIT.conflict],
    ['shutting_down', EXIT.interrupted],
    ['internal', EXIT.failure],
  ] as const)('%s answers %i', (code, exit) => {
    expect(exitCodeOf(new AppError(code, 'x'))).toBe(exit);
  });

  it('tell a rejected bot from a failure', () => {
    expect(exitCodeOfStatus('completed')).toBe(EXIT.ok);
    expect(exitCodeOfStatus('rejected')).toBe(EXIT.rejected);
    expect(exitCodeOfStatus('failed')).toBe(EXIT.failure);
    expect(exitCodeOfStatus('cancelled')).toBe(EXIT.failure);
  });

  it('take anything that is thrown', () => {
    expect(exitCodeOf(new TypeError('x'))).toBe(EXIT.failure);
    expect(exitCodeOf('x')).toBe(EXIT.failure);
  });
});

describe('errorText', () => {
  it('is one line with the code, whatever the message', () => {
    const error = new AppError('database_unavailable', 'PostgreSQL at db:5432\n  cannot be used');
    expect(errorText(error, { withStack: false })).toBe(
      'bullwright: PostgreSQL at db:5432 cannot be used (database_unavailable)',
    );
  });

  it('lists problems below, each with its path', () => {
    const error = new AppError('spec_invalid', 'long sentence', {
      issues: [
        { path: 'training.trials', message: 'must be at most 1000 (given: 9999)' },
        { path: '', message: 'is empty' },
      ],
    });
    expect(errorText(error, { withStack: false }).split('\n')).toEqual([
      'bullwright: The workflow spec is not valid: 2 problems (spec_invalid)',
      '  training.trials: must be at most 1000 (given: 9999)',
      '  (root): is empty',
    ]);
  });

  it('shows the stack of a defect, and of its cause, only when asked', () => {
    const error = new AppError('internal', 'oops', { cause: new TypeError('deep') });
    expect(errorText(error, { withStack: false })).not.toContain('at ');
    expect(errorText(error, { withStack: true })).toMatch(/oops[\s\S]*caused by TypeError: deep/);
  });
});

describe('createOutput', () => {
  const capture = (isJson: boolean) => {
    const written = { out: '', err: '' };
    const output = createOutput({
      stdout: { write: (text) => (written.out += text), isTTY: true },
      stderr: { write: (text) => (written.err += text) },
      isJson,
      noColor: false,
    });
    return { output, written };
  };

  it('keeps data and talk apart', () => {
    const { output, written } = capture(false);
    output.talk('working');
    output.result({ id: 1 }, () => 'one');
    expect(written).toEqual({ out: 'one\n', err: 'working\n' });
  });

  it('prints data as JSON and nothing else on standard output', () => {
    const { output, written } = capture(true);
    output.talk('working');
    output.result({ id: 1 }, () => 'one');
    expect(JSON.parse(written.out)).toEqual({ id: 1 });
  });

  it('colours only what a terminal shows', () => {
    const { output } = capture(false);
    expect(output.dataPaint.bold('x')).toContain('\x1b');
    expect(output.talkPaint.bold('x')).toBe('x');
  });

  it('prints no empty line where there is nothing to say', () => {
    const { output, written } = capture(false);
    output.result({}, () => '');
    expect(written.out).toBe('');
  });
});

describe('table', () => {
  it('lines up columns, numbers to the right, without trailing blanks', () => {
    const text = table(
      [{ heading: 'name' }, { heading: 'n', isNumeric: true }, { heading: '' }],
      [
        ['a', '1', 'x'],
        ['long', '100', ''],
      ],
    );
    expect(text.split('\n')).toEqual(['name    n', 'a       1  x', 'long  100']);
  });

  it('does not count colours as width', () => {
    const paint = paintFor(true);
    const [, row] = table([{ heading: 'a' }, { heading: 'b' }], [[paint.bold('x'), 'y']]).split('\n');
    expect(row).toBe(`${paint.bold('x')}  y`);
  });
});

describe('parseAssignments', () => {
  it('builds a nested value, JSON where it reads as JSON', () => {
    expect(
      parseAssignments(['training.trials=40', 'features.smc=false', 'name=a=b', 'training.seed=1']),
    ).toEqual({
      training: { trials: 40, seed: 1 },
      features: { smc: false },
      name: 'a=b',
    });
  });

  it.each(['training', '=1', 'a..b=1', '__proto__.x=1', 'a.__proto__.x=1'])('refuses %s', (text) => {
    expect(() => parseAssignments([text])).toThrow(expect.objectContaining({ code: 'usage_invalid' }));
  });

  it('refuses a path through a value', () => {
    expect(() => parseAssignments(['a=1', 'a.b=2'])).toThrow(
      expect.objectContaining({ code: 'usage_invalid' }),
    );
  });
});

describe('figures', () => {
  it('have four significant digits, and say when they are undefined', () => {
    expect(figureText(0.123456)).toBe('0.1235');
    expect(figureText(12)).toBe('12');
    expect(figureText(null)).toBe('undefined');
  });

  it('tell how long something took', () => {
    const from = '2026-03-01T08:30:00.000Z';
    expect(elapsedText(from, '2026-03-01T08:30:00.430Z')).toBe('0.4 s');
    expect(elapsedText(from, '2026-03-01T08:30:42.000Z')).toBe('42 s');
    expect(elapsedText(from, '2026-03-01T08:33:05.000Z')).toBe('3 min 5 s');
    expect(elapsedText(from, '2026-03-01T08:31:59.700Z')).toBe('2 min 0 s');
  });
});

describe('invocation', () => {
  it('repeats how the program was called', () => {
    expect(invocation('/usr/local/bin/bullwright', '/home/me')).toBe('bullwright');
    expect(invocation('/home/me/.npm/_npx/6f/node_modules/.bin/bullwright', '/home/me')).toBe(
      'npx bullwright',
    );
    expect(invocation('/home/me/bw/dist/src/cli/main.js', '/home/me/bw')).toBe('node dist/src/cli/main.js');
    expect(invocation('/opt/bw/dist/src/cli/main.js', '/home/me')).toBe('node /opt/bw/dist/src/cli/main.js');
  });
});
