import { beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@paraph/testing';
import type { CertificateContent } from '../../domain/x509/contents.js';
import { authoritiesFor, type TrustedAuthority } from '../../domain/x509/trusted-authorities.js';
import { aPolicy } from '../../../test/world-parts.js';
import { later, OutsideAuthority, softKey } from '../../../test/outside-authority.js';
import { Asn1X509Composer } from '../x509/asn1-x509-composer.js';
import { authoritiesFile } from './authorities-file.js';

const DAY = 86_400_000;
const clock = new FakeClock();
const composer = new Asn1X509Composer();
const pem = (certificate: Uint8Array, label = 'CERTIFICATE') =>
  `-----BEGIN ${label}-----\n${Buffer.from(certificate)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`;

let root: OutsideAuthority;
let other: OutsideAuthority;
let good: { readonly name: string; readonly issuers: readonly string[] };
beforeAll(async () => {
  [root, other] = await Promise.all([OutsideAuthority.make(clock, 'Root'), OutsideAuthority.make(clock, 'Other')]);
  good = { name: 'national', issuers: [pem(root.issuer.certificate)] };
});

/** An authority below another. */
async function below(above: OutsideAuthority, change: Partial<CertificateContent> = {}, signer = above.key): Promise<Uint8Array> {
  const key = softKey();
  const subject = [{ attribute: 'CN', value: 'Below' }] as const;
  const more = { pathLength: 0, keyUsage: ['keyCertSign', 'cRLSign'], policies: [], validTo: later(clock, 400 * DAY), ...change } as const;
  return above.certificate({ subject, publicKey: key.publicKey }, more, signer);
}

const read = (content: unknown): readonly TrustedAuthority[] => authoritiesFile.parse(content);
const flawOf = (content: unknown): string => {
  const parsed = authoritiesFile.safeParse(content);
  return parsed.success ? 'none' : parsed.error.issues.map(({ message }) => message).join('; ');
};

describe('the file of authorities elsewhere', () => {
  it('pins issuing keys, and wants the subject as it was asked for', () => {
    expect(read([good])).toEqual([{ name: 'national', subject: 'exact', issuers: [root.issuer] }]);
    expect(read([])).toEqual([]);
  });

  it('may name files in place of certificates', () => {
    const folder = mkdtempSync(join(tmpdir(), 'paraph-authorities-'));
    try {
      const path = join(folder, 'root.pem');
      writeFileSync(path, good.issuers.join(''));
      expect(read([{ ...good, issuers: [path], anchors: [path] }])).toEqual(read([{ ...good, anchors: good.issuers }]));
      expect(flawOf([{ ...good, issuers: [join(folder, 'nowhere.pem')] }])).toMatch(/path of a file/);
      writeFileSync(path, 'nothing');
      expect(flawOf([{ ...good, issuers: [path] }])).toMatch(/path of a file/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('may allow a longer subject and name the policies that stand in place of ours', () => {
    expect(read([{ ...good, subject: 'extended', policyOids: ['2.999.7'] }])).toMatchObject([{ subject: 'extended', policyOids: ['2.999.7'] }]);
  });

  it('may name anchors: then the dates of everything in between count', async () => {
    const issuing = await below(root);
    const [authority] = read([{ name: 'national', issuers: [pem(issuing)], anchors: [pem(root.issuer.certificate), pem(other.issuer.certificate)] }]);
    expect(authority?.issuers[0]?.path).toEqual({ from: later(clock, 0), to: later(clock, 400 * DAY) });
    const [itself] = read([{ ...good, anchors: good.issuers }]);
    expect(itself?.issuers[0]?.path).toEqual(root.issuer.path);
  });

  it('knows which issuer may not sign lists', async () => {
    const mute = await OutsideAuthority.make(clock, 'Mute', { keyUsage: ['keyCertSign'] });
    expect(read([{ ...good, issuers: [pem(mute.issuer.certificate)] }])[0]?.issuers[0]?.signsLists).toBe(false);
  });

  it.each<[string, () => unknown, RegExp]>([
    ['that is no array', () => good, /array/],
    ['with a name twice', () => [good, good], /each name once/],
    ['with the embedded authority’s name', () => [{ ...good, name: 'embedded' }], /embedded/],
    ['with a name of other letters', () => [{ ...good, name: 'Nationale Autorité' }], /./],
    ['without an issuer', () => [{ ...good, issuers: [] }], /./],
    ['with an issuer twice', () => [{ ...good, issuers: [...good.issuers, ...good.issuers] }], /each issuing key once/],
    ['with two certificates in one text', () => [{ ...good, issuers: [good.issuers.join('') + pem(other.issuer.certificate)] }], /one certificate/],
    ['with text that is no certificate', () => [{ ...good, issuers: ['national'] }], /one certificate/],
    ['with a broken certificate', () => [{ ...good, issuers: [pem(root.issuer.certificate.subarray(0, 200))] }], /one certificate/],
    [
      'with a signer’s certificate',
      async () => [{ ...good, issuers: [pem(await root.certificate({ subject: root.name, publicKey: softKey().publicKey }))] }],
      /authority/,
    ],
    ['with an authority that may not certify', async () => [{ ...good, issuers: [pem(await below(root, { keyUsage: ['cRLSign'] }))] }], /keyCertSign/],
    ['with an issuer that no anchor stands above', () => [{ ...good, anchors: [pem(other.issuer.certificate)] }], /anchors/],
    ['with an issuer that only names an anchor', async () => [{ ...good, issuers: [pem(await below(root, {}, softKey()))], anchors: good.issuers }], /anchors/],
    ['with no anchor in the list of them', () => [{ ...good, anchors: [] }], /./],
    ['with policies that are none', () => [{ ...good, policyOids: ['gold'] }], /./],
    ['with another way to compare subjects', () => [{ ...good, subject: 'any' }], /./],
    ['with a member nobody knows', () => [{ ...good, keyUsage: ['digitalSignature'] }], /keyUsage/],
  ])('is refused %s', async (_what, content, flaw) => {
    expect(flawOf(await content())).toMatch(flaw);
    expect(flawOf(await content())).not.toBe('none');
    expect(flawOf([good])).toBe('none');
  });

  it('is refused with a key that is too weak', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const key = {
      algorithm: 'rsa2048',
      publicKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })),
      sign: (bytes: Uint8Array) => Promise.resolve(new Uint8Array(sign('sha256', bytes, privateKey))),
    } as const;
    const dates = { validFrom: clock.now(), validTo: later(clock, DAY) };
    const content = { serialNumber: '01', issuer: { name: root.name, publicKey: key.publicKey }, subject: root.name, publicKey: key.publicKey, ...dates };
    const weak = await composer.certificate({ ...content, keyUsage: ['keyCertSign'], pathLength: 0, policies: [], addresses: {} }, key);
    expect(flawOf([{ ...good, issuers: [pem(weak)] }])).toMatch(/RSA from 2048 bits/);
  });

  it('has to have every authority that a policy names', () => {
    const policy = { ...aPolicy, certificate: { ...aPolicy.certificate, authority: 'national' } };
    expect(authoritiesFor([aPolicy, policy], read([good])).find('national')?.issuers).toHaveLength(1);
    expect(() => authoritiesFor([aPolicy, policy], [])).toThrow('"national", which policy "test" names');
    expect(authoritiesFor([aPolicy], []).find('national')).toBeUndefined();
  });
});
