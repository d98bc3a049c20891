import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeConfig, maskUrl } from '../../../src/config/describe.ts';
import { loadClientConfig, loadConfig } from '../../../src/config/load.ts';
import { defaultThreads, SECRET_VARIABLES, VARIABLES } from '../../../src/config/schema.ts';
import { AppError } from '../../../src/kernel/errors.ts';

const KEY = `bw_${'x'.repeat(43)}`;

function problemsOf(env: Record<string, string>): readonly { path: string; message: string }[] {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('config_invalid');
    return (error as AppError).issues ?? [];
  }
  return [];
}

describe('loadConfig', () => {
  it('runs a laptop without a single variable', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      databaseUrl: null,
      redisUrl: null,
      home: resolve('.bullwright'),
      artifactsDir: resolve('.bullwright/artifacts'),
      host: '127.0.0.1',
      port: 8080,
      lockMs: 6000,
      stalledCheckMs: 5000,
      concurrency: { ml_engineer: 1, supervisor: 10, human_review: 10 },
    });
  });

  it('leaves a core to the event loop, of two as of many', () => {
    expect([1, 2, 3, 16].map(defaultThreads)).toEqual([1, 1, 2, 15]);
    expect(loadConfig({}).computeThreads).toBe(defaultThreads(availableParallelism()));
    expect(loadConfig({ BULLWRIGHT_COMPUTE_THREADS: '2' }).computeThreads).toBe(2);
  });

  it('is frozen all the way down', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.concurrency)).toBe(true);
  });

  it('keeps artifacts inside the home it was given', () => {
    expect(loadConfig({ BULLWRIGHT_HOME: '/srv/bw' }).artifactsDir).toBe('/srv/bw/artifacts');
    expect(loadConfig({ BULLWRIGHT_HOME: '/srv/bw', BULLWRIGHT_ARTIFACTS_DIR: '/blobs' }).artifactsDir).toBe(
      '/blobs',
    );
  });

  it('reads concurrency by role', () => {
    expect(loadConfig({ BULLWRIGHT_CONCURRENCY_ML_ENGINEER: '4' }).concurrency.ml_engineer).toBe(4);
  });

  it('takes an empty variable as unset', () => {
    expect(loadConfig({ DATABASE_URL: '', BULLWRIGHT_PORT: '' })).toMatchObject({
      databaseUrl: null,
      port: 8080,
    });
  });

  it('lists every problem at once, each with its variable and what is allowed', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://db/x',
      BULLWRIGHT_PORT: '70000',
      BULLWRIGHT_LOG_LEVEL: 'loud',
      BULLWRIGHT_LOCK_MS: '1.5',
      BULLWRIGHT_PROT: '1',
    });
    expect(problems.map((p) => p.path).sort()).toEqual([
      'BULLWRIGHT_LOCK_MS',
      'BULLWRIGHT_LOG_LEVEL',
      'BULLWRIGHT_PORT',
      'BULLWRIGHT_PROT',
      'DATABASE_URL',
    ]);
    const text = problems.map((p) => `${p.path} ${p.message}`).join('\n');
    expect(text).toContain('BULLWRIGHT_PORT must be a whole number from 0 to 65535 (given: "70000")');
    expect(text).toContain('did you mean BULLWRIGHT_PORT?');
    expect(text).toContain('DATABASE_URL must be a URL with postgres:// or postgresql://');
  });

  it('never repeats a secret or a URL in a problem', () => {
    const text = JSON.stringify(
      problemsOf({ BULLWRIGHT_ADMIN_KEY: 'hunter2', REDIS_URL: 'http://:hunter2@cache' }),
    );
    expect(text).toContain('BULLWRIGHT_ADMIN_KEY');
    expect(text).toContain('REDIS_URL');
    expect(text).not.toContain('hunter2');
  });

  it('leaves other variables of the environment alone', () => {
    expect(problemsOf({ PATH: '/bin', NODE_ENV: 'test' })).toEqual([]);
  });
});

describe('loadClientConfig', () => {
  it('takes address and key from the environment', () => {
    expect(loadClientConfig({ BULLWRIGHT_URL: 'http://desk:8080', BULLWRIGHT_KEY: KEY })).toMatchObject({
      url: 'http://desk:8080',
      key: KEY,
    });
  });
});

describe('describeConfig', () => {
  it('prints every setting with a description and where its value came from', () => {
    const settings = describeConfig({ BULLWRIGHT_PORT: '0' });
    expect(settings.map((s) => s.variable)).toEqual([...VARIABLES]);
    expect(settings.every((s) => s.description.length > 0)).toBe(true);
    expect(settings.find((s) => s.variable === 'BULLWRIGHT_PORT')).toMatchObject({
      value: 0,
      from: 'environment',
    });
    expect(settings.find((s) => s.variable === 'BULLWRIGHT_HOST')).toMatchObject({ from: 'default' });
  });

  it('masks secrets and passwords', () => {
    const text = JSON.stringify(
      describeConfig({ BULLWRIGHT_ADMIN_KEY: KEY, DATABASE_URL: 'postgres://me:hunter2@db/bw?sslkey=abc' }),
    );
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('sslkey=abc');
    expect(text).not.toContain(KEY);
    expect(text).toContain('postgres://me:***@db/bw');
  });

  it('knows its secret variables by name', () => {
    for (const name of SECRET_VARIABLES) expect(VARIABLES).toContain(name);
  });
});

describe('maskUrl', () => {
  it('leaves a URL without a password as it is', () => {
    expect(maskUrl('redis://cache:6379/0')).toBe('redis://cache:6379/0');
    expect(maskUrl('not a url')).toBe('not a url');
  });

  it('fetches nothing unless live feeds are on', () => {
    expect(loadConfig({}).feeds).toBeNull();
    expect(
      loadConfig({ BULLWRIGHT_LIVE_FEEDS: 'on', BULLWRIGHT_BINANCE_URL: 'http://mirror:8080/' }).feeds,
    ).toEqual({
      forexsb: 'https://data.forexsb.com',
      binance: 'http://mirror:8080',
      dukascopy: 'https://jetta.dukascopy.com',
    });
    expect(() => loadConfig({ BULLWRIGHT_LIVE_FEEDS: 'yes' })).toThrow('must be on or off');
  });

  it('tells feeds who asks, in what a header can hold', () => {
    expect(loadConfig({}).feedHeaders).toEqual({
      userAgent: 'Mozilla/5.0 (compatible; bullwright)',
      forexsbReferer: null,
    });
    const given = {
      BULLWRIGHT_FEED_USER_AGENT: 'desk 7',
      BULLWRIGHT_FOREXSB_REFERER: 'https://app.example/',
    };
    expect(loadConfig(given).feedHeaders).toEqual({
      userAgent: 'desk 7',
      forexsbReferer: 'https://app.example/',
    });
    expect(() => loadConfig({ BULLWRIGHT_FEED_USER_AGENT: 'two\r\nlines: 1' })).toThrow('printable ASCII');
  });
});
