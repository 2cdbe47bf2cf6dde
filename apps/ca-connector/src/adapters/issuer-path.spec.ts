import 'reflect-metadata';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as x509 from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { newRequest, TestPki } from '../../test/test-pki.js';
import { issuerPath } from './issuer-path.js';

describe('the issuers of a certificate', () => {
  let [pki, other]: readonly TestPki[] = [];
  let certificate: Uint8Array;
  beforeAll(async () => {
    [pki, other] = [await TestPki.create(), await TestPki.create()];
    certificate = await pki.certify(await newRequest());
  });

  const own = (): readonly Uint8Array[] => pki?.issuers ?? [];

  it('are put in order, whatever order they come in, each once', () => {
    const shuffled = [...own(), ...(other?.issuers ?? []), certificate, ...own()].reverse();
    expect(issuerPath(certificate, shuffled)).toEqual(own());
  });

  it('are those whose keys signed, not those of the same names', () => {
    expect(issuerPath(certificate, other?.issuers ?? [])).toEqual([]);
  });

  it('are not those that only bear the name, where nothing but the signature tells', async () => {
    const [one, namesake] = [await bareRoot(), await bareRoot()];
    expect(issuerPath(one.leaf, [namesake.root])).toEqual([]);
    expect(issuerPath(one.leaf, [namesake.root, one.root])).toEqual([one.root]);
  });

  it('end where one is missing', () => {
    expect(issuerPath(certificate, own().slice(0, 1))).toEqual(own().slice(0, 1));
  });
});

/** A root and a certificate by it, without identifiers of keys. */
async function bareRoot(): Promise<{ readonly root: Uint8Array; readonly leaf: Uint8Array }> {
  const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const [keys, { publicKey }] = [
    await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign']),
    await webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign']),
  ];
  const [ca, issuer] = [new x509.BasicConstraintsExtension(true, undefined, true), 'CN=Bare'];
  const root = await x509.X509CertificateGenerator.createSelfSigned({ name: issuer, keys, signingAlgorithm, extensions: [ca] });
  const leaf = await x509.X509CertificateGenerator.create({ subject: 'CN=Leaf', issuer, publicKey, signingKey: keys.privateKey, signingAlgorithm });
  return { root: new Uint8Array(root.rawData), leaf: new Uint8Array(leaf.rawData) };
}
