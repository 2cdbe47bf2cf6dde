import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeClock, OpenSsl, type Said } from '@paraph/testing';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TimestampRequest } from '../src/domain/timestamp/compose-timestamp.js';
import { AuthorityWorld } from './authority-world.js';
import { timestampInfo } from './timestamp-info.js';

const oids = { sha256: '2.16.840.1.101.3.4.2.1', sha384: '2.16.840.1.101.3.4.2.2', sha512: '2.16.840.1.101.3.4.2.3' } as const;
type Sha2 = keyof typeof oids;

const openssl = new OpenSsl();
const document = openssl.file('document', 'what was there before');
const other = openssl.file('other', 'what was there after');
let world: AuthorityWorld;
let files: { readonly root: string; readonly issuing: string; readonly unit: string };

beforeAll(async () => {
  // OpenSSL reads the machine's clock.
  world = await AuthorityWorld.make(new FakeClock(new Date().toISOString()));
  files = {
    root: openssl.file('root.pem', (await world.authorities.find('root')).certificate, 'CERTIFICATE'),
    issuing: openssl.file('issuing.pem', (await world.authorities.find('issuing')).certificate, 'CERTIFICATE'),
    unit: openssl.file('unit.pem', (await world.authorities.timestampUnit()).certificate, 'CERTIFICATE'),
  };
});

afterAll(() => openssl.remove());

async function stamp(change: Partial<TimestampRequest> = {}, digest: Sha2 = 'sha256'): Promise<Uint8Array> {
  const hash = new Uint8Array(createHash(digest).update(readFileSync(document)).digest());
  return (await world.composeTimestamp.run({ hashAlgorithmOid: oids[digest], hash, certificate: true, ...change })).response;
}

const verify = (response: Uint8Array, ...about: readonly string[]): Said =>
  openssl.run('ts', '-verify', '-in', openssl.file('response.der', response), '-CAfile', files.root, ...about);

describe('a time-stamp, judged by OpenSSL', () => {
  it.each<Sha2>(['sha256', 'sha384', 'sha512'])('verifies for the document by %s, up to the root', async (digest) => {
    expect(verify(await stamp({}, digest), '-data', document)).toEqual({ ok: true, text: expect.stringContaining('Verification: OK') });
  });

  it('verifies for the request it answers, with its nonce', async () => {
    const query = openssl.path('query.der');
    openssl.must('ts', '-query', '-data', document, '-sha256', '-cert', '-out', query);
    const nonce = /Nonce: 0x([0-9A-F]+)/.exec(openssl.must('ts', '-query', '-in', query, '-text'))?.[1];
    const right = await stamp({ nonce: BigInt(`0x${nonce}`).toString() });
    expect(verify(right, '-queryfile', query)).toMatchObject({ ok: true });
    expect(verify(await stamp({ nonce: '1' }), '-queryfile', query)).toEqual({ ok: false, text: expect.stringContaining('nonce mismatch') });
    expect(verify(await stamp(), '-queryfile', query)).toMatchObject({ ok: false });
  });

  it('verifies without certificates for whoever has them', async () => {
    const bare = await stamp({ certificate: false });
    const known = openssl.file('known.pem', `${readFileSync(files.unit, 'utf8')}${readFileSync(files.issuing, 'utf8')}`);
    expect(verify(bare, '-data', document, '-untrusted', known)).toMatchObject({ ok: true });
    expect(verify(bare, '-data', document)).toMatchObject({ ok: false });
  });

  it('does not verify for another document, nor for a tampered digest', async () => {
    const response = await stamp();
    expect(verify(response, '-data', other)).toEqual({ ok: false, text: expect.stringContaining('message imprint mismatch') });
    const tampered = Buffer.from(response);
    const { hash } = timestampInfo(response);
    const at = tampered.indexOf(Buffer.from(hash));
    tampered.set(createHash('sha256').update(readFileSync(other)).digest(), at);
    expect(verify(tampered, '-data', other)).toMatchObject({ ok: false });
  });

  it('does not verify with another time or serial number', async () => {
    const response = await stamp();
    expect(verify(response, '-data', document)).toMatchObject({ ok: true });
    const { serialNumber } = timestampInfo(response);
    for (const part of [Buffer.from(serialNumber, 'hex'), Buffer.from(`${world.clock.now().getUTCFullYear()}`)]) {
      const tampered = Buffer.from(response);
      const at = tampered.indexOf(part);
      tampered[at + part.length - 1] = (tampered[at + part.length - 1] ?? 0) ^ 1;
      expect(verify(tampered, '-data', document)).toMatchObject({ ok: false });
    }
  });

  it('is given by a unit whose certificate is good for that alone', () => {
    const text = openssl.must('x509', '-in', files.unit, '-noout', '-text');
    expect(text).toContain('X509v3 Extended Key Usage: critical\n                Time Stamping\n');
    expect(text).toContain('X509v3 Key Usage: critical\n                Digital Signature\n');
    expect(text).toContain('URI:http://ca.localhost:7000/crl/issuing.crl');
    expect(openssl.run('verify', '-x509_strict', '-purpose', 'timestampsign', '-CAfile', files.root, '-untrusted', files.issuing, files.unit)).toMatchObject({
      ok: true,
    });
    expect(openssl.run('verify', '-purpose', 'smimesign', '-CAfile', files.root, '-untrusted', files.issuing, files.unit)).toMatchObject({ ok: false });
  });

  it('names its certificate by digest, so that no other of the same key passes (RFC 5816)', async () => {
    const bare = await stamp({ certificate: false });
    const path = openssl.file('bare.der', bare);
    expect(openssl.must('asn1parse', '-inform', 'DER', '-in', path)).toContain(':id-smime-aa-signingCertificateV2');
    const { certificate } = await world.authorities.timestampUnit();
    expect(Buffer.from(bare).includes(createHash('sha256').update(certificate).digest())).toBe(true);
  });
});
