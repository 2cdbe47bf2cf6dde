/** A SAD in other hands, and a SAD after its time (ACT-05, ACT-06, ACT-07). */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { approve } from '../tools/sandbox/signer/robot.ts';
import { Application, digestOf } from './harness/application.ts';
import { e400, refusal } from './harness/answer.ts';
import { signaturesMade } from './harness/audit-log.ts';
import { anotherApplication, enrolSigner } from './harness/enrolment.ts';
import { before, expectRefused } from './harness/refused.ts';
import { credentialOf, ECDSA_SHA256, origin, person, sandbox } from './harness/stack.ts';

const application = new Application();
const alice = person('alice');
const ec = credentialOf('alice', 'p256');

describe('an application that holds the SAD of another', () => {
  let colleague: Application;
  let stranger: Application;

  beforeAll(async () => {
    colleague = new Application(await anotherApplication(sandbox().subscriberId));
    stranger = new Application(await anotherApplication());
  });

  it('cannot sign with it beside its own token', async () => {
    const hash = digestOf('not yours');
    const SAD = await application.authorise({ credentialId: ec, hashes: [hash] }, alice);
    const since = await before(ec);
    const answer = await colleague.sign(await colleague.serviceToken(), { credentialID: ec, hashes: [hash], signAlgo: ECDSA_SHA256, SAD });
    const event = await expectRefused(since, answer, e400('Invalid parameter SAD'));
    expect(event.actor).toEqual({ kind: 'client', id: colleague.client.clientId });
    // The control: its owner still can.
    expect((await application.sign(await application.serviceToken(), { credentialID: ec, hashes: [hash], signAlgo: ECDSA_SHA256, SAD })).status).toBe(200);
  });

  it('cannot redeem the code of another (CSC-146)', async () => {
    const pushed = await application.push({ credentialId: ec, hashes: [digestOf('code')] });
    const redirect = await approve(pushed.url, alice);
    const answer = await colleague.redeem(pushed, redirect);
    expect({ status: answer.status, error: answer.json?.['error'] }).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it('of another subscriber cannot have the credential authorised, nor see it', async () => {
    const unknown = await stranger.csc('credentials/info', { credentialID: 'cred_AAAAAAAAAAAAAAAAAAAAAA' }, await stranger.serviceToken());
    const foreign = await stranger.csc('credentials/info', { credentialID: ec }, await stranger.serviceToken());
    expect([foreign.status, foreign.text]).toEqual([unknown.status, unknown.text]);
    expect(refusal(foreign)).toEqual(e400('Invalid parameter credentialID'));
    const pushed = await stranger.push({ credentialId: ec, hashes: [digestOf('foreign')] });
    const redirect = await approve(pushed.url, alice);
    expect(redirect.searchParams.get('error')).toBe('invalid_request');
    expect(redirect.searchParams.get('code')).toBeNull();
  });
});

describe('a SAD after its time', () => {
  it('signs nothing (CSC-108)', async () => {
    const { credentialId } = await enrolSigner({
      name: 'Alice in haste',
      algorithm: 'p256',
      provider: origin('idp'),
      policyId: 'sandbox-brief',
      person: alice,
    });
    const hash = digestOf('brief');
    const body = { credentialID: credentialId, hashes: [hash], signAlgo: ECDSA_SHA256 };
    const control = await application.authorise({ credentialId, hashes: [hash] }, alice);
    expect((await application.sign(control, body)).status).toBe(200);
    const SAD = await application.authorise({ credentialId, hashes: [hash] }, alice);
    const service = await application.serviceToken();
    await untilOver(SAD);
    const since = await before(credentialId);
    await expectRefused(since, await application.sign(service, { ...body, SAD }), e400('SAD expired'));
    // As bearer the token itself is over, and nobody is named by it.
    const asBearer = await application.sign(SAD, body);
    expect({ status: asBearer.status, error: asBearer.json?.['error'] }).toEqual({ status: 401, error: 'expired_token' });
    expect(await signaturesMade(credentialId)).toBe(1);
  });
});

/** Waits until the token is over by its own word: the SAD is a JWS whose payload anybody may read. */
async function untilOver(sad: string): Promise<void> {
  const { exp } = JSON.parse(Buffer.from(sad.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
  while (Date.now() < exp * 1_000 + 100) await sleep(100);
}
