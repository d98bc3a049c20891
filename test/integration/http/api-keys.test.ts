import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createKey,
  ensureAdminKey,
  hashSecret,
  isSecret,
  newSecret,
} from '../../../src/application/api-keys.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

describe('API keys', () => {
  const clock = fixedClock(Date.parse('2026-03-01T08:30:00Z'));
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const dependencies = () => ({ store: database.store, clock });

  it('are made with a secret of 256 bits that is stored as a hash', async () => {
    const { key, secret } = await createKey(dependencies(), { name: 'ci', role: 'operator' });
    expect(isSecret(secret)).toBe(true);
    expect(key).toMatchObject({
      name: 'ci',
      role: 'operator',
      secretHash: hashSecret(secret),
      revokedAt: null,
    });
    expect(key.createdAt.toISOString()).toBe('2026-03-01T08:30:00.000Z');
    expect(secret).not.toBe(newSecret());
  });

  it('are the same key when made again from the same secret', async () => {
    const secret = newSecret();
    const first = await createKey(dependencies(), { name: 'a', role: 'viewer', secret });
    const again = await createKey(dependencies(), { name: 'b', role: 'viewer', secret });
    expect(again.key).toEqual(first.key);
  });

  it('are refused for a secret of another form, another role, or a revoked one', async () => {
    const make = (role: 'viewer' | 'admin', secret: string) =>
      createKey(dependencies(), { name: 'x', role, secret });
    await expect(make('viewer', 'hunter2')).rejects.toMatchObject({ code: 'request_invalid' });
    const secret = newSecret();
    const { key } = await make('viewer', secret);
    await expect(make('admin', secret)).rejects.toMatchObject({ code: 'conflict' });
    await database.store.apiKeys.revoke(key.id, new Date());
    await expect(make('viewer', secret)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('begin with one admin key, made once however many processes start', async () => {
    const starts = await Promise.all(Array.from({ length: 5 }, () => ensureAdminKey(dependencies(), null)));
    expect(starts.filter((start) => start.created)).toHaveLength(1);
    expect(starts.filter((start) => start.secret !== null)).toHaveLength(1);
    expect(await database.store.apiKeys.list()).toHaveLength(1);
    expect(await ensureAdminKey(dependencies(), null)).toEqual({ secret: null, created: false });
  });

  it('let a kept admin secret in again when the database is new', async () => {
    const secret = newSecret();
    expect(await ensureAdminKey(dependencies(), secret)).toEqual({ secret, created: false });
    expect((await database.store.apiKeys.findBySecretHash(hashSecret(secret)))?.role).toBe('admin');
  });
});
