import { beforeAll, describe, expect, it } from '@jest/globals';

import { completeCms, completePdf, prepareCms, preparePdf, type DigestAlgorithm } from '../src/index.js';
import { extractSignatures, opensslVerify, pdfsigVerify } from './independent-verifier.js';
import { hybridPdf, streamPdf, tablePdf } from './pdf-fixture.js';
import { throwawaySigner, type KeyKind, type ThrowawaySigner } from './throwaway-signer.js';

const kinds: readonly KeyKind[] = ['p256', 'p384', 'rsa'];
const digests: readonly DigestAlgorithm[] = ['sha256', 'sha384', 'sha512'];
const signers = new Map<KeyKind, ThrowawaySigner>();
const signedAt = new Date(Date.now() - 60_000);

beforeAll(async () => {
  for (const kind of kinds) signers.set(kind, await throwawaySigner(kind));
});

function signerOf(kind: KeyKind): ThrowawaySigner {
  const signer = signers.get(kind);
  if (signer === undefined) throw new Error(`no signer for ${kind}`);
  return signer;
}

function sign(pdf: Uint8Array, kind: KeyKind = 'p256', digestAlgorithm: DigestAlgorithm = 'sha256'): Uint8Array {
  const signer = signerOf(kind);
  const { signingCertificate, chain } = signer;
  const said = { signedAt, name: 'Zoé Throwaway', reason: 'To try it', location: 'Here' };
  const prepared = preparePdf(pdf, { signingCertificate, chain, digestAlgorithm, ...said });
  return completePdf(prepared, signer.sign(prepared), signer.algorithm(digestAlgorithm));
}

/** What pdfsig prints for each signature it finds good. */
function counted(text: string): { valid: number; trusted: number } {
  const count = (sentence: string) => text.split(sentence).length - 1;
  return { valid: count('Signature is Valid.'), trusted: count('Certificate is Trusted.') };
}

describe.each(kinds.flatMap((kind) => digests.map((digest) => [kind, digest] as const)))('a PDF signed with %s and %s', (kind, digest) => {
  it('is accepted by openssl, and refused by it with another root', () => {
    const [signature] = extractSignatures(sign(tablePdf(), kind, digest));
    if (signature === undefined) throw new Error('no signature found');
    expect(opensslVerify(signature.cms, signature.content, signerOf(kind).rootPem)).toMatchObject({ status: 0 });
    const otherRoot = signerOf(kind === 'rsa' ? 'p256' : 'rsa').rootPem;
    expect(opensslVerify(signature.cms, signature.content, otherRoot).status).not.toBe(0);
  });

  it('is accepted by pdfsig', () => {
    const { text } = pdfsigVerify(sign(tablePdf(), kind, digest), signerOf(kind).rootPem);
    expect(counted(text)).toEqual({ valid: 1, trusted: 1 });
    expect(text).toContain('Total document signed');
    expect(text).toContain('ETSI.CAdES.detached');
  });
});

describe.each([
  ['a table', tablePdf()],
  ['a cross-reference stream', streamPdf()],
  ['hybrid cross-references', hybridPdf()],
])('a PDF with %s', (_, pdf) => {
  it('can be signed twice, and both signatures stand', () => {
    const signed = sign(sign(pdf, 'rsa'), 'p256');
    const [last, first] = [signerOf('p256').rootPem, signerOf('rsa').rootPem];
    expect(counted(pdfsigVerify(signed, first, last).text)).toEqual({ valid: 2, trusted: 2 });
    const verdicts = extractSignatures(signed).map(({ cms, content }, index) => opensslVerify(cms, content, index === 0 ? last : first));
    expect(verdicts).toMatchObject([{ status: 0 }, { status: 0 }]);
  });
});

describe('one byte changed', () => {
  function tampered(): Buffer {
    const bytes = Buffer.from(sign(tablePdf()));
    const at = bytes.indexOf('A page of text');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  }

  it('makes openssl refuse', () => {
    const [signature] = extractSignatures(tampered());
    if (signature === undefined) throw new Error('no signature found');
    expect(opensslVerify(signature.cms, signature.content, signerOf('p256').rootPem).status).not.toBe(0);
  });

  it('makes pdfsig refuse', () => {
    const { text } = pdfsigVerify(tampered(), signerOf('p256').rootPem);
    expect(counted(text).valid).toBe(0);
    expect(text).toContain('Digest Mismatch');
  });
});

describe('a detached CMS', () => {
  it('is accepted by openssl for its content and for no other', () => {
    const content = Buffer.from('anything at all');
    for (const kind of kinds) {
      const { signingCertificate, chain, rootPem, ...signer } = signerOf(kind);
      const prepared = prepareCms(content, { signingCertificate, chain, signedAt, digestAlgorithm: 'sha512' });
      const cms = completeCms(prepared, signer.sign(prepared), signer.algorithm('sha512'));
      expect(opensslVerify(cms, content, rootPem)).toMatchObject({ status: 0 });
      expect(opensslVerify(cms, Buffer.from('anything else'), rootPem).status).not.toBe(0);
      expect(opensslVerify(new Uint8Array(), content, rootPem).status).not.toBe(0);
    }
  });
});
