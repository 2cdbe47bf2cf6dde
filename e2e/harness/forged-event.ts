import { newId } from '@paraph/kernel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { state } from './stack.ts';

/** What an event says beside its source and its place. */
export interface ForgedEvent {
  readonly type: string;
  readonly occurredAt: Date;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly particulars: Readonly<Record<string, string>>;
}

/** Takes the next place of the sequence, as the SAM's own outbox does. */
const FORGE = `
  WITH place AS (UPDATE event_sequence SET last = last + 1 RETURNING last)
  INSERT INTO event_outbox (id, sequence, type, body)
  SELECT $1, place.last, $2, '{"sequence":' || place.last || ',' || substr($3, 2) FROM place`;

/**
 * Has the SAM tell of something that it never did: the attack of whoever runs its database, and wants a signature of theirs to have a history. Like
 * `put-back.ts`, this writes into a database because that is the attack; nothing is looked up there.
 */
export async function forgeEventOfTheSam({ type, occurredAt, ...said }: ForgedEvent): Promise<void> {
  const client = new pg.Client({ connectionString: readFileSync(join(state, 'secrets', 'sam_owner.database-url'), 'utf8').trim() });
  await client.connect();
  try {
    const id = newId('evt');
    const body = { id, source: 'sam', type, occurredAt: occurredAt.toISOString(), outcome: 'success', ...said };
    await client.query(FORGE, [id, type, JSON.stringify(body)]);
  } finally {
    await client.end();
  }
}
