/** `npm run sign`: the sample application as a command, with the robot and with a person in a browser. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { verifyPdf } from '../tools/sandbox/sca/verify.ts';
import { trustAnchors } from '../tools/stack/trust-anchors.ts';
import { launchBrowser, signInAs } from './harness/browser.ts';
import { origin, person, state } from './harness/stack.ts';

const root = resolve(import.meta.dirname, '..');
const sample = join(root, 'tools/sandbox/documents/sample.pdf');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paraph-sign-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<{ status: number | null; output: string }>;
  output: string;
}

function sign(...words: string[]): Command {
  const child = spawn(process.execPath, ['--no-warnings', join(root, 'tools/sandbox/sca/sign.ts'), '--state', state, ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const command: Command = { child, output: '', ended: new Promise((done) => child.once('close', (status) => done({ status, output: command.output }))) };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (command.output += chunk.toString()));
  return command;
}

async function accepted(file: string): Promise<boolean> {
  return (await verifyPdf(file, await trustAnchors(origin('caConnector')))).ok;
}

describe('npm run sign', () => {
  it('signs a PDF that openssl and pdfsig accept', async () => {
    const out = join(folder, 'robot.pdf');
    const { status, output } = await sign('--user', 'bob', sample, out).ended;
    expect({ status, said: output.includes('is signed by bob') }).toEqual({ status: 0, said: true });
    expect(await accepted(out)).toBe(true);
  });

  it('waits for a person in a browser', async () => {
    const out = join(folder, 'browser.pdf');
    const command = sign('--browser', sample, out);
    let address: string | undefined;
    while (!address && command.child.exitCode === null) {
      await new Promise((done) => setTimeout(done, 100));
      address = /^\s*(http:\/\/identity\.localhost\S+)$/m.exec(command.output)?.[1];
    }
    const browser = await launchBrowser();
    const page = await browser.newPage();
    const { login, password } = person('alice');
    await page.goto(address ?? '');
    await page.locator('input[type=checkbox]').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await signInAs(page, login, password);
    const { status } = await command.ended;
    await browser.close();
    expect(status).toBe(0);
    expect(await accepted(out)).toBe(true);
  });

  it.each([
    ['a file that is not there', ['nowhere.pdf', 'out.pdf'], 'is not there'],
    ['a file that is no PDF', ['<text>', 'out.pdf'], 'cannot be signed'],
    ['a user nobody knows', ['--user', 'mallory', '<sample>', 'out.pdf'], 'no user mallory'],
    ['no file at all', [], 'in.pdf'],
  ])('says what is wrong with %s, and writes nothing', async (_case, words, said) => {
    const text = join(folder, 'text.pdf');
    writeFileSync(text, 'no pdf');
    const out = join(folder, 'never.pdf');
    const given = words.map((word) => ({ '<text>': text, '<sample>': sample, 'out.pdf': out })[word] ?? word);
    const { status, output } = await sign(...given).ended;
    expect(output).toContain(said);
    expect(status).not.toBe(0);
    expect(existsSync(out)).toBe(false);
  });
});
