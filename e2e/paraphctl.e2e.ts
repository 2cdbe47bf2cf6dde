/** An operator at a terminal: signed in with a passkey, looking, and putting before the quorum what it takes several people for. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromBase64Url } from '@paraph/kernel';
import { SoftwareAuthenticator } from '@paraph/testing';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../tools/paraphctl/run.ts';
import { send } from './harness/answer.ts';
import { anotherApplication, management } from './harness/enrolment.ts';
import { decide } from './harness/quorum.ts';
import { noteSecret } from './harness/secrets-seen.ts';
import { credentialOf, origin, sandbox } from './harness/stack.ts';

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly error: string;
}

const folder = mkdtempSync(join(tmpdir(), 'paraph-e2e-ctl-'));
// Passkeys know the page of management's own host, whatever address programs reach it by.
const passkey = SoftwareAuthenticator.make({ origin: `http://management.localhost:${new URL(origin('management')).port}` });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One line at the terminal. What it says is looked at while it still runs. */
async function ctl(words: readonly string[], onSaid: (text: string) => void = () => undefined): Promise<Ran> {
  const [out, error]: [string[], string[]] = [[], []];
  const say = (text: string): void => {
    out.push(text);
    onSaid(text);
  };
  const exit = await run([...words, '--origin', origin('management')], { say, complain: (text) => error.push(text), env: { XDG_CONFIG_HOME: folder } });
  return { exit, out: out.join('\n'), error: error.join('\n') };
}

const json = async (...words: string[]): Promise<Record<string, unknown>> => {
  const { exit, out, error } = await ctl([...words, '--json']);
  expect([exit, error]).toEqual([0, '']);
  return JSON.parse(out) as Record<string, unknown>;
};

/** What the pages of management ask of it, without a token. */
async function page(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const content = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await send(`${origin('management')}/management/v1/${path}`, { method, ...content });
  if (answer.status >= 400) throw new Error(`management refused ${path}: ${answer.status} ${answer.text}`);
  return answer.json ?? {};
}

const challengeIn = ({ challenge }: Record<string, unknown>): Uint8Array => fromBase64Url(String(challenge)) ?? new Uint8Array();

/** Approves the sign-in whose code the terminal shows. */
async function approveSignIn(said: string): Promise<void> {
  const code = /compare the code: (\S+)/.exec(said)?.[1];
  if (code === undefined) throw new Error('the terminal showed no code');
  const assertion = passkey.assert(challengeIn(await page('GET', `sign-ins/${code}`)));
  await page('POST', `sign-ins/${code}/approval`, { assertion });
}

beforeAll(async () => {
  const account = { issuer: origin('idp'), subject: `operator-${Date.now().toString(36)}` };
  const made = await management().act('operators', { name: 'Olivia Ortiz', account });
  const invitation = new URL(String(made['invitationUrl'])).hash.slice(1);
  noteSecret(invitation);
  const registration = passkey.register(challengeIn(await page('POST', 'invitations', { invitation })));
  await page('POST', 'invitations/passkey', { invitation, registration });

  const grant = { act: 'grant-role', operatorId: String(made['operatorId']), operatorName: 'Olivia Ortiz', role: 'application-manager' };
  const { proposalId, approvalUrl } = await management().act('proposals', { act: grant });
  await decide(approvalUrl);
  await management().act('roles', { proposalId });
}, 30_000);

describe('an operator at a terminal', () => {
  it('is nobody before a passkey opened the session', async () => {
    const { exit, out } = await ctl(['credential', 'list']);
    expect([exit, out]).toEqual([1, '']);
  });

  it('signs in with a passkey, is who was invited, and looks', async () => {
    let approved: Promise<void> = Promise.resolve();
    const login = await ctl(['login'], (said) => {
      if (said.includes('compare the code')) approved = approveSignIn(said);
    });
    await approved;
    expect(login).toMatchObject({ exit: 0, error: '', out: expect.stringContaining('signed in as Olivia Ortiz') });
    noteSecret((JSON.parse(readFileSync(join(folder, 'paraph', 'session.json'), 'utf8')) as { token: string }).token);
    expect(await json('whoami')).toMatchObject({ name: 'Olivia Ortiz', roles: ['application-manager'] });
    const { credentials } = (await json('credential', 'list', '--limit', '200')) as { credentials: { credentialId: string; state: string }[] };
    expect(credentials).toContainEqual(expect.objectContaining({ credentialId: credentialOf('alice', 'p256'), state: 'active' }));
  });

  it('puts before the quorum what its role covers, and two of three decide', async () => {
    const { clientId } = await anotherApplication(sandbox().subscriberId);
    const act = JSON.stringify({ act: 'limit-client', clientId, multisign: 7 });
    const { proposalId, approvalUrl, state } = await json('proposal', 'create', '--act', act);
    expect(state).toBe('open');
    await decide(approvalUrl, 1);
    expect(await json('proposal', 'show', String(proposalId))).toMatchObject({ state: 'open', approvals: [{ name: 'Sandbox approver 1' }] });
    await decide(approvalUrl, 1, 1);
    expect(await json('proposal', 'show', String(proposalId))).toMatchObject({ state: 'done' });
  });

  it.each<[string, readonly string[]]>([
    ['to suspend a credential', ['credential', 'suspend', credentialOf('alice', 'p256'), '--reason', 'not its own']],
    ['to open accounts', ['operator', 'list']],
    ['to end the service', ['proposal', 'create', '--act', JSON.stringify({ act: 'end-service', reason: 'a trial of what is refused' })]],
  ])('is refused what its role does not cover: %s', async (_what, words) => {
    expect(await ctl(words)).toMatchObject({ exit: 1, out: '', error: expect.stringContaining('operator.forbidden') });
  });

  it('is nobody again after signing out', async () => {
    expect((await ctl(['logout'])).exit).toBe(0);
    expect((await ctl(['whoami'])).exit).toBe(1);
  });
});
