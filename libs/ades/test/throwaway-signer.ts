import 'reflect-metadata';

import { createPrivateKey, randomUUID, sign, webcrypto, type KeyObject } from 'node:crypto';

import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator, type X509Certificate } from '@peculiar/x509';

import { signatureAlgorithm, type DigestAlgorithm, type SignatureAlgorithm } from '../src/algorithms.js';
import type { PreparedPdf } from '../src/prepare-pdf.js';

/** A signer with a key made for one test, below a root made for the same test. */
export interface ThrowawaySigner {
  readonly signingCertificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly rootPem: string;
  readonly algorithm: (digest: DigestAlgorithm) => SignatureAlgorithm;
  readonly sign: (prepared: Pick<PreparedPdf, 'signedAttributes' | 'digestAlgorithm'>) => Uint8Array;
}

const keyParameters = {
  p256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  p384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
} as const;

export type KeyKind = keyof typeof keyParameters;

/** Makes a root and a leaf fit for signing documents. */
export async function throwawaySigner(kind: KeyKind): Promise<ThrowawaySigner> {
  const rootKeys = await webcrypto.subtle.generateKey(keyParameters.p256, true, ['sign', 'verify']);
  const keys = await webcrypto.subtle.generateKey(keyParameters[kind], true, ['sign', 'verify']);
  // A name of its own, because verifiers look authorities up by name.
  const issuer = `CN=Throwaway Root ${randomUUID()}`;
  const root = await issue({ name: issuer, issuer, keys: rootKeys, issuerKeys: rootKeys, isAuthority: true });
  const leaf = await issue({ name: 'CN=Zoé Throwaway', issuer, keys, issuerKeys: rootKeys, isAuthority: false });
  const exported = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const privateKey: KeyObject = createPrivateKey({ key: exported, format: 'der', type: 'pkcs8' });
  return {
    signingCertificate: new Uint8Array(leaf.rawData),
    chain: [new Uint8Array(root.rawData)],
    rootPem: root.toString('pem'),
    algorithm: (digest) => signatureAlgorithm(kind === 'rsa' ? 'rsa' : 'ec', digest),
    sign: ({ signedAttributes, digestAlgorithm }) => sign(digestAlgorithm, signedAttributes, privateKey),
  };
}

interface Issue {
  readonly name: string;
  readonly issuer: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly issuerKeys: webcrypto.CryptoKeyPair;
  readonly isAuthority: boolean;
}

async function issue({ name, issuer, keys, issuerKeys, isAuthority }: Issue): Promise<X509Certificate> {
  const usages = isAuthority ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign : KeyUsageFlags.nonRepudiation;
  return X509CertificateGenerator.create({
    serialNumber: isAuthority ? '01' : '00a1b2c3',
    subject: name,
    issuer,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
    publicKey: keys.publicKey,
    signingKey: issuerKeys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [new BasicConstraintsExtension(isAuthority, undefined, true), new KeyUsagesExtension(usages, true)],
  });
}
