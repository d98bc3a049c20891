export const KEY_ROLES = ['viewer', 'operator', 'approver', 'admin'] as const;
/** viewer reads; operator also submits, cancels, schedules; approver reads and decides; admin does all. */
export type KeyRole = (typeof KEY_ROLES)[number];

export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly role: KeyRole;
  /** SHA-256 of the secret; the secret itself is never stored. */
  readonly secretHash: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

export interface ApiKeys {
  /** Leaves an existing key with the same secret as it is. */
  insert(key: ApiKeyRow): Promise<void>;
  findBySecretHash(secretHash: string): Promise<ApiKeyRow | null>;
  list(): Promise<readonly ApiKeyRow[]>;
  revoke(id: string, at: Date): Promise<boolean>;
}

export interface IdempotencyRecord {
  readonly key: string;
  /** Id of the API key: one caller's keys never meet another's. */
  readonly owner: string;
  readonly requestHash: string;
  /** The stored answer, null while the first request is still running. */
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: unknown;
  } | null;
}

export interface IdempotencyKeys {
  /** Claims a key. Returns the record that stands and whether it is new. A claim older than `staleBefore` without an answer is taken over. */
  claim(
    record: Omit<IdempotencyRecord, 'response'>,
    at: Date,
    staleBefore: Date,
  ): Promise<{ readonly record: IdempotencyRecord; readonly claimed: boolean }>;
  complete(owner: string, key: string, response: NonNullable<IdempotencyRecord['response']>): Promise<void>;
  /** Gives a key back after a failed request, so that it can be tried again. */
  release(owner: string, key: string): Promise<void>;
}
