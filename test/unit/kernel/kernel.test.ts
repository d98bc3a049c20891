import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { ERROR_REGISTRY, type ErrorCode } from '../../../src/kernel/error-registry.ts';
import { AppError, toAppError } from '../../../src/kernel/errors.ts';
import { hashJson, sha256 } from '../../../src/kernel/hash.ts';
import { isId, newId } from '../../../src/kernel/ids.ts';
import { canonicalJson } from '../../../src/kernel/json.ts';
import { createRng, shuffled } from '../../../src/kernel/rng.ts';

describe('errors', () => {
  it.each(Object.keys(ERROR_REGISTRY) as ErrorCode[])('%s has a class, a status and a title', (code) => {
    const error = new AppError(code, 'message');
    expect(['request', 'recoverable', 'agent', 'fatal']).toContain(error.class);
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error.title).not.toBe('');
    expect(error.docs).toBe(`docs/errors.md#${code}`);
    expect(error.retryable).toBe(error.class === 'recoverable');
  });

  it('travel as JSON with code, message, details and issues', () => {
    const error = new AppError('spec_invalid', 'no', {
      details: { a: 1 },
      issues: [{ path: 'x', message: 'bad' }],
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'spec_invalid',
      message: 'no',
      details: { a: 1 },
      issues: [{ path: 'x', message: 'bad' }],
    });
  });

  it.each([
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'database_unavailable'],
    [Object.assign(new Error('admin shutdown'), { code: '57P01' }), 'database_unavailable'],
    [Object.assign(new Error('deadlock'), { code: '40P01' }), 'database_unavailable'],
    [Object.assign(new Error('unique'), { code: '23505' }), 'internal'],
    [new TypeError('bug'), 'internal'],
    ['text', 'internal'],
  ])('anything thrown becomes one: %s', (thrown, code) => {
    expect(toAppError(thrown).code).toBe(code);
  });

  it('of ours stay themselves', () => {
    const error = new AppError('not_found', 'x');
    expect(toAppError(error, 'agent_failed')).toBe(error);
  });
});

describe('ids', () => {
  it('sort by time and carry their prefix', () => {
    const clock = fixedClock(1_700_000_000_000);
    const first = newId('wf', clock);
    clock.advance(1);
    const second = newId('wf', clock);
    expect(first < second).toBe(true);
    expect(isId('wf', first)).toBe(true);
    expect(isId('ck', first)).toBe(false);
    expect(first).not.toContain(':');
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: 1, a: [{ d: 1, c: 2 }] })).toBe('{"a":[{"c":2,"d":1}],"b":1}');
    expect(hashJson({ a: 1, b: 2 })).toBe(hashJson({ b: 2, a: 1 }));
  });

  it('drops undefined members and writes -0 as 0', () => {
    expect(canonicalJson({ a: undefined, b: -0 })).toBe('{"b":0}');
  });

  // The example of RFC 8785, section 3.2.2 and 3.2.3.
  it('agrees with RFC 8785', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, Symbol('x')])('refuses %s', (value) => {
    expect(() => canonicalJson({ a: [value] })).toThrow(TypeError);
  });

  it('hashes like everybody else', () => {
    expect(sha256('abc')).toBe(createHash('sha256').update('abc').digest('hex'));
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('the random number generator', () => {
  it('gives the same stream for the same seed and another one for another', () => {
    const draw = (seed: string) =>
      Array.from(
        { length: 5 },
        (
          (rng) => () =>
            rng.uniform()
        )(createRng(seed)),
      );
    expect(draw('7')).toEqual(draw('7'));
    expect(draw('7')).not.toEqual(draw('8'));
  });

  it('forks do not disturb their parent', () => {
    const a = createRng(1);
    const b = createRng(1);
    a.fork('x').uniform();
    expect(a.uniform()).toBe(b.uniform());
    expect(createRng(1).fork('x').uniform()).not.toBe(createRng(1).fork('y').uniform());
  });

  it('is uniform and normal to within five standard errors', () => {
    const rng = createRng('moments');
    const n = 50_000;
    const uniforms = Array.from({ length: n }, () => rng.uniform());
    const normals = Array.from({ length: n }, () => rng.normal());
    const mean = (x: number[]) => x.reduce((s, v) => s + v, 0) / x.length;
    const variance = (x: number[]) => mean(x.map((v) => v * v)) - mean(x) ** 2;
    expect(Math.abs(mean(uniforms) - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(n));
    expect(Math.abs(variance(uniforms) - 1 / 12)).toBeLessThan(0.002);
    expect(Math.abs(mean(normals))).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(variance(normals) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  });

  it('draws every integer below the bound equally often', () => {
    const rng = createRng(3);
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) counts[rng.integer(3)]++;
    for (const count of counts)
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(30_000 * (1 / 3) * (2 / 3)));
  });

  it('shuffles without losing anything', () => {
    const items = [1, 2, 3, 4, 5];
    expect(shuffled(items, createRng(1)).sort()).toEqual(items);
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });
});
