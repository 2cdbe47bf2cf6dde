import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { postgresCertificateStores } from './certificate-stores.js';
import { authorityStoresSuite } from './authority-stores.suite.js';
import { certificateStoresSuite } from './certificate-stores.suite.js';
import { meansStoresSuite } from './means-stores.suite.js';
import { SamDatabase } from './postgres-stores.js';

let database: SamDatabase;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(async () => {
  await database.close();
});

certificateStoresSuite('enrolments and certificates in PostgreSQL', () => postgresCertificateStores(database, new FakeClock()));
meansStoresSuite('offered means and changes in PostgreSQL', () => postgresCertificateStores(database, new FakeClock()));

describe('the role the SAM runs as', () => {
  it.each([
    ['delete an enrolment', 'DELETE FROM enrolment'],
    ['change what an enrolment commits to', `UPDATE enrolment SET draft = ''`],
    ['forget what was offered', 'DELETE FROM offered_means'],
    ['forget a change', 'DELETE FROM credential_change'],
    ['change what a change commits to', `UPDATE credential_change SET draft = ''`],
    ['give a change more time', `UPDATE credential_change SET expires_at = now()`],
    ['change a certificate', `UPDATE issued_certificate SET certificate = ''`],
    ['forget a certificate', 'DELETE FROM issued_certificate'],
    ['forget what was intended', 'DELETE FROM certificate_intent'],
    ['take back a revocation', 'DELETE FROM certificate_revocation'],
    ['change a revocation', `UPDATE certificate_revocation SET reason = 'unspecified'`],
    ['move a revocation', 'UPDATE certificate_revocation SET ordinal = ordinal + 1'],
    ['remove an authority’s lists', 'DELETE FROM revocation_list'],
    ['forget what was signed last', 'DELETE FROM authority_state'],
    ['call what was signed another’s', `UPDATE authority_state SET id = 'other'`],
  ])('may not %s', async (_what, statement) => {
    await expect(database.source.query(statement)).rejects.toThrow(/permission denied/);
  });
});
authorityStoresSuite('what authorities publish in PostgreSQL', () => postgresCertificateStores(database, new FakeClock()));
