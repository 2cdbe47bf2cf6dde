/** One-time codes, PIN and authenticator app: each typed on the approval page, opened in the SAM. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { sandboxApprovers } from '../tools/sandbox/authenticator/approvers.ts';
import { Application, digestOf } from './harness/application.ts';
import { enrolSigner } from './harness/enrolment.ts';
import { codeReader, messagesTo, newPasskey, signer } from './harness/means.ts';
import { logEnd, untilEvent } from './harness/audit-log.ts';
import { credentialOf, ECDSA_SHA256, origin, state } from './harness/stack.ts';
import { approve, type SigningPerson } from '../tools/sandbox/signer/robot.ts';

const BOBS_NUMBER = '+33639980102';
const application = new Application();
const readCode = codeReader(BOBS_NUMBER);
const bob: SigningPerson = signer('bob', { pin: '281973', readCode });
const everything: SigningPerson = signer('bob', { pin: '281973', readCode, passkey: newPasskey() });
let withCode: string;
let withAll: string;

beforeAll(async () => {
  ({ credentialId: withCode } = await enrolSigner({
    name: 'Bob with codes',
    algorithm: 'p256',
    provider: origin('idp'),
    policyId: 'sandbox-code',
    person: bob,
  }));
  ({ credentialId: withAll } = await enrolSigner({
    name: 'Bob with all',
    algorithm: 'p256',
    provider: origin('idp'),
    policyId: 'sandbox-all',
    person: everything,
  }));
}, 120_000);

const sign = async (credentialId: string, person: SigningPerson, label = 'lease.pdf') => {
  const hash = digestOf(`${label} ${Math.random()}`);
  const token = await application.authorise({ credentialId, hashes: [hash], labels: [label] }, person);
  const answer = await application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 });
  return { status: answer.status, hash };
};

describe('a code by SMS', () => {
  it('names what is approved, and signs with a PIN beside it', async () => {
    const { status, hash } = await sign(withCode, { ...bob, choose: ['one-time-code', 'pin'] });
    expect(status).toBe(200);
    const [message] = await messagesTo(BOBS_NUMBER);
    const hex = Buffer.from(hash, 'base64').toString('hex').slice(0, 8);
    expect(message?.text).toMatch(/Sample application/);
    expect(message?.text).toContain(hex);
  });

  it('signs with the identity provider beside it', async () => {
    expect((await sign(withCode, { ...bob, choose: ['oidc', 'one-time-code'] })).status).toBe(200);
  });

  it('that is wrong is told, and the right one still counts', async () => {
    const pushed = await application.push({ credentialId: withCode, hashes: [digestOf('typo')] });
    const again: (string | undefined)[] = [];
    let wrong = 0;
    const end = await approve(
      pushed.url,
      { ...bob, choose: ['one-time-code', 'pin'], readCode: async () => (wrong++ === 0 ? '000000' : readCode()) },
      { instead: (shown) => void again.push(shown.hints.again) },
    );
    expect(end.searchParams.get('code')).not.toBeNull();
    expect(again).toContain('evidence.invalid');
  });
});

describe('a code under supervision', () => {
  const notary = sandboxApprovers(join(state, 'sandbox'), origin('approval')).find(({ duties }) => duties.includes('supervisor'));
  const [approver] = sandboxApprovers(join(state, 'sandbox'), origin('approval'));

  it('signs with the notary’s own passkey beside it, and the log names who was present', async () => {
    if (!notary) throw new Error('the sandbox has no notary');
    const after = await logEnd();
    expect((await sign(withAll, { ...everything, choose: ['supervised-code'], supervisor: notary })).status).toBe(200);
    const event = await untilEvent({ after }, ({ type, particulars }) => type === 'evidence-given' && particulars['kind'] === 'supervised-code');
    expect(event.present).toEqual([expect.stringContaining('Sandbox notary')]);
  });

  it('does not sign with a passkey of somebody who supervises nobody', async () => {
    if (!approver) throw new Error('the sandbox has no approver');
    await expect(sign(withAll, { ...everything, choose: ['supervised-code'], supervisor: approver })).rejects.toThrow('evidence.invalid');
  });
});

describe('what is only known', () => {
  it.each([
    ['a PIN', ['oidc', 'pin'] as const],
    ['an authenticator app', ['oidc', 'totp'] as const],
  ])('counts beside another means: %s', async (_what, choose) => {
    expect((await sign(withAll, { ...everything, choose })).status).toBe(200);
  });

  it('is not looked at first', async () => {
    const pushed = await application.push({ credentialId: withAll, hashes: [digestOf('pin first')] });
    const notes: (string | undefined)[] = [];
    let visits = 0;
    await approve(
      pushed.url,
      { ...everything, choose: ['oidc', 'pin'] },
      {
        instead: async (shown) => {
          notes.push(shown.hints.again);
          visits += 1;
          if (visits > 1 || shown.verified.kind !== 'activation') return undefined;
          const { sealTyped } = await import('../apps/approval/src/page/sealed/typed-secret.js');
          const sealed = await sealTyped(shown.verified.statement.encryptionKey, { challenge: shown.evidenceChallenge, kind: 'pin', value: '281973' });
          return { kind: 'evidence', evidence: { kind: 'pin', sealed } };
        },
      },
    );
    expect(notes).toContain('evidence.missing');
  });
});

it('a credential of another policy is not asked for codes', async () => {
  const pushed = await application.push({ credentialId: credentialOf('bob', 'rsa3072'), hashes: [digestOf('none')] });
  const end = await approve(pushed.url, bob, { instead: () => ({ kind: 'begin', means: 'one-time-code' }) }).then(
    (url) => url.searchParams.get('error'),
    (error: unknown) => String(error),
  );
  expect(end).not.toBeNull();
});
