import { preparedRows, rows } from '@paraph/platform';
import type { EntityManager } from 'typeorm';
import type { Appended, Leaf } from '../domain/event-log.js';
import { termKey } from './term-key.js';

/** The month whose events a statement may add: what was begun, unless the clock says that the next one has come. */
const OPEN = `month >= date_trunc('month', now() AT TIME ZONE 'UTC')::date`;

/** One statement for any number of events. The counter row's lock puts all appends in one order, and has the month in it: no event is of an earlier one than the event before it. */
const APPEND = `
  WITH counter AS (UPDATE event_log_size SET size = size + $9::bigint WHERE ${OPEN} RETURNING size - $9::bigint AS first, month),
  leaf AS (
    SELECT counter.first + one.place - 1 AS position, counter.month, one.*
    FROM counter, unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::bytea[])
      WITH ORDINALITY AS one (id, source, sequence, type, occurred_at, outcome, body, leaf_hash, place)
  ),
  logged AS (
    INSERT INTO event (position, id, source, sequence, type, occurred_at, outcome, leaf_hash, month)
    SELECT position, id, source, sequence, type, occurred_at, outcome, leaf_hash, month FROM leaf
  ),
  texts AS (INSERT INTO event_text (month, position, body) SELECT month, position, body FROM leaf),
  terms AS (
    INSERT INTO event_term (month, position, term)
    SELECT counter.month, counter.first + one.place, one.term FROM counter, unnest($10::int[], $11::uuid[]) AS one (place, term)
  )
  SELECT first FROM counter`;

/** Gives leaves their places, which all of them must be new for. The first of a month begins it. */
export async function appendLeaves(manager: EntityManager, leaves: readonly Leaf[]): Promise<void> {
  if (leaves.length === 0) return;
  const terms = leaves.flatMap((leaf, place) => leaf.terms.map((term) => ({ place, key: termKey(term) })));
  const parameters = [
    leaves.map(({ id }) => id),
    leaves.map(({ source }) => source),
    leaves.map(({ sequence }) => sequence),
    leaves.map(({ type }) => type),
    leaves.map(({ occurredAt }) => occurredAt),
    leaves.map(({ outcome }) => outcome),
    leaves.map(({ body }) => body),
    leaves.map(({ leafHash }) => Buffer.from(leafHash)),
    leaves.length,
    terms.map(({ place }) => place),
    terms.map(({ key }) => key),
  ];
  if ((await preparedRows(manager, APPEND, parameters)).length > 0) return;
  await rows(manager, `SELECT begin_month()`);
  if ((await preparedRows(manager, APPEND, parameters)).length === 0) throw new Error('the month did not begin');
}

interface KnownRow {
  readonly id: string;
  readonly source: string;
  readonly sequence: string;
  readonly leaf_hash: Buffer;
}

/** Gives the new ones among leaves their places, and tells what became of each. In a transaction: nothing else is appended meanwhile. */
export async function appendNewLeaves(transaction: EntityManager, leaves: readonly Leaf[]): Promise<Appended[]> {
  await rows(transaction, `SELECT size FROM event_log_size FOR UPDATE`);
  const known = await rows<KnownRow>(
    transaction,
    `SELECT event.id, event.source, event.sequence, event.leaf_hash
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS leaf (source, id, sequence)
     JOIN event ON event.source = leaf.source AND event.id = leaf.id
     UNION
     SELECT event.id, event.source, event.sequence, event.leaf_hash
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS leaf (source, id, sequence)
     JOIN event ON event.source = leaf.source AND event.sequence = leaf.sequence`,
    [leaves.map(({ source }) => source), leaves.map(({ id }) => id), leaves.map(({ sequence }) => sequence)],
  );
  const [byId, byPlace] = [new Map<string, string>(), new Map<string, string>()];
  const keep = ({ source, id, sequence }: { source: string; id: string; sequence: string | number }, hash: string): void => {
    byId.set(`${source} ${id}`, hash);
    byPlace.set(`${source} ${sequence}`, id);
  };
  for (const one of known) keep(one, one.leaf_hash.toString('hex'));
  const fresh: Leaf[] = [];
  const outcomes = leaves.map((leaf): Appended => {
    const hash = Buffer.from(leaf.leafHash).toString('hex');
    const same = byId.get(`${leaf.source} ${leaf.id}`);
    if (same !== undefined) return same === hash ? 'repeated' : 'contradicts';
    if (byPlace.has(`${leaf.source} ${leaf.sequence}`)) return 'contradicts';
    keep(leaf, hash);
    fresh.push(leaf);
    return 'logged';
  });
  await appendLeaves(transaction, fresh);
  return outcomes;
}
