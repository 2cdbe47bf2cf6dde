import { newId } from '@paraph/kernel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobLedger } from '../../src/domain/jobs/job-ledger.js';
import { TakeJob } from '../../src/domain/jobs/take-job.js';
import { SessionWorld, type ReadySession } from '../session-world.js';
import { hashOf, SUBSCRIBER } from '../world.js';
import { outcomeOf, refused } from './refusal.js';

describe('a key of one session', () => {
  let world: SessionWorld;
  let ready: ReadySession;
  beforeEach(async () => {
    world = await SessionWorld.make();
    ready = await world.ready(['contract.pdf', 'annex.pdf']);
  });

  const outcome = (attempt: () => Promise<unknown>) => outcomeOf(world.enrolling.token, attempt);
  const control = async () => {
    expect(await outcome(() => world.signHash.run(world.request(ready)))).toEqual({ code: 'done', signed: 1 });
  };

  it('signs no other document than its signer was shown', async () => {
    expect(await outcome(() => world.signHash.run(world.request(ready, ['mortgage.pdf'])))).toEqual(refused('hash.not_authorised'));
    expect(await outcome(() => world.signHash.run(world.request(ready, ['contract.pdf', 'contract.pdf'])))).toEqual(refused('hash.not_authorised'));
    await control();
  });

  it('signs for no other client than its signer was shown', async () => {
    const clientId = newId('cli');
    await world.enrolling.recordClient.run(clientId, { subscriberId: SUBSCRIBER, name: 'Another application', multisign: 5, keys: [] });
    expect(await outcome(() => world.signHash.run({ ...world.request(ready), clientId }))).toEqual(refused('sad.invalid'));
    await control();
  });

  it('gives its SAD to no other client, and once', async () => {
    const draft = await world.opened();
    await world.accept(draft);
    const { activationId } = await world.certify(draft);
    expect(await outcome(() => world.issueSad.run({ activationId, clientId: newId('cli') }))).toEqual(refused('activation.unknown'));
    expect(await outcome(() => world.issueSad.run({ activationId, clientId: world.clientId }))).toEqual({ code: 'done', signed: 1 });
    expect(await outcome(() => world.issueSad.run({ activationId, clientId: world.clientId }))).toEqual(refused('activation.state'));
  });

  it('is accepted by no evidence that was given for another session', async () => {
    const [first, second] = [await world.opened(), await world.opened(['mortgage.pdf'])];
    const idToken = await world.enrolling.idToken(first);
    expect(await outcome(() => world.enrolling.acceptEnrolment.run(second.enrolmentId, idToken))).toEqual(refused('evidence.invalid'));
    // The certification request is what the token signs of the one it was given for.
    expect(await outcome(() => world.enrolling.acceptEnrolment.run(first.enrolmentId, idToken))).toEqual({ code: 'done', signed: 1 });
    expect(await outcome(() => world.enrolling.acceptEnrolment.run(first.enrolmentId, idToken))).toEqual(refused('enrolment.state'));
  });

  it('proves possession of no other key', async () => {
    const { keyId } = ready.draft;
    const other = await world.opened();
    const foreign = Buffer.concat([Buffer.from('30', 'hex'), Buffer.from(other.publicKey, 'base64')]);
    const own = Buffer.concat([Buffer.from('30', 'hex'), Buffer.from(ready.draft.publicKey, 'base64')]);
    expect(await outcome(() => world.enrolling.keys.signCertificationRequest(keyId, foreign))).toEqual(
      refused('the request does not name the key that signs it'),
    );
    expect(await outcome(() => world.enrolling.keys.signCertificationRequest(keyId, own))).toEqual({ code: 'done', signed: 1 });
  });

  it('is not asked later, when nobody knows who holds it', async () => {
    // The ledger of jobs would have it wait; it is never reached.
    const ledger = { accept: () => Promise.resolve() } as unknown as JobLedger;
    const take = new TakeJob(world.verifySad, world.reserve, ledger, world.enrolling.refusals);
    expect(await outcome(() => take.run({ ...world.request(ready), validityMs: 60_000 }))).toEqual(refused('credential.disabled'));
    await control();
  });

  it('has no second activation', async () => {
    const named = { clientId: world.clientId, credentialId: ready.draft.credentialId };
    expect(await outcome(() => world.credentials.find(named))).toEqual(refused('credential.disabled'));
    await control();
  });

  it('is bound to no certificate of another key', async () => {
    const [mine, other] = [await world.opened(), await world.opened()];
    await world.accept(mine);
    await world.accept(other);
    const { der } = await world.enrolling.composeCertificate.run(other.credentialId);
    const before = world.enrolling.token.counters.signCalls;
    await expect(world.bind.run(mine.credentialId, der)).rejects.toMatchObject({ code: 'credential.certificate_mismatch' });
    expect(world.enrolling.token.counters.signCalls).toBe(before);
    await expect(world.bind.run(other.credentialId, der)).resolves.toMatchObject({ activationId: expect.any(String) });
  });

  it('is for the digests as they stand in the draft, whatever its row is made to say', async () => {
    const table = world.enrolling.stores.activations.table;
    const row = table.get(ready.bound.activationId)!;
    const draft = JSON.parse(row.draft) as { hashes: string[] };
    table.set(ready.bound.activationId, { ...row, draft: JSON.stringify({ ...draft, hashes: [hashOf('mortgage.pdf')] }) });
    expect(await outcome(() => world.signHash.run(world.request(ready, ['mortgage.pdf'])))).toEqual(refused('record.tampered'));
    table.set(ready.bound.activationId, row);
    await control();
  });
});
