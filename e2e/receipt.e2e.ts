/** What an application keeps of a signature, and an auditor of a transaction, verified by a program that asks nobody. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSandbox } from '../tools/sandbox/sca/sandbox-file.ts';
import { signDocuments } from '../tools/sandbox/sca/sign-pdf.ts';
import { approve, enrol } from '../tools/sandbox/signer/robot.ts';
import { Progress, silent } from '../tools/stack/progress.ts';
import { trustWords } from '../tools/stack/trust-words.ts';
import { send } from './harness/answer.ts';
import { Application, digestOf } from './harness/application.ts';
import { logEnd, untilEvent } from './harness/audit-log.ts';
import { enrolSigner, management } from './harness/enrolment.ts';
import { auditorToken, credentialOf, ECDSA_SHA256, origin, person, state } from './harness/stack.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'paraph-receipt-'));
const path = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As `npm start` prints them, and the book has them. */
const printed = trustWords(state);
const tsa = printed.slice(printed.indexOf('--tsa'));
const trust = printed.slice(0, printed.indexOf('--tsa'));

/** The program as anybody runs it, with no word of this stack but its files. */
function verify(...words: readonly string[]): { readonly exit: number | null; readonly said: string } {
  const program = join(root, 'tools/paraph-verify/paraph-verify.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', program, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return { exit: status, said: `${stdout}${stderr}` };
}

/** A file of the API, once a signed head has all of it. */
async function fetchFile(what: string): Promise<string> {
  for (let tries = 0; tries < 80; tries += 1) {
    const answer = await send(`${origin('audit')}/audit/v1/${what}`, { headers: { authorization: `Bearer ${auditorToken()}` } });
    if (answer.status === 200) return answer.text;
    await sleep(200);
  }
  throw new Error(`${what} did not come`);
}

/** Has the last head time-stamped now: by itself that is done each hour. */
async function anchor(): Promise<void> {
  const answer = await send(`${origin('audit')}/audit/v1/anchors`, { method: 'POST', headers: { authorization: `Bearer ${auditorToken()}` } });
  if (answer.status !== 201) throw new Error(`audit answered ${answer.status} ${answer.text}`);
}

/** The same under a head that was time-stamped. What the services still had to say of it may come in between, and then the next head has that. */
async function fetchStamped(what: string): Promise<string> {
  for (let tries = 0; tries < 40; tries += 1) {
    const text = await fetchFile(what);
    if ('anchored' in (JSON.parse(text) as object)) return text;
    await anchor();
    await sleep(100);
  }
  throw new Error(`${what} got no time-stamp`);
}

async function signedPdf(): Promise<Uint8Array> {
  const documents = [{ label: 'Lease.pdf', pdf: new Uint8Array(readFileSync(join(root, 'tools/sandbox/documents/sample.pdf'))) }];
  const authorise = (url: string) => approve(url, person('alice'), { expect: { labels: ['Lease.pdf'] } });
  const task = { sandbox: readSandbox(state), credentialId: credentialOf('alice', 'p256'), documents, signedAt: new Date(), authorise };
  const [pdf] = await signDocuments(task, new Progress(silent));
  return pdf ?? new Uint8Array();
}

describe('what is taken away of a signature', () => {
  let receipt: string;
  beforeAll(async () => {
    const after = await logEnd();
    writeFileSync(path('signed.pdf'), await signedPdf());
    const made = await untilEvent({ after, source: 'sam', type: 'signature-made', particular: credentialOf('alice', 'p256') });
    const { attemptId = '', activationId = '' } = made.particulars;
    // Without a time-stamp, whether one has come by itself or not: only its own envelope is under no signature.
    receipt = JSON.stringify({ ...(JSON.parse(await fetchFile(`receipts/${attemptId}`)) as object), anchored: undefined });
    writeFileSync(path('receipt.json'), receipt);
    writeFileSync(path('stamped.json'), await fetchStamped(`receipts/${attemptId}`));
    writeFileSync(path('evidence.json'), await fetchStamped(`evidence/${activationId}`));
  }, 60_000);

  it('is a receipt that is beyond doubt, with the document it is about', () => {
    const { exit, said } = verify(path('receipt.json'), ...trust, '--document', path('signed.pdf'));
    expect(said).toContain('The signature in this PDF is the one that the log has, and covers the document as it is');
    expect({ exit, said }).toEqual({ exit: 0, said: expect.stringContaining('Beyond doubt.') });
  });

  it('has the time of an authority elsewhere, once its head was time-stamped', () => {
    const { exit, said } = verify(path('stamped.json'), ...trust, ...tsa);
    expect({ exit, said }).toEqual({ exit: 0, said: expect.stringContaining('A time-stamping authority that you trust saw this head') });
    expect(verify(path('receipt.json'), ...trust, ...tsa).exit).toBe(1);
  });

  it('is an evidence package that tells how it came to be, and nothing of it is in doubt', () => {
    const { exit, said } = verify(path('evidence.json'), ...trust, ...tsa, '--document', path('signed.pdf'));
    for (const words of [
      'Its key was made in the signature device',
      'The certificate in the package is the one that was bound to the key then',
      'agreed with ',
      'exactly those that the signer was asked about',
      'leads to a root that you trust',
    ])
      expect(said).toContain(words);
    expect({ exit, said }).toEqual({ exit: 0, said: expect.stringContaining('Beyond doubt.') });
  });

  it('is beyond doubt with the words that the trial prints, and in doubt without the authority that only the trial knows', () => {
    expect(verify(path('evidence.json'), ...printed)).toEqual({ exit: 0, said: expect.stringContaining('Beyond doubt.') });
    expect(verify(path('evidence.json'), ...trust)).toEqual({ exit: 1, said: expect.stringContaining('--tsa') });
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('is refused with one byte of it changed (%i of 8)', (part) => {
    const at = Math.floor((receipt.length * (part + 0.5)) / 8);
    const changed = receipt[at] === '0' ? '1' : '0';
    writeFileSync(path('changed.json'), `${receipt.slice(0, at)}${changed}${receipt.slice(at + 1)}`);
    expect(verify(path('changed.json'), ...trust).exit).not.toBe(0);
  });

  it('is not of a document that was altered', () => {
    const pdf = readFileSync(path('signed.pdf'));
    const at = '%PDF-1.'.length;
    pdf[at] = (pdf[at] ?? 0) ^ 1;
    writeFileSync(path('altered.pdf'), pdf);
    const { exit, said } = verify(path('receipt.json'), ...trust, '--document', path('altered.pdf'));
    expect({ exit, said }).toEqual({ exit: 1, said: expect.stringContaining('the document was altered after it was signed') });
  });

  it('is in doubt for whoever does not have the key of the provider', () => {
    expect(verify(path('receipt.json')).exit).toBe(1);
  });
});

describe('the evidence of a signature made before its credential was renewed', () => {
  const application = new Application();
  const bob = person('bob');
  let credentialId: string;

  /** Signs a hash, and answers its evidence package. */
  async function evidenceOf(words: string): Promise<{ readonly text: string; readonly certificates: readonly string[] }> {
    const [hash, after] = [digestOf(words), await logEnd()];
    const token = await application.authorise({ credentialId, hashes: [hash] }, bob);
    expect((await application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 })).status).toBe(200);
    const made = await untilEvent({ after, source: 'sam', type: 'signature-made', particular: credentialId });
    const text = await fetchFile(`evidence/${made.particulars['activationId'] ?? ''}`);
    return { text, certificates: (JSON.parse(text) as { certificates: string[] }).certificates };
  }

  beforeAll(async () => {
    ({ credentialId } = await enrolSigner({ name: 'Bob, to be renewed', algorithm: 'p256', provider: origin('idp'), person: bob }));
  }, 60_000);

  it('has the certificate of then, and nothing of it is in doubt', async () => {
    const before = await evidenceOf('signed before');
    await enrol((await management().renewCredential(credentialId, 'update')).enrolmentUrl, bob);
    await untilEvent({ source: 'key-lifecycle', type: 'credential-renewed', particular: credentialId });
    const after = await evidenceOf('signed after');
    // The first one, asked for once more.
    const activationId = (JSON.parse(before.text) as { activationId: string }).activationId;
    const again = await fetchFile(`evidence/${activationId}`);
    expect((JSON.parse(again) as { certificates: string[] }).certificates).toEqual(before.certificates);
    expect(after.certificates[0]).not.toBe(before.certificates[0]);
    for (const [name, text] of [
      ['renewed-before.json', again],
      ['renewed-after.json', after.text],
    ] as const) {
      writeFileSync(path(name), text);
      // Some of these came under a time-stamp meanwhile.
      const { exit, said } = verify(path(name), ...trust, ...('anchored' in (JSON.parse(text) as object) ? tsa : []));
      expect(said).toContain('The certificate in the package is the one that was bound to the key then');
      expect({ exit, said }).toEqual({ exit: 0, said: expect.stringContaining('Beyond doubt.') });
    }
    // With the certificate of now it is another story.
    writeFileSync(path('exchanged.json'), JSON.stringify({ ...(JSON.parse(again) as object), certificates: after.certificates }));
    expect(verify(path('exchanged.json'), ...trust)).toMatchObject({ exit: 1, said: expect.stringContaining('the key was bound to another certificate then') });
  }, 90_000);
});
