import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, sha256Hex } from '@paraph/kernel';
import { AuthorityWorld } from '../../../test/authority-world.js';

describe('composing a signer’s certificate', () => {
  let world: AuthorityWorld;
  beforeEach(async () => void (world = await AuthorityWorld.make()));

  it('certifies the key of the ledger for the person of the record', async () => {
    const { credentialId, publicKey } = await world.accepted();
    const { facts, chain } = await world.composeCertificate.run(credentialId);
    expect(facts).toMatchObject({ publicKey, policies: ['2.999.1'], isAuthority: false });
    expect(facts.subject).toContain('CN=Ada Byron');
    expect(facts.serialNumber).toMatch(/^[4-7][0-9a-f]{31}$/);
    expect(chain.map((der) => world.reader.read(der)?.subject)).toEqual([
      'CN=Paraph Sandbox Issuing CA,O=Paraph Sandbox',
      'CN=Paraph Sandbox Root CA,O=Paraph Sandbox',
    ]);
  });

  it('answers the same certificate however often, and by whichever replica, it is asked', async () => {
    const { credentialId } = await world.accepted();
    const first = await world.composeCertificate.run(credentialId);
    const other = await world.replica();
    expect((await other.composeCertificate.run(credentialId)).der).toEqual(first.der);
    world.clock.advance(3_600_000);
    expect((await world.composeCertificate.run(credentialId)).der).toEqual(first.der);
  });

  it('answers one certificate to all who ask at once', async () => {
    const { credentialId } = await world.accepted();
    const other = await world.replica();
    const made = await Promise.all([world, other, world, other].map((one) => one.composeCertificate.run(credentialId)));
    expect(new Set(made.map(({ der }) => sha256Hex(der))).size).toBe(1);
    expect((await world.eventTypes()).filter((type) => type === 'certificate-composed')).toHaveLength(3);
  });

  it('writes its intent before the token signs', async () => {
    const { credentialId } = await world.accepted();
    await world.authorities.find('issuing');
    world.token.failNextSignature('hsm.unavailable');
    await expect(world.composeCertificate.run(credentialId)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect([...world.stores.certificates.intents.values()].filter((intent) => intent.credentialId === credentialId)).toHaveLength(1);
    expect(await world.stores.certificates.ofCredential(credentialId)).toBeUndefined();
  });

  it('signs nothing if the intent cannot be written', async () => {
    const { credentialId } = await world.accepted();
    await world.authorities.find('issuing');
    const before = world.token.counters.signCalls;
    world.stores.transactions.fail();
    await expect(world.composeCertificate.run(credentialId)).rejects.toThrow('the database is gone');
    expect(world.token.counters.signCalls).toBe(before);
  });

  it('throws away a signature whose fate is unknown, and makes another certificate later', async () => {
    const { credentialId } = await world.accepted();
    await world.authorities.find('issuing');
    world.token.failNextSignature('hsm.ambiguous');
    await expect(world.composeCertificate.run(credentialId)).rejects.toMatchObject({ code: 'hsm.unavailable' });
    const { facts } = await world.composeCertificate.run(credentialId);
    expect([...world.stores.certificates.issued.keys()]).toContain(facts.serialNumber);
  });

  it.each(['suspended', 'revoked', 'destroyed'] as const)('certifies nothing for a credential that is %s', async (state) => {
    const { credentialId } = await world.accepted();
    const record = await world.records.find('binding', credentialId);
    if (!record) throw new Error('no record');
    const sealed = await world.records.sealNext(record, { ...record.body, state });
    await world.stores.transactions.run((transaction) => world.records.write(transaction, sealed));
    await expect(world.composeCertificate.run(credentialId)).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('certifies nothing nobody was proven for', async () => {
    await expect(world.composeCertificate.run(newId('cred'))).rejects.toMatchObject({ code: 'credential.unknown' });
  });

  it('certifies nothing when the database put another person into the record', async () => {
    const { credentialId } = await world.accepted();
    const place = `binding/${credentialId}`;
    const row = world.stores.records.table.get(place);
    if (row) world.stores.records.table.set(place, { ...row, body: row.body.replace('Ada', 'Eve') });
    await expect(world.composeCertificate.run(credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('certifies nothing when the database exchanged the key', async () => {
    const [one, other] = [await world.accepted(), await world.accepted()];
    const foreign = world.stores.keys.table.get(other.keyId);
    if (foreign) world.stores.keys.table.set(one.keyId, { ...foreign, keyId: one.keyId });
    await expect(world.composeCertificate.run(one.credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('does not answer a certificate that the database put there', async () => {
    const [one, other] = [await world.certified(), await world.certified()];
    for (const [serial, issued] of world.stores.certificates.issued) {
      if (issued.intent.credentialId === one.credentialId) world.stores.certificates.issued.set(serial, { ...issued, certificate: other.certificate });
    }
    await expect(world.composeCertificate.run(one.credentialId)).rejects.toMatchObject({ code: 'record.tampered' });
  });
});
