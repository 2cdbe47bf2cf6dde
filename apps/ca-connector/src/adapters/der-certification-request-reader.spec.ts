import { describe, expect, it } from '@jest/globals';
import { Attributes, CertificationRequest, CertificationRequestInfo } from '@peculiar/asn1-csr';
import { AsnConvert } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Name, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { DerCertificationRequestReader } from './der-certification-request-reader.js';

const reader = new DerCertificationRequestReader();
const pairs = {
  p256: generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  p384: generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const oids = {
  p256: ['1.2.840.10045.4.3.2', 'sha256'],
  p384: ['1.2.840.10045.4.3.3', 'sha384'],
  rsa: ['1.2.840.113549.1.1.11', 'sha256'],
} as const;

const encoded = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }));
const bytes = (object: unknown): Uint8Array => new Uint8Array(AsnConvert.serialize(object));

interface Made {
  readonly by?: keyof typeof pairs;
  readonly algorithm?: string;
  readonly digest?: string;
}

/** A request as the ASN.1 classes write it, signed by `by`. */
function request(kind: keyof typeof pairs, { by = kind, algorithm = oids[kind][0], digest = oids[kind][1] }: Made = {}): Uint8Array {
  const subjectPKInfo = AsnConvert.parse(Uint8Array.from(encoded(pairs[kind].publicKey)).buffer, SubjectPublicKeyInfo);
  const certificationRequestInfo = new CertificationRequestInfo({ version: 0, subject: new Name(), subjectPKInfo, attributes: new Attributes() });
  const signature = Uint8Array.from(sign(digest, bytes(certificationRequestInfo), pairs[by].privateKey)).buffer;
  return bytes(new CertificationRequest({ certificationRequestInfo, signatureAlgorithm: new AlgorithmIdentifier({ algorithm }), signature }));
}

describe('the key of a certification request', () => {
  it.each(['p256', 'p384', 'rsa'] as const)('is proven by its signature: %s', (kind) => {
    expect(reader.provenKey(request(kind))).toEqual(encoded(pairs[kind].publicKey));
  });

  it('is not proven by another key', () => {
    expect(reader.provenKey(request('p256', { by: 'p384', digest: 'sha256' }))).toBeUndefined();
  });

  it('is not proven by SHA-1, whatever the request calls it', () => {
    expect(reader.provenKey(request('p256', { algorithm: '1.2.840.10045.4.1', digest: 'sha1' }))).toBeUndefined();
    expect(reader.provenKey(request('p256', { digest: 'sha1' }))).toBeUndefined();
    expect(reader.provenKey(request('rsa', { algorithm: '1.2.840.113549.1.1.5', digest: 'sha1' }))).toBeUndefined();
  });

  it('is not proven by a signature that is called that of another family', () => {
    expect(reader.provenKey(request('p256', { algorithm: oids.rsa[0] }))).toBeUndefined();
  });

  it('is not proven when any byte is another one', () => {
    const made = request('p256');
    const proven = [...made.keys()].filter((place) => reader.provenKey(made.with(place, (made[place] ?? 0) ^ 1)) !== undefined);
    expect(proven).toEqual([]);
  });

  it.each<[string, (made: Uint8Array) => Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['cut off', (made) => made.slice(0, -1)],
    ['followed by something', (made) => Uint8Array.from([...made, 0])],
    ['text', () => new TextEncoder().encode('-----BEGIN CERTIFICATE REQUEST-----')],
  ])('is none where the request is %s', (_what, change) => {
    expect(reader.provenKey(change(request('p256')))).toBeUndefined();
  });
});
