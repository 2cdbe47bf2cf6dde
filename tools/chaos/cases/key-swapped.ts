import { enrolCredentials } from '../../bench/bench-signers.ts';
import type { ChaosCase } from '../chaos-case.ts';

/** Each signer's key in the row of the next one. */
const SWAP = `WITH numbered AS (
    SELECT key_id, blob, public_key, row_number() OVER (ORDER BY key_id) AS place, count(*) OVER () AS total FROM signing_key WHERE purpose = 'signer')
  UPDATE signing_key SET blob = other.blob, public_key = other.public_key
  FROM numbered AS mine JOIN numbered AS other ON other.place = mine.place % mine.total + 1 WHERE mine.key_id = signing_key.key_id`;

export const keySwapped: ChaosCase = {
  name: 'key-swapped',
  done: 'whoever runs the database swaps the wrapped keys of two signers under a SAM that is started again: refused, with an alarm',
  short: 'apps/sam/test/hostile/edited-blob.spec.ts',
  site: 'usual',
  recoversWithinMs: 10_000,
  ends: ['sam'],
  async hurt({ site, load, wrong }) {
    // Of two signers, not of one with several keys.
    await enrolCredentials(site.bench, site.client, 'p256', 1);
    await site.query('sam', 'CREATE TABLE kept AS TABLE signing_key');
    await site.query('sam', SWAP);
    // What a SAM has verified it remembers: the attack waits for one that has not.
    await site.end('sam', 'SIGTERM');
    await site.untilReady('sam');
    const swappedAt = performance.now();
    load.add(await site.authorise(2, 2).catch(() => []), true);
    await site.until(
      async () => (await site.query('audit', `SELECT 1 FROM event WHERE source = 'sam' AND type = 'record-tampered'`)).length > 0,
      'the alarm in the log',
    );
    if (load.answered.some(({ begunAt }) => begunAt > swappedAt)) wrong('something was signed with another signer’s key');
    await site.query('sam', 'UPDATE signing_key SET blob = kept.blob, public_key = kept.public_key FROM kept WHERE kept.key_id = signing_key.key_id');
    await site.query('sam', 'DROP TABLE kept');
    return performance.now();
  },
};
