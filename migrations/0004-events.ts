import { type Kysely, sql } from 'kysely';

/**
 * The event log, and the outbox that tells the queue what a transaction decided.
 *
 * `txid` is what makes the log gapless: ids are drawn when a row is written, but rows appear when their transaction
 * commits, so a reader that trusted ids alone would step over an event of a slower transaction.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table events (
      id bigserial primary key,
      txid xid8 not null default pg_current_xact_id(),
      workflow_id text,
      type text not null,
      data jsonb not null,
      at timestamptz not null
    )`.execute(db);
  await sql`create index events_in_order on events (txid, id)`.execute(db);
  await sql`
    create index events_of_workflow on events (workflow_id, txid, id) where workflow_id is not null`.execute(
    db,
  );

  await sql`
    create function notify_events() returns trigger language plpgsql as $$
    begin
      perform pg_notify('bullwright_events', coalesce(workflow_id, ''))
        from (select distinct workflow_id from appended) as workflows;
      return null;
    end
    $$`.execute(db);
  await sql`
    create trigger events_notify after insert on events
    referencing new table as appended
    for each statement execute function notify_events()`.execute(db);

  await sql`
    create table outbox (
      id text primary key,
      message jsonb not null,
      attempts integer not null default 0,
      last_error text,
      created_at timestamptz not null,
      delivered_at timestamptz
    )`.execute(db);
  await sql`
    create index outbox_undelivered on outbox (created_at, id) where delivered_at is null`.execute(db);
}
