/** A backup of the database, made before a key was destroyed and put back afterwards, over PostgreSQL and a token: the key never signs again (KEY-06). */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { PostgresJournalRows } from '../src/adapters/postgres/postgres-journal.js';
import { PostgresTransactions } from '../src/adapters/postgres/postgres-transactions.js';
import type { Head } from '../src/domain/journal/journal-entry.js';
import { postgresCertificateStores, type CertificateStores } from './certificate-stores.js';
import { DestructionWorld } from './destruction-world.js';
import { EnrolmentWorld } from './enrolment-world.js';
import { MemoryWitness, Replica, testSeal } from './journal-world.js';
import { SamDatabase } from './postgres-stores.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';

const clock = new FakeClock();
let database: SamDatabase;
let hsm: SoftHsm;
let token: Pkcs11Token;
let world: DestructionWorld<CertificateStores>;

beforeAll(async () => {
  [database, hsm] = await Promise.all([SamDatabase.start(), startSoftHsm()]);
  token = await Pkcs11Token.open(hsm.settings);
  const enrolling = await EnrolmentWorld.over({ stores: await postgresCertificateStores(database, clock), token, clock });
  // Of the token this world of tests only asks the counters, which every token has.
  world = await DestructionWorld.over(enrolling as unknown as EnrolmentWorld<CertificateStores>);
});

afterAll(async () => {
  await token.close();
  hsm.remove();
  await database.close();
});

/** Every table as it is now, beside the others. Calling it puts all of it back. */
async function backup(): Promise<() => Promise<void>> {
  const { owner } = database;
  const tables = (await rows<{ name: string }>(owner, `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'`)).map(
    ({ name }) => name,
  );
  await owner.query(`DROP SCHEMA IF EXISTS backup CASCADE; CREATE SCHEMA backup`);
  for (const name of tables) await owner.query(`CREATE TABLE backup.${name} AS TABLE public.${name}`);
  return async () => {
    await owner.query(`TRUNCATE ${tables.join(', ')}`);
    // A table that another one refers to comes first: whichever that is.
    let waiting = tables;
    while (waiting.length > 0) {
      const refused: string[] = [];
      for (const name of waiting) await owner.query(`INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM backup.${name}`).catch(() => refused.push(name));
      if (refused.length === waiting.length) throw new Error(`nothing of ${refused.join(', ')} can be put back`);
      waiting = refused;
    }
  };
}

const head = (): Head => world.enrolling.stores.chain.journal.head;

/** A SAM that starts over this database, with an audit log that remembers that head of the journal. */
async function started(remembered: Head): Promise<Replica> {
  const { source } = database;
  return Replica.start({
    clock,
    rows: new PostgresJournalRows(source),
    transactions: (journal) => new PostgresTransactions(source, new Outbox('sam', source, clock), journal),
    audit: new MemoryWitness('audit', true, testSeal.witness(remembered)),
    token: new MemoryWitness('token', false),
    there: new Set(),
  });
}

describe('a backup from before a destruction', () => {
  it('brings the blob back and no signature, neither in the process that destroyed it nor in one that starts', async () => {
    const ada = await world.signer();
    const { activationId } = await world.changing.world.open(ada);
    await world.changing.give(ada, activationId, 'passkey');
    const { sad } = await world.changing.world.issueSad.run({ activationId, clientId: world.changing.world.clientId });
    const bob = await world.signer();
    const [restore, before] = [await backup(), head()];

    await world.destroy.run(ada.credentialId, await world.decided(ada));
    expect(await world.changing.redeem(ada, `sad_${sad}`)).toBe('credential.disabled');
    const after = head();
    await restore();
    expect(await rows(database.source, `SELECT key_id FROM signing_key WHERE key_id = $1`, [ada.keyId])).toHaveLength(1);

    // In the process: what it remembers of the journal is newer than what the database has.
    expect(await world.changing.redeem(ada, `sad_${sad}`)).toMatch(/^(record\.tampered|journal\.closed)$/);
    expect(await world.changing.sign(ada)).toMatch(/^(record\.tampered|journal\.closed)$/);
    await expect(world.replica('one').certify.run(ada.credentialId)).rejects.toMatchObject({
      code: expect.stringMatching(/^(record\.tampered|journal\.closed)$/),
    });

    // A start: audit remembers the destruction's entry. Where nobody does it opens: that is what the memory outside is for.
    expect((await started(after)).journal.closed).toMatchObject({ cause: expect.stringMatching(/witness|lost/) });
    expect((await started(before)).journal.closed).toBeUndefined();
    expect(bob.keyId).not.toBe(ada.keyId);
  });
});
