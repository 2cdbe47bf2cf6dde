import { execFileSync, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, X509Certificate } from 'node:crypto';
import { compactVerify, importX509 } from 'jose';
import { checkFolder } from './check.ts';
import { commandLine, run } from './programs.ts';
import { shortCode, type Plan } from './script.ts';
import { signTranscript } from './sign-transcript.ts';
import { textOf } from './transcript.ts';
import { ProviderRoom, ROOT } from './test/provider-room.ts';

let room: ProviderRoom;
beforeAll(async () => {
  room = new ProviderRoom();
  await room.withDatabase();
}, 60_000);
afterAll(() => room.close());

const here = (name: string): string => join(room.folder, name);
const pdfText = (file: string): string => execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
const pdfsig = (file: string): string => spawnSync('pdfsig', ['-nocert', file], { encoding: 'utf8' }).stdout;

/** Whether this token's MAC key sealed a transcript. */
async function isOfToken(folder: string): Promise<unknown> {
  const words = ['check-transcript', '--transcript', join(folder, 'transcript.json'), '--seal', join(folder, 'seal.json')];
  const programs = room.programs(folder);
  return JSON.parse((await run(programs, commandLine(programs, { program: 'token', words }), () => undefined)).output);
}

describe('the first token of a provider', () => {
  let plan: Plan;
  let folder: string;
  beforeAll(() => {
    folder = here('first');
    plan = room.plan('first-token', { provider: 'Example Trust', place: 'Room 1', token: 'ABC-1', published: here('published') });
  });

  it('is made by a script with a break in it: keys, authorities, and a transcript that the token signed', async () => {
    // Half of them go home after the keys; what is on paper opens the folder again.
    const first = await room.hold(plan, folder, (question) =>
      question.startsWith('Approved by (auditor') && room.said.at(-1)?.includes(' describe ') ? 'break' : undefined,
    );
    expect([first.outcome, first.transcript.all('step-done').length]).toEqual(['break', 3]);
    const code = shortCode(first.transcript.head);
    expect(room.said.at(-1)).toContain(code);
    const second = await room.hold(plan, folder, (question) => (question.startsWith('The code that you wrote down') ? code : undefined));
    const failed = second.transcript.all('command-ended').flatMap(({ about: { errors } }) => (errors === undefined ? [] : [JSON.stringify(errors)]));
    expect({ outcome: second.outcome, failed }).toEqual({ outcome: 'ended', failed: [] });
    await signTranscript(plan, second.transcript, room.programs(folder), folder);

    const described = textOf(second.transcript.all('command-ended').at(-2)?.about, 'output');
    expect(JSON.parse(described)).toMatchObject({ token: { label: 'paraph-first' }, generations: [{ generation: 1 }] });
    expect(new X509Certificate(readFileSync(here('published/root.pem'))).ca).toBe(true);
    expect(checkFolder(folder)).toMatchObject({
      people: ['Ann (security-officer)', 'Ben (hsm-administrator)', 'Cleo (hsm-administrator)', 'Dora (auditor)'],
      entries: second.transcript.entries.length,
    });
  }, 120_000);

  it('has a signature that software which is not ours verifies, in both its forms', async () => {
    const { certificate } = JSON.parse(readFileSync(join(folder, 'seal.json'), 'utf8')) as { certificate: string };
    const pem = new X509Certificate(Buffer.from(certificate, 'base64')).toString();
    const verified = await compactVerify(readFileSync(join(folder, 'transcript.jws'), 'utf8'), await importX509(pem, 'ES256'));
    expect(verified.protectedHeader.typ).toBe('paraph-ceremony+jwt');
    expect(pdfsig(join(folder, 'transcript.pdf'))).toContain('Signature is Valid.');
    expect(pdfsig(join(folder, 'transcript.pdf'))).toContain('Total document signed');
    const root = room.file('ceremony.pem', pem);
    expect(execFileSync('openssl', ['verify', '-check_ss_sig', '-CAfile', root, root], { encoding: 'utf8' })).toContain('OK');
    expect(pdfText(join(folder, 'transcript.pdf'))).toContain('how: signature');
  });

  it('is known by its token again, and by no other', async () => {
    expect(await isOfToken(folder)).toMatchObject({ isOfThisToken: true });
    const file = join(folder, 'seal.json');
    const seal = JSON.parse(readFileSync(file, 'utf8')) as { mac: string };
    // A sibling has the same MAC key; any other token makes another MAC.
    const other = here('other-seal');
    execFileSync('cp', ['-r', `${folder}/.`, other]);
    writeFileSync(join(other, 'seal.json'), JSON.stringify({ ...seal, mac: Buffer.from(randomBytes(32)).toString('base64') }));
    expect(await isOfToken(other)).toMatchObject({ isOfThisToken: false });
  });

  it('leaves no key in the token that could sign another transcript, and no PIN in what it wrote', async () => {
    const script = `pkcs11-tool --module ${room.programs(folder).token[1]} --token-label paraph-first --login --pin user-1234567890 --list-objects --type privkey`;
    const listed = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { ...process.env, ...room.programs(folder).environment } });
    if (listed.error === undefined && listed.status === 0) expect(listed.stdout).not.toContain('Private Key Object');
    for (const name of ['transcript.json', 'transcript.jws', 'transcript.jsonl', 'book.jsonl'])
      expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/user-1234567890|officer-0987654321/);
    expect(readFileSync(join(folder, 'book.jsonl'), 'utf8')).toContain('transcript-signed');
  });

  it.each<[string, string, (text: string) => string]>([
    ['a word of an answer', 'transcript.json', (text) => text.replace('As it should be.', 'As it should BE.')],
    ['a person', 'transcript.json', (text) => text.replaceAll('Dora', 'Dana')],
    ['the signature', 'transcript.jws', (text) => `${text.slice(0, -4)}AAAA`],
    ['what is signed', 'transcript.jws', (text) => text.replace(/\.(.)/, (_, one: string) => `.${one === 'e' ? 'f' : 'e'}`)],
  ])('does not stand when somebody changed %s', (_what, name, change) => {
    const copy = here('edited');
    execFileSync('cp', ['-r', `${folder}/.`, copy]);
    expect(() => checkFolder(copy)).not.toThrow();
    const file = join(copy, name);
    const before = readFileSync(file, 'utf8');
    expect(change(before)).not.toBe(before);
    writeFileSync(file, change(before));
    expect(() => checkFolder(copy)).toThrow();
  });

  it('goes to the printer as a plan that has the codes, which the screen never shows', () => {
    const words = ['--no-warnings', join(ROOT, 'tools/ceremony/ceremony.ts'), 'print', 'first-token', '--folder', here('printed')];
    const values = Object.entries(plan.values).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
    execFileSync(process.execPath, [...words, ...values]);
    const codes = [...readFileSync(here('printed/plan.txt'), 'utf8').matchAll(/code (\S+)$/gm)].map(([, code]) => code ?? '');
    expect(codes).toHaveLength(plan.script.steps.length);
    expect(pdfText(here('printed/plan.pdf'))).toContain(codes[0]);
    for (const code of codes) expect(room.said.join('\n')).not.toContain(code);
  });
});

describe('the container of a customer', () => {
  let management: Server;
  let asked: { act: unknown; authorization: string | undefined }[];
  beforeAll(async () => {
    asked = [];
    const proposal = { proposalId: 'prop_1', approvalUrl: 'http://approval.localhost/#statement=x', approvals: [] as object[] };
    // Management as its API is: the proposal is opened, and its people decide elsewhere.
    management = createServer((request, response) => {
      const answer = (status: number, body: object): unknown => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.method === 'GET')
        return answer(200, {
          ...proposal,
          state: 'done',
          approvals: [
            { name: 'Ann', at: 'now' },
            { name: 'Sam', at: 'now' },
          ],
        });
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      return request.on('end', () => {
        asked.push({ act: (JSON.parse(body) as { act: unknown }).act, authorization: request.headers.authorization });
        answer(201, { ...proposal, state: 'open' });
      });
    });
    await new Promise<void>((done) => management.listen(0, '127.0.0.1', done));
  });
  afterAll(() => void management.close());

  it('is opened by the quorum, and its customer gets a copy that is signed as the original is', async () => {
    const act = { act: 'open-container', containerId: 'ctr_1' };
    const files = { 'token-file': room.file('operator', 'operator-token\n'), act: room.file('act.json', JSON.stringify(act)) };
    const origin = `http://127.0.0.1:${(management.address() as AddressInfo).port}`;
    const plan = room.plan('container', { provider: 'Example Trust', customer: 'Example Houses', contract: '2026-7', management: origin, ...files });
    const folder = here('container');
    const { outcome, transcript } = await room.hold(plan, folder);
    expect(outcome).toBe('ended');
    expect(asked).toEqual([{ act, authorization: 'Bearer operator-token' }]);
    await signTranscript(plan, transcript, room.programs(folder), folder);

    const copy = join(folder, 'copy-for-client');
    expect(checkFolder(copy)).toEqual(checkFolder(folder));
    expect(pdfsig(join(copy, 'transcript.pdf'))).toContain('Signature is Valid.');
    expect(pdfText(join(copy, 'transcript.pdf'))).toContain('signed copy for Example Houses');
    expect(pdfText(join(folder, 'transcript.pdf'))).not.toContain('signed copy for');
    expect(await isOfToken(copy)).toMatchObject({ isOfThisToken: true });
    expect(readFileSync(join(folder, 'transcript.json'), 'utf8')).not.toContain('operator-token');
  }, 60_000);
});
