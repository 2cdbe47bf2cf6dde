import { describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimsOf, FakeKeyDestructions } from './fake-key-destructions.js';
import { DestructionReport } from '../src/domain/destruction/destruction-report.js';

const destructions = new FakeKeyDestructions();
const report = new DestructionReport(destructions);

/** What a program that is not ours reads in a PDF, and whether another takes its structure. */
function foreignText(pdf: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'destruction-'));
  try {
    const file = join(folder, 'certificate.pdf');
    writeFileSync(file, Buffer.from(pdf, 'base64'));
    // Poppler repairs what is broken, and says so.
    const { stderr } = spawnSync('pdfinfo', [file], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a certificate of destruction', () => {
  it('says the same to programs and to people, in a PDF that others read', async () => {
    const credentialId = newId('cred');
    const claims = claimsOf(credentialId);
    destructions.destroyed.set(credentialId, claims);
    const answer = await report.run(credentialId);
    expect(answer.claims).toEqual(claims);
    const text = foreignText(answer.pdf);
    const [key] = claims.keys;
    const said = [credentialId, claims.signer, claims.subscriber, key?.keyId, key?.keyDigest, key?.destroyedAt, key?.copies.tokens, key?.copies.backupsUntil];
    for (const one of [...said, ...(key?.tries.map(({ replica }) => replica) ?? []), 'its certificate was over', 'CN=Chloé (née <U+0141>o<U+015B>), C=FR'])
      expect(text).toContain(one);
    // Whole, however it is broken into lines: what counts can be taken from the paper.
    expect(text.replaceAll(/\s/g, '')).toContain(answer.certificate);
  });

  it('is not made for what was not destroyed', async () => {
    await expect(report.run(newId('cred'))).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('is not made of what is not one', async () => {
    const credentialId = newId('cred');
    destructions.destroyed.set(credentialId, { ...claimsOf(credentialId), keys: [] });
    await expect(report.run(credentialId)).rejects.toThrow();
  });
});
