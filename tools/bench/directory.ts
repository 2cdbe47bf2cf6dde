import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { BenchStack } from './bench-stack.ts';

/** Rows in one statement. */
const STEP = 50_000;

/**
 * Makes the SAM's directory larger by so many binding records and their keys. Each is a copy of a real row with names of its
 * own, as long and as random as real ones: an index cannot tell them apart. Nobody signs with them, since their MACs are of
 * another name; those that sign are real ones.
 */
export async function fillDirectory(bench: BenchStack, count: number): Promise<void> {
  const database = new pg.Client({ connectionString: bench.databaseUrl('sam') });
  await database.connect();
  try {
    const run = randomUUID();
    for (let made = 0; made < count; made += STEP) {
      const [from, to] = [made + 1, Math.min(count, made + STEP)];
      const name = (prefix: string): string => `'${prefix}_' || substr(encode(sha256(('${run}' || n)::bytea), 'base64'), 1, 22)`;
      await database.query(
        `INSERT INTO trust_record (kind, id, version, body, mac)
         SELECT kind, ${name('cred')}, version, replace(body, id, ${name('cred')}), mac
         FROM generate_series(${from}, ${to}) AS n, (SELECT * FROM trust_record WHERE kind = 'binding' LIMIT 1) AS real`,
      );
      await database.query(
        `INSERT INTO signing_key (key_id, purpose, algorithm, public_key, blob, token_family, kek_generation, mac)
         SELECT ${name('key')}, purpose, algorithm, public_key, blob, token_family, kek_generation, mac
         FROM generate_series(${from}, ${to}) AS n, (SELECT * FROM signing_key WHERE purpose = 'signer' LIMIT 1) AS real`,
      );
    }
    // As autovacuum would do it in its own time: what is measured shall not be its work.
    await database.query('VACUUM (ANALYZE) trust_record, signing_key');
  } finally {
    await database.end();
  }
}
