import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, sha256Hex, type KeyAlgorithm } from '@paraph/kernel';
import { createHash } from 'node:crypto';
import { EnrolmentWorld } from '../../../test/enrolment-world.js';
import type { Authority } from '../x509/authorities.js';
import type { CertificateContent } from '../x509/contents.js';
import type { CompositionKey } from '../x509/x509-composer.js';
import type { EnrolmentDraft } from './enrolment.js';

const DAY = 86_400_000;

describe('binding a certificate', () => {
  let world: EnrolmentWorld;
  let draft: EnrolmentDraft;
  let issuing: Authority;
  /** What a right certificate of this credential says. */
  let right: CertificateContent;

  beforeEach(async () => {
    world = await EnrolmentWorld.make();
    ({ draft } = await world.accepted());
    issuing = await world.authorities.find('issuing');
    const now = world.clock.now();
    right = {
      serialNumber: '4a00',
      issuer: issuing,
      subject: [
        { attribute: 'C', value: 'FR' },
        { attribute: 'SN', value: 'Byron' },
        { attribute: 'givenName', value: 'Ada' },
        { attribute: 'serialNumber', value: identifierOf(`account-of-${draft.signerId}`) },
        { attribute: 'CN', value: 'Ada Byron' },
      ],
      publicKey: new Uint8Array(Buffer.from(draft.publicKey, 'base64')),
      validFrom: now,
      validTo: new Date(now.getTime() + DAY),
      keyUsage: ['nonRepudiation'],
      policies: ['2.999.1'],
      addresses: {},
    };
  });

  const make = (change: Partial<CertificateContent> = {}, key: CompositionKey = issuing.key) => world.composer.certificate({ ...right, ...change }, key);
  const bind = (certificate: Uint8Array) => world.bindCertificate.run(draft.credentialId, certificate);

  /** A key pair of whoever wants to deceive. */
  async function foreignKey(algorithm: KeyAlgorithm = 'p384'): Promise<CompositionKey> {
    const { publicKey, wrapped } = await world.token.generateKeyPair(algorithm, 'authority');
    const digest = algorithm === 'p384' ? 'sha384' : 'sha256';
    const hash = (bytes: Uint8Array) => ({ algorithm: digest, value: new Uint8Array(createHash(digest).update(bytes).digest()) }) as const;
    return { algorithm, publicKey, sign: (bytes) => world.token.sign({ keyId: newId('key'), wrapped }, hash(bytes)) };
  }

  it('makes the credential able to sign, and says which certificate it is', async () => {
    const certificate = await make();
    const bound = await bind(certificate);
    expect(bound).toMatchObject({
      fingerprint: sha256Hex(certificate),
      serialNumber: '4a00',
      subject: expect.stringMatching(/^CN=Ada Byron,serialNumber=[0-9A-F]{32},givenName=Ada,SN=Byron,C=FR$/),
    });
    expect((await world.records.find('binding', draft.credentialId))?.body).toMatchObject({ state: 'active', certificate: bound });
    expect((await world.enrolments.find(draft.enrolmentId)).state).toBe('bound');
    expect((await world.eventTypes()).at(-1)).toBe('certificate-bound');
  });

  it('takes the certificate that the embedded authority composed', async () => {
    const { der } = await world.composeCertificate.run(draft.credentialId);
    await expect(bind(der)).resolves.toMatchObject({ fingerprint: sha256Hex(der) });
  });

  it('answers the same when it is repeated, and leaves no second event', async () => {
    const certificate = await make();
    const first = await bind(certificate);
    const events = await world.eventTypes();
    expect(await bind(certificate)).toEqual(first);
    expect(await world.eventTypes()).toEqual(events);
  });

  const refusals: readonly [flaw: string, () => Promise<Uint8Array>][] = [
    ['its signature is not by the issuer it names', async () => make({}, await foreignKey())],
    ['its signature is not by the issuer it names', async () => make({ issuer: { name: issuing.name, publicKey: right.publicKey } }, await foreignKey('p256'))],
    ['its signature is not by the issuer it names', async () => flipped(await make())],
    ['its issuer is not pinned', async () => make({ issuer: await world.authorities.find('root') }, (await world.authorities.find('root')).key)],
    ['its issuer is not pinned', async () => make({ issuer: { ...issuing, name: [{ attribute: 'CN', value: 'Paraph Sandbox Issuing CA' }] } })],
    ['it is for another public key', async () => make({ publicKey: (await foreignKey('p256')).publicKey })],
    ['it is for another public key', async () => make({ publicKey: issuing.publicKey })],
    ['it names another subject', () => make({ subject: [...right.subject.slice(0, -1), { attribute: 'CN', value: 'Mallory' }] })],
    ['it names another subject', () => make({ subject: [...right.subject, { attribute: 'O', value: 'Bank' }] })],
    ['it names another subject', () => make({ subject: [...right.subject].reverse() })],
    ['it is not yet valid', () => make({ validFrom: new Date(world.clock.now().getTime() + DAY / 2) })],
    ['it is no longer valid', () => make({ validFrom: new Date(world.clock.now().getTime() - 2 * DAY), validTo: new Date(world.clock.now().getTime() - DAY) })],
    ['it outlives its issuer', () => make({ validTo: new Date(issuing.validTo.getTime() + 1_000) })],
    ['its key usage is not content commitment alone, critical', () => make({ keyUsage: ['digitalSignature'] })],
    ['its key usage is not content commitment alone, critical', () => make({ keyUsage: ['digitalSignature', 'nonRepudiation'] })],
    ['its key usage is not content commitment alone, critical', () => make({ keyUsage: ['nonRepudiation', 'keyCertSign'] })],
    ['it is an authority’s', () => make({ pathLength: 0 })],
    ['it is not under the policy of the credential', () => make({ policies: [] })],
    ['it is not under the policy of the credential', () => make({ policies: ['2.999.2'] })],
    ['it is no certificate', () => Promise.resolve(new Uint8Array())],
    ['it is no certificate', async () => Buffer.concat([await make(), Buffer.of(0)])],
    ['it is no certificate', async () => (await make()).slice(0, -1)],
  ];
  it.each(refusals)('refuses one of which the truth is: %s', async (flaw, certificate) => {
    await expect(bind(await certificate())).rejects.toMatchObject({
      code: 'credential.certificate_mismatch',
      detail: 'this key may not be bound to this certificate',
    });
    expect(await world.lastEvent()).toMatchObject({
      type: 'certificate-refused',
      outcome: 'failure',
      particulars: { reason: flaw, credentialId: draft.credentialId },
    });
    const record = await world.records.find('binding', draft.credentialId);
    expect(record?.body.state).toBe('accepted');
    expect(record?.body).not.toHaveProperty('certificate');
  });

  it('refuses a credential nobody was proven for', async () => {
    const open = await world.opened();
    await expect(world.bindCertificate.run(open.credentialId, await make())).rejects.toMatchObject({ code: 'credential.unknown' });
    await expect(world.bindCertificate.run(newId('cred'), await make())).rejects.toMatchObject({ code: 'credential.unknown' });
  });

  it('refuses a second certificate for a credential that has one', async () => {
    await bind(await make());
    await expect(bind(await make({ serialNumber: '4a01' }))).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('refuses when the policy is no longer the one of the enrolment', async () => {
    const certificate = await make();
    world.policies.policy = { ...world.policies.policy, digest: sha256Hex('another policy') };
    await expect(bind(certificate)).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('refuses when the record in the database was changed', async () => {
    const certificate = await make();
    const row = world.stores.records.table.get(`binding/${draft.credentialId}`);
    if (row) world.stores.records.table.set(`binding/${draft.credentialId}`, { ...row, body: row.body.replace('Byron', 'Mallory') });
    await expect(bind(certificate)).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('refuses after the key was destroyed', async () => {
    const certificate = await make();
    await world.destroyKey.run(draft.credentialId);
    await expect(bind(certificate)).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('binds one certificate when two come at the same time', async () => {
    const certificates = [await make(), await make({ serialNumber: '4a01' })];
    const results = await Promise.allSettled(certificates.map(bind));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

function identifierOf(account: string): string {
  return sha256Hex('paraph/subject/v1', JSON.stringify(['https://idp.example', account]))
    .slice(0, 32)
    .toUpperCase();
}

function flipped(certificate: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(certificate);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed;
}
