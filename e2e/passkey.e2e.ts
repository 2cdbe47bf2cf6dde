/** Sole control by passkey: what was shown is what is signed, and nobody else's act will do. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Application, digestOf } from './harness/application.ts';
import { enrolSigner } from './harness/enrolment.ts';
import { newPasskey, signer } from './harness/means.ts';
import { opensslAccepts } from './harness/openssl.ts';
import { before, expectRefused } from './harness/refused.ts';
import { ECDSA_SHA256, origin } from './harness/stack.ts';
import { approve } from '../tools/sandbox/signer/robot.ts';

const application = new Application();
const alicesKey = newPasskey();
const alice = signer('alice', { passkey: alicesKey });
const bob = signer('bob', { passkey: newPasskey() });
let credentialId: string;

beforeAll(async () => {
  ({ credentialId } = await enrolSigner({
    name: 'Alice with a passkey',
    algorithm: 'p256',
    provider: origin('idp'),
    policyId: 'sandbox-passkey',
    person: alice,
  }));
  await enrolSigner({ name: 'Bob with a passkey', algorithm: 'p256', provider: origin('idp'), policyId: 'sandbox-passkey', person: bob });
}, 120_000);

const certificateOf = async (): Promise<string> => {
  const info = await application.csc('credentials/info', { credentialID: credentialId }, await application.serviceToken());
  return (info.json?.['cert'] as { certificates: string[] }).certificates[0] ?? '';
};

/** The error the application is told, where the signer was led to no end. */
const endOf = (run: Promise<URL>): Promise<string> =>
  run.then(
    (url) => url.searchParams.get('error') ?? 'approved',
    (error: unknown) => String(error),
  );

describe('a signer with a passkey', () => {
  it('approves a document, without any provider, and openssl accepts the signature', async () => {
    const hash = digestOf('deed');
    const token = await application.authorise({ credentialId, hashes: [hash], labels: ['deed.pdf'] }, alice, { expect: { labels: ['deed.pdf'] } });
    const answer = await application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 });
    expect(opensslAccepts(await certificateOf(), hash, (answer.json?.['signatures'] as string[])[0] ?? '')).toBe(true);
  });

  it('signs nothing but what was approved', async () => {
    const hash = digestOf('approved');
    const token = await application.authorise({ credentialId, hashes: [hash] }, alice);
    const since = await before(credentialId);
    const answer = await application.sign(token, { credentialID: credentialId, hashes: [digestOf('slipped in')], signAlgo: ECDSA_SHA256 });
    await expectRefused(since, answer, { status: 400, error: 'invalid_request', error_description: 'Hash is not authorized by the SAD' });
    expect((await application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 })).status).toBe(200);
  });

  it('is not replaced by somebody else’s passkey, whatever it answers', async () => {
    const pushed = await application.push({ credentialId, hashes: [digestOf('theft')] });
    expect(await endOf(approve(pushed.url, { ...bob, passkey: bob.passkey! }))).toMatch(/not accepted: evidence\.invalid/);
    expect(await endOf(approve((await application.push({ credentialId, hashes: [digestOf('own')] })).url, alice))).toBe('approved');
  });

  it('is not replaced by an answer of their own to another statement', async () => {
    const other = await application.push({ credentialId, hashes: [digestOf('the small one')] });
    let recorded: Record<string, unknown> | undefined;
    await approve(other.url, alice, {
      instead: (shown) => {
        recorded = { kind: 'evidence', evidence: { kind: 'passkey', assertion: alicesKey.assert(Buffer.from(shown.evidenceChallenge, 'base64url')) } };
        return undefined;
      },
    });
    const pushed = await application.push({ credentialId, hashes: [digestOf('the large one')] });
    let visits = 0;
    const end = await endOf(
      approve(pushed.url, alice, {
        instead: () => {
          visits += 1;
          if (visits > 1) throw new Error('asked again');
          return recorded as { kind: string };
        },
      }),
    );
    expect(end).toMatch(/asked again/);
  });

  it('is not needed where the person refuses', async () => {
    const pushed = await application.push({ credentialId, hashes: [digestOf('no')] });
    expect(await endOf(approve(pushed.url, alice, { refuse: true }))).toBe('access_denied');
  });

  it('cannot go through the identity provider instead: the policy asks for the passkey', async () => {
    const pushed = await application.push({ credentialId, hashes: [digestOf('detour')] });
    expect(await endOf(approve(pushed.url, alice, { instead: () => ({ kind: 'begin', means: 'oidc' }) }))).toBe('access_denied');
  });
});
