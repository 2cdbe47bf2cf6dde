import { DerFields, TAG } from '@paraph/kernel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock, OpenSsl } from '@paraph/testing';
import { authoritiesFile } from '../src/adapters/authorities/authorities-file.js';
import { seq } from './der-writer.js';
import { OpenSslOutsideAuthority } from './openssl-outside-authority.js';
import { OUTSIDE, OutsideWorld, type AcceptedSigner } from './outside-world.js';

/** Statements and messages that OpenSSL made, judged here: what these tests' own writer of DER takes for right is not the last word. */
const openssl = new OpenSsl();
let authority: OpenSslOutsideAuthority;
let world: OutsideWorld;
let serial = 0x4a00;

beforeAll(async () => {
  authority = new OpenSslOutsideAuthority(openssl);
  world = await OutsideWorld.make(new FakeClock(new Date().toISOString()));
  world.enrolling.trusted.list.splice(0, 1, ...authoritiesFile.parse([{ name: OUTSIDE, issuers: [authority.pem] }]));
});

afterAll(() => openssl.remove());

async function bound(): Promise<{ readonly credentialId: string; readonly path: string }> {
  const { credentialId, csr } = await world.accepted();
  const path = authority.certify(csr, (serial += 1));
  await world.enrolling.bindCertificate.run(credentialId, authority.der(path));
  return { credentialId, path };
}

describe('an authority that OpenSSL runs', () => {
  it('has its certificates bound, and its list ends whom it lists and nobody else', async () => {
    const [ada, bob] = [await bound(), await bound()];
    await expect(world.prove(ada, authority.list())).rejects.toMatchObject({ code: 'proof.unfit' });
    authority.revoke(ada.path);
    const list = authority.list();
    await expect(world.prove(bob, list)).rejects.toMatchObject({ code: 'proof.unfit' });
    await world.prove(ada, list);
    expect([await world.state(ada), await world.state(bob)]).toEqual(['revoked', 'active']);
  });

  it('ends whom its responder says it revoked', async () => {
    const [ada, bob] = [await bound(), await bound()];
    await expect(world.prove(ada, authority.answer(ada.path), 'ocsp')).rejects.toMatchObject({ code: 'proof.unfit' });
    authority.revoke(ada.path, 'keyCompromise');
    const answer = authority.answer(ada.path);
    await expect(world.prove(bob, answer, 'ocsp')).rejects.toMatchObject({ code: 'proof.unfit' });
    await world.prove(ada, answer, 'ocsp');
    expect([await world.state(ada), await world.state(bob)]).toEqual(['revoked', 'active']);
  });

  it('ends nobody whose certificate is on hold', async () => {
    const ada = await bound();
    authority.revoke(ada.path, 'certificateHold');
    await expect(world.prove(ada, authority.list())).rejects.toMatchObject({ code: 'proof.unfit' });
    await expect(world.prove(ada, authority.answer(ada.path), 'ocsp')).rejects.toMatchObject({ code: 'proof.unfit' });
  });
});

describe('messages that OpenSSL composes', () => {
  /** What would be signed of the message that its client sends first. */
  const protectedPart = (...asked: readonly string[]): Uint8Array => {
    const registration = authority.selfSigned('ra', '/O=Paraph/CN=Registration', 'responder');
    const server = [
      '-use_mock_srv',
      '-srv_cert',
      authority.certificate,
      '-srv_key',
      openssl.path('ca.key'),
      '-srv_trusted',
      registration,
      '-rsp_cert',
      authority.certificate,
    ];
    const client = ['-cert', registration, '-key', openssl.path('ra.key'), '-trusted', authority.certificate, '-certout', openssl.path('came.pem')];
    // Its mock server may not like what is asked; the request was written before.
    openssl.run('cmp', ...asked, ...server, ...client, '-reqout', openssl.path('request.der'));
    const message = DerFields.of(authority.read('request.der'));
    return seq(message.take(TAG.sequence).encoded, message.any().encoded);
  };
  const protect = (part: Uint8Array, credentialId?: string) =>
    world.protect.run({ protectedPart: part, credentialId }).then(
      () => 'signed',
      (error: Error & { code?: string }) => error.code,
    );

  let ada: AcceptedSigner;
  let bob: AcceptedSigner;
  beforeAll(async () => {
    [ada, bob] = [await world.accepted(), await world.accepted()];
    openssl.file('ada.csr', ada.csr, 'CERTIFICATE REQUEST');
  });

  it.each<[string, readonly string[]]>([
    ['p10cr', ['-cmd', 'p10cr']],
    ['p10cr, confirmed implicitly', ['-cmd', 'p10cr', '-implicit_confirm']],
    ['ir', ['-cmd', 'ir', '-popo', '0', '-implicit_confirm']],
  ])('are signed for whom they name and nobody else: %s', async (_what, asked) => {
    const part = protectedPart(...asked, '-csr', openssl.path('ada.csr'));
    expect(await protect(part, ada.credentialId)).toBe('signed');
    expect(await protect(part, bob.credentialId)).toBe('protection.refused');
    expect(await protect(part)).toBe('protection.refused');
  });

  it('are signed to revoke what is over, and not what is not', async () => {
    const [cleo, dora] = [await bound(), await bound()];
    const part = protectedPart('-cmd', 'rr', '-oldcert', cleo.path, '-revreason', '4');
    expect(await protect(part, cleo.credentialId)).toBe('credential.state');
    authority.revoke(cleo.path);
    await world.prove(cleo, authority.list());
    expect(await protect(part, cleo.credentialId)).toBe('signed');
    expect(await protect(part, dora.credentialId)).toBe('credential.state');
  });

  it('are signed to ask for the authority’s certificates', async () => {
    expect(await protect(protectedPart('-cmd', 'genm', '-infotype', 'caCerts'))).toBe('signed');
  });

  it('are not signed with a proof of possession by a key that is not here, or for an update of a key', async () => {
    const signed = protectedPart('-cmd', 'ir', '-newkey', openssl.path('ra.key'), '-subject', '/CN=Mallory');
    const update = protectedPart('-cmd', 'kur', '-oldcert', openssl.path('ra.pem'), '-newkey', openssl.path('ra.key'));
    for (const part of [signed, update]) expect(await protect(part, ada.credentialId)).toBe('protection.refused');
  });
});
