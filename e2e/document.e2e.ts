/** A PDF signed from end to end, believed by software we did not write, and believed no longer once a byte changes. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSandbox } from '../tools/sandbox/sca/sandbox-file.ts';
import { signDocuments } from '../tools/sandbox/sca/sign-pdf.ts';
import { tamper, verifyPdf } from '../tools/sandbox/sca/verify.ts';
import { approve } from '../tools/sandbox/signer/robot.ts';
import { Progress, silent } from '../tools/stack/progress.ts';
import { trustAnchors } from '../tools/stack/trust-anchors.ts';
import { credentialOf, origin, person, state } from './harness/stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'paraph-document-'));
const sample = readFileSync(resolve(import.meta.dirname, '../tools/sandbox/documents/sample.pdf'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function signed(login: string, algorithm: string, copies: number): Promise<Uint8Array[]> {
  const documents = Array.from({ length: copies }, (_, index) => ({ label: `Lease ${index + 1}.pdf`, pdf: new Uint8Array(sample) }));
  const authorise = (url: string) => approve(url, person(login), { expect: { labels: documents.map(({ label }) => label) } });
  return signDocuments(
    { sandbox: readSandbox(state), credentialId: credentialOf(login, algorithm), documents, signedAt: new Date(), authorise },
    new Progress(silent),
  );
}

describe('a signed PDF', () => {
  it.each([
    ['alice', 'p256'],
    ['bob', 'rsa3072'],
  ])('by %s with %s is accepted by openssl and pdfsig, and refused by both after one byte', async (login, algorithm) => {
    const [pdf] = await signed(login, algorithm, 1);
    const file = join(folder, `${login}.pdf`);
    writeFileSync(file, pdf ?? new Uint8Array());
    const anchors = await trustAnchors(origin('caConnector'));
    expect(verdict(await verifyPdf(file, anchors))).toEqual({ openssl: true, pdfsig: true });
    const changed = join(folder, `${login}-changed.pdf`);
    await tamper(file, changed);
    expect(verdict(await verifyPdf(changed, anchors))).toEqual({ openssl: false, pdfsig: false });
  });

  it('is one of three under one authorisation', async () => {
    const pdfs = await signed('alice', 'p256', 3);
    expect(pdfs).toHaveLength(3);
    const anchors = await trustAnchors(origin('caConnector'));
    for (const [index, pdf] of pdfs.entries()) {
      const file = join(folder, `three-${index}.pdf`);
      writeFileSync(file, pdf);
      expect(verdict(await verifyPdf(file, anchors))).toEqual({ openssl: true, pdfsig: true });
    }
  });
});

function verdict({ openssl, pdfsig }: { openssl: { ok: boolean }; pdfsig: { ok: boolean } }): { openssl: boolean; pdfsig: boolean } {
  return { openssl: openssl.ok, pdfsig: pdfsig.ok };
}
