import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { EnrolmentDraft } from '../../src/domain/enrolment/enrolment.js';
import type { Renews } from '../../src/domain/renewal/renewal-rules.js';
import { EnrolmentWorld } from '../enrolment-world.js';

/**
 * Key-lifecycle asks for renewals, and a stranger signs in well. Neither may put a key, a certificate or an end upon somebody else's credential:
 * what is renewed is what its own record says, and who answers is the person of that record.
 */
describe('a neighbour that renews what is another’s', () => {
  let world: EnrolmentWorld;
  let ada: EnrolmentDraft;
  let mallory: EnrolmentDraft;

  beforeEach(async () => {
    world = await EnrolmentWorld.make();
    ({ draft: ada } = await world.bound());
    ({ draft: mallory } = await world.bound());
  });

  const order = (owner: EnrolmentDraft, renews: Renews) => ({
    ...world.order({ signerId: owner.signerId, subscriberId: owner.subscriberId }),
    credentialId: renews.kind === 'rekey' ? newId('cred') : renews.credentialId,
    renews,
  });
  const open = async (owner: EnrolmentDraft, renews: Renews) => (await world.openRenewal.run(order(owner, renews))).draft;
  const stateOf = async ({ credentialId }: EnrolmentDraft) => (await world.records.find('binding', credentialId))?.body.state;
  const finish = async (draft: EnrolmentDraft) => {
    await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft));
    const { der } = await world.composeCertificate.run(draft.credentialId);
    await world.bindCertificate.run(draft.credentialId, der);
  };

  it.each(['renewal', 'update', 'rekey'] as const)('cannot begin a %s of Ada’s credential as Mallory', async (kind) => {
    await expect(open(mallory, { kind, credentialId: ada.credentialId })).rejects.toMatchObject({ code: 'credential.unknown' });
    await finish(await open(ada, { kind, credentialId: ada.credentialId }));
    expect(await stateOf(ada)).toBe(kind === 'rekey' ? 'destroyed' : 'active');
  });

  it.each(['renewal', 'update', 'rekey'] as const)('cannot have Mallory answer Ada’s %s: no request is signed, and her key goes on', async (kind) => {
    const draft = await open(ada, { kind, credentialId: ada.credentialId });
    const before = world.token.counters.signCalls;
    const token = await world.idToken(draft, { claims: { sub: `account-of-${mallory.signerId}` } });
    await expect(world.acceptEnrolment.run(draft.enrolmentId, token)).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect([world.token.counters.signCalls, await stateOf(ada)]).toEqual([before, 'active']);
    await finish(draft);
  });

  it('cannot spend one answer on two renewals', async () => {
    const [one, other] = [
      await open(ada, { kind: 'renewal', credentialId: ada.credentialId }),
      await open(ada, { kind: 'renewal', credentialId: ada.credentialId }),
    ];
    const token = await world.idToken(one);
    await expect(world.acceptEnrolment.run(other.enrolmentId, token)).rejects.toMatchObject({ code: 'evidence.invalid' });
    await finish(one);
  });

  it('cannot bind Mallory’s certificate to Ada’s key in the name of a renewal', async () => {
    const draft = await open(ada, { kind: 'renewal', credentialId: ada.credentialId });
    await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft));
    const { der } = await world.composeCertificate.run(mallory.credentialId);
    await expect(world.bindCertificate.run(ada.credentialId, der)).rejects.toMatchObject({ code: 'credential.certificate_mismatch' });
    const own = await world.composeCertificate.run(ada.credentialId);
    await expect(world.bindCertificate.run(ada.credentialId, own.der)).resolves.toBeDefined();
  });

  it('cannot put back the record from before an update, with the certificate that was revoked', async () => {
    const key = `binding/${ada.credentialId}`;
    const before = world.stores.records.table.get(key);
    await finish(await open(ada, { kind: 'update', credentialId: ada.credentialId }));
    const now = world.stores.records.table.get(key);
    if (!before || !now) throw new Error('no row');
    world.stores.records.table.set(key, before);
    await expect(world.records.find('binding', ada.credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
    world.stores.records.table.set(key, now);
    expect(await stateOf(ada)).toBe('active');
  });

  it('cannot have the key destroyed as the leftover of a renewal that failed', async () => {
    await open(ada, { kind: 'renewal', credentialId: ada.credentialId });
    await expect(world.destroyKey.run(ada.credentialId)).rejects.toMatchObject({ code: 'credential.state' });
    expect(await world.keys.publicKey(ada.keyId)).toBeDefined();
  });
});
