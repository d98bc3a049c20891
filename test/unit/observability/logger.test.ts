import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { createLogger } from '../../../src/observability/logger.ts';
import { scrub } from '../../../src/observability/scrub.ts';

const KEY = `bw_${'k'.repeat(43)}`;

function capture(logFormat: 'json' | 'pretty') {
  const lines: string[] = [];
  const logger = createLogger({ logLevel: 'info', logFormat }, { write: (text) => lines.push(text) });
  return { lines, logger };
}

describe('createLogger', () => {
  it('writes one JSON object a line, below the level nothing', () => {
    const { lines, logger } = capture('json');
    logger.debug('hidden');
    logger.info({ bars: 5105 }, 'bars read');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 30, bars: 5105, msg: 'bars read' });
  });

  it('cuts out secrets by field name and by form', () => {
    const { lines, logger } = capture('json');
    logger.info({ headers: { authorization: 'Basic abc' }, password: 'hunter2' }, 'request');
    logger.warn(
      { err: new Error(`cannot reach postgres://me:hunter2@db:5432/bw with ${KEY}`) },
      'no database',
    );
    const text = lines.join('');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('Basic abc');
    expect(text).not.toContain(KEY);
    expect(text).toContain('postgres://me:***@db:5432/bw');
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('logs an error of the platform by code, without a stack; a defect with it', () => {
    const { lines, logger } = capture('json');
    logger.error({ err: new AppError('data_unreadable', 'line 7: not a number') }, 'agent failed');
    logger.error({ err: new TypeError('x is undefined') }, 'defect');
    const [own, defect] = lines.map((line) => JSON.parse(line) as { err: Record<string, unknown> });
    expect(own?.err).toEqual({ code: 'data_unreadable', message: 'line 7: not a number' });
    expect(defect?.err.stack).toContain('logger.test.ts');
  });

  it('logs a lost connection in one short line, without the client that lost it', () => {
    const { lines, logger } = capture('json');
    const lost = Object.assign(new Error('terminating connection'), {
      code: '57P01',
      client: { password: 'hunter2', sockets: Array(1000).fill('x') },
    });
    logger.warn({ err: lost }, 'the queue store is not answering');
    const { err } = JSON.parse(lines[0] ?? '') as { err: unknown };
    expect(err).toEqual({ type: 'Error', code: '57P01', message: 'terminating connection' });
  });

  it('writes for people when told so', () => {
    const { lines, logger } = capture('pretty');
    logger.info({ bars: 5105, role: 'data_engineer' }, 'bars read');
    logger.warn({ err: new AppError('timed_out', 'took 30 s') }, 'agent failed');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}bars read bars=5105 role=data_engineer\n$/);
    expect(lines[1]).toMatch(/warn {2}agent failed: took 30 s \(timed_out\)\n$/);
  });
});

describe('scrub', () => {
  it('keeps URLs without a password and text with an @', () => {
    const text = 'see https://example.com/a?b=c or mail me@example.com';
    expect(scrub(text)).toBe(text);
  });

  it('masks a bearer token', () => {
    expect(scrub('Authorization: Bearer abcdefghijkl')).toBe('Authorization: Bearer ***');
  });
});
