import { readFileSync, writeFileSync } from 'node:fs';
import { completePdf, preparePdf, signatureAlgorithm } from '@paraph/ades';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { samplePdf } from '../documents/sample-pdf.ts';
import { OpensslAuthority } from './test/openssl-authority.ts';
import { tamper, verifyPdf } from './verify.ts';

let authority: OpensslAuthority;
let stranger: OpensslAuthority;
let signed: string;

beforeAll(() => {
  authority = new OpensslAuthority();
  stranger = new OpensslAuthority(['rsa:2048']);
  signed = authority.path('signed.pdf');
  writeFileSync(signed, sign(samplePdf()));
});

afterAll(() => {
  authority.remove();
  stranger.remove();
});

function sign(pdf: Uint8Array, by = authority): Uint8Array {
  const { signingCertificate, chain } = by;
  const prepared = preparePdf(pdf, { signingCertificate, chain, digestAlgorithm: 'sha256', signedAt: new Date() });
  const family = by === authority ? 'ec' : 'rsa';
  return completePdf(prepared, by.sign('sha256', prepared.signedAttributes), signatureAlgorithm(family, 'sha256'));
}

describe('a signed PDF', () => {
  it('is accepted by openssl and by pdfsig', async () => {
    const verification = await verifyPdf(signed, authority.trust);
    expect(verification).toMatchObject({ ok: true, openssl: { ok: true }, pdfsig: { ok: true } });
    expect(verification.openssl.text).toContain('signer.pem: OK');
    expect(verification.pdfsig.text).toContain('Alice Test');
  });

  it('signed with RSA is accepted too', async () => {
    const file = stranger.path('rsa.pdf');
    writeFileSync(file, sign(samplePdf(), stranger));
    expect(await verifyPdf(file, stranger.trust)).toMatchObject({ ok: true });
  });

  it('is refused by both after one byte changed', async () => {
    const file = authority.path('tampered.pdf');
    await tamper(signed, file);
    const [before, after] = [readFileSync(signed), readFileSync(file)];
    expect(after.filter((byte, index) => byte !== before[index])).toHaveLength(1);
    const verification = await verifyPdf(file, authority.trust);
    expect(verification).toMatchObject({ ok: false, openssl: { ok: false }, pdfsig: { ok: false } });
    expect(verification.pdfsig.text).toContain('Digest Mismatch');
  });

  it('is refused by both under another root', async () => {
    const verification = await verifyPdf(signed, stranger.trust);
    expect(verification).toMatchObject({ ok: false, openssl: { ok: false }, pdfsig: { ok: false } });
  });

  it('is refused when something was appended after the signature', async () => {
    const file = authority.path('appended.pdf');
    writeFileSync(file, Buffer.concat([readFileSync(signed), Buffer.from('% more\n')]));
    expect(await verifyPdf(file, authority.trust)).toMatchObject({ ok: false, openssl: { ok: false }, pdfsig: { ok: false } });
  });

  it('is refused by openssl without the list of one authority, and once its signer is revoked', async () => {
    const { crlPem, ...trust } = authority.trust;
    const onlyRoot = `${crlPem.split('-----END X509 CRL-----')[0] ?? ''}-----END X509 CRL-----\n`;
    expect((await verifyPdf(signed, { ...trust, crlPem: onlyRoot })).openssl).toMatchObject({ ok: false });
    authority.revokeSigner();
    const { openssl } = await verifyPdf(signed, authority.trust);
    expect(openssl.ok).toBe(false);
    expect(openssl.text).toContain('certificate revoked');
  });
});

it.each([
  ['an unsigned PDF', samplePdf()],
  ['an empty file', Buffer.alloc(0)],
  ['a byte range around nothing', Buffer.from('%PDF-1.7 /ByteRange [0 0 0 0]')],
])('%s is refused by both', async (_, content) => {
  const file = stranger.path('none.pdf');
  writeFileSync(file, content);
  expect(await verifyPdf(file, stranger.trust)).toMatchObject({ ok: false, openssl: { ok: false }, pdfsig: { ok: false } });
});
