import pg from 'pg';
import type { BenchStack } from '../bench/bench-stack.ts';
import type { Attempt } from './signing-load.ts';

/** What database and log know of what was asked for. */
export interface Verdict {
  /** Signatures that somebody was answered. */
  readonly signaturesAnswered: number;
  /** Those whose attempt has exactly them in the SAM's journal. */
  readonly recordsFound: number;
  readonly answeredWithoutRecord: number;
  /** Answered attempts whose intent and outcome have not both reached the audit log. */
  readonly answeredWithoutEvents: number;
  /** Occurrences for which more than one signature exists or may exist. */
  readonly occurrencesSignedTwice: number;
  /** Hashes of which two different signatures were answered. */
  readonly hashesAnsweredTwice: number;
  /** Places whose letter is not what the attempts say. */
  readonly lettersWithoutReason: number;
  readonly signed: number;
  readonly burned: number;
  /** Nobody wrote what became of them yet. */
  readonly reserved: number;
  readonly free: number;
}

interface StoredAttempt {
  readonly attempt_id: string;
  readonly activation_id: string;
  readonly places: string;
  readonly results: string | null;
}

type HashResult = { readonly state: 'signed'; readonly signature: string } | { readonly state: 'released' | 'burned' };

/** Reads everything that was written of these activations and compares it with what was answered. */
export async function judge(bench: BenchStack, asked: readonly Attempt[]): Promise<Verdict> {
  const ids = [...new Set(asked.map(({ activationId }) => activationId))];
  const stored = await query<StoredAttempt>(
    bench,
    'sam',
    'SELECT attempt_id, activation_id, places, results FROM signing_attempt WHERE activation_id = ANY($1)',
    ids,
  );
  const rows = await query<{ activation_id: string; occurrences: string }>(
    bench,
    'sam',
    'SELECT activation_id, occurrences FROM activation WHERE activation_id = ANY($1)',
    ids,
  );
  const letters = new Map(rows.map((row) => [row.activation_id, row.occurrences]));
  const records = new Map(stored.map((row) => [row.attempt_id, row]));
  const all = [...letters.values()].join('');
  const count = (letter: string): number => all.split(letter).length - 1;
  const answered = asked.filter(({ signatures }) => signatures !== undefined);
  const found = answered.filter((attempt) => isRecorded(attempt, records.get(attempt.attemptId)));
  const signatures = (attempts: readonly Attempt[]): number => attempts.reduce((sum, one) => sum + (one.signatures?.length ?? 0), 0);
  const uses = usesOf(stored);
  return {
    signaturesAnswered: signatures(answered),
    recordsFound: signatures(found),
    answeredWithoutRecord: signatures(answered) - signatures(found),
    answeredWithoutEvents: await withoutEvents(bench, answered),
    occurrencesSignedTwice: [...uses.values()].filter((letter) => letter.length > 1).length,
    hashesAnsweredTwice: answeredTwice(answered),
    lettersWithoutReason: unexplained(letters, uses),
    signed: count('s'),
    burned: count('b'),
    reserved: count('r'),
    free: count('f'),
  };
}

/** How many attempts on an activation have an intent. */
export async function intentsOf(bench: BenchStack, activationId: string): Promise<number> {
  const rows = await query<{ attempt_id: string }>(bench, 'sam', 'SELECT attempt_id FROM signing_attempt WHERE activation_id = ANY($1)', [activationId]);
  return rows.length;
}

/** Resolves when no attempt is without an outcome, or when the time is over. */
export async function untilReconciled(bench: BenchStack, withinMs: number): Promise<void> {
  for (const end = performance.now() + withinMs; performance.now() < end; await new Promise((done) => setTimeout(done, 1_000))) {
    const [row] = await query<{ open: string }>(
      bench,
      'sam',
      `SELECT count(*) AS open FROM signing_attempt WHERE state = 'intended' AND $1::text[] IS NOT NULL`,
      [],
    );
    if (Number(row?.open) === 0) return;
  }
}

function isRecorded({ signatures = [] }: Attempt, record: StoredAttempt | undefined): boolean {
  const results = JSON.parse(record?.results ?? '[]') as HashResult[];
  return results.length === signatures.length && results.every((one, index) => one.state === 'signed' && one.signature === signatures[index]);
}

/** For each occurrence a letter for each attempt after which a signature exists or may exist. */
function usesOf(stored: readonly StoredAttempt[]): ReadonlyMap<string, string> {
  const uses = new Map<string, string>();
  for (const { activation_id: activationId, places, results } of stored) {
    const outcome = results === null ? undefined : (JSON.parse(results) as HashResult[]);
    for (const [index, place] of (JSON.parse(places) as number[]).entries()) {
      const state = outcome?.[index]?.state ?? 'reserved';
      const key = `${activationId} ${place}`;
      if (state !== 'released') uses.set(key, (uses.get(key) ?? '') + state.charAt(0));
    }
  }
  return uses;
}

function unexplained(letters: ReadonlyMap<string, string>, uses: ReadonlyMap<string, string>): number {
  const places = [...letters].flatMap(([activationId, text]) => [...text].map((letter, place) => [letter, uses.get(`${activationId} ${place}`) ?? 'f']));
  return places.filter(([letter, reason]) => letter !== reason).length;
}

function answeredTwice(answered: readonly Attempt[]): number {
  const byHash = new Map<string, Set<string>>();
  for (const { hashes, signatures = [] } of answered)
    for (const [index, hash] of hashes.entries()) byHash.set(hash, (byHash.get(hash) ?? new Set()).add(signatures[index] ?? ''));
  return [...byHash.values()].filter(({ size }) => size > 1).length;
}

/** How long nothing may arrive before the rest counts as lost. */
const STILL_FOR_MS = 30_000;

/** Events are on their way for a while, behind all that came before: the log is asked as long as some of them still arrive. */
async function withoutEvents(bench: BenchStack, answered: readonly Attempt[]): Promise<number> {
  const ids = answered.map(({ attemptId }) => attemptId);
  let arrived = -1;
  for (let end = 0; ; await new Promise((done) => setTimeout(done, 1_000))) {
    const found = await query<{ attempt: string }>(
      bench,
      'audit',
      `SELECT body::jsonb -> 'particulars' ->> 'attemptId' AS attempt FROM event_text
       WHERE body::jsonb ->> 'type' IN ('signature-intended', 'signature-made') AND body::jsonb -> 'particulars' ->> 'attemptId' = ANY($1)
       GROUP BY 1 HAVING count(DISTINCT body::jsonb ->> 'type') = 2`,
      ids,
    );
    if (found.length > arrived) end = performance.now() + STILL_FOR_MS;
    arrived = found.length;
    if (found.length === ids.length || performance.now() > end) return ids.length - found.length;
  }
}

async function query<Row extends pg.QueryResultRow>(bench: BenchStack, database: string, sql: string, ids: readonly string[]): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: bench.databaseUrl(database) });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [ids])).rows;
  } finally {
    await client.end();
  }
}
