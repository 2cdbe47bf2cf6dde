/** What the SAM accepts as proof of the signer (IDN-04 to IDN-06): an ID token over this challenge, made now, by a pinned key. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { approve } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { logEnd, signaturesMade, untilEvent } from './harness/audit-log.ts';
import { enrolSigner, everywhere } from './harness/enrolment.ts';
import { RogueProvider, type Lie } from './harness/rogue-provider.ts';
import { ECDSA_SHA256 } from './harness/stack.ts';

const application = new Application();
const provider = RogueProvider.open();
const nobody = { login: '', password: '' };
let credentialId: string;

beforeAll(async () => {
  await provider.listen();
  credentialId = (await enrolSigner({ name: 'Robin Rogue', algorithm: 'p256', provider: provider.issuer })).credentialId;
});
afterEach(() => {
  provider.lie = {};
});
afterAll(() => provider.close());

async function authorise(lie: Lie): Promise<URL> {
  provider.lie = lie;
  const pushed = await application.push({ credentialId, hashes: [digestOf('evidence')] });
  return approve(pushed.url, nobody, { tab: everywhere() });
}

describe('evidence from an identity provider', () => {
  it('is accepted when it is true: the control of all that follows', async () => {
    const hash = digestOf('control');
    const token = await application.authorise({ credentialId, hashes: [hash] }, nobody, { tab: everywhere() });
    expect((await application.sign(token, { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 })).status).toBe(200);
  });

  it.each<[string, Lie]>([
    ['made for another challenge', { nonce: Buffer.alloc(32, 7).toString('base64url') }],
    ['signed by another key under the pinned name', { foreignKey: true }],
    ['signed by a key that is not pinned', { foreignKey: true, keyId: 'rogue-2' }],
    ['that brings its own key', { foreignKey: true, header: { jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } } }],
    ['fetched silently from an older session', { signedInAgo: 120 }],
    ['that does not say when the person signed in', { signedInAgo: null }],
    ['of another person', { subject: 'mallory' }],
    ['made for another client', { audience: 'paraph-login' }],
    ['of another issuer', { issuer: 'http://idp.localhost' }],
    ['that is over', { endsIn: -120 }],
    ['that was made for the draft before', { repeat: true }],
  ])('is refused when it is a token %s', async (_case, lie) => {
    const before = await signaturesMade(credentialId);
    const after = await logEnd();
    const redirect = await authorise(lie);
    expect(redirect.searchParams.get('code')).toBeNull();
    expect(redirect.searchParams.get('error')).toBe('access_denied');
    await untilEvent({ after, source: 'sam', type: 'evidence-refused', particular: credentialId });
    expect(await signaturesMade(credentialId)).toBe(before);
  });

  it('is not asked for when the signer refuses', async () => {
    provider.lie = {};
    const after = await logEnd();
    const pushed = await application.push({ credentialId, hashes: [digestOf('refused')] });
    const redirect = await approve(pushed.url, nobody, { tab: everywhere(), refuse: true });
    expect(Object.fromEntries(redirect.searchParams)).toMatchObject({ error: 'access_denied', state: pushed.state });
    await untilEvent({ after, source: 'sam', type: 'activation-abandoned' });
  });
});
