import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { Bench, CLIENT, home, UID, visitOf } from '../../../test/bench.js';
import { aPending } from '../../../test/fake-surroundings.js';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe('opening', () => {
  it('drafts what the client asked for and leads to the approval page', async () => {
    await bench.draft();
    expect([bench.drafts, bench.store.events.map((event) => event.type)]).toEqual([['open'], ['authorisation-opened']]);
  });

  it('passes the language on, and the request object only where it holds details', async () => {
    const step = await bench.open.run(UID);
    expect(visitOf(step.kind === 'sign-in' ? undefined : step)).toMatchObject({ uid: UID, lang: 'fr' });
    const { parameters } = bench.pending.waiting.get(UID) ?? aPending(UID, CLIENT, {});
    bench.pending.waiting.set(UID, { ...aPending(UID, CLIENT, parameters), requestObject: 'aa.bb.cc' });
    await bench.draft();
    expect(bench.lastDraft.requestObject).toBeUndefined();
    const detail = { type: 'credential', credentialID: bench.credentialId, documentDigests: [{ hash: Buffer.alloc(32).toString('base64') }] };
    const details = JSON.stringify([{ ...detail, hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' }]);
    bench.pending.waiting.set(UID, { ...aPending(UID, CLIENT, { authorization_details: details }), requestObject: 'aa.bb.cc' });
    await bench.draft();
    expect(bench.lastDraft.requestObject).toBe('aa.bb.cc');
  });

  it('ends where the SAM does not take the request object', async () => {
    bench.neighbours.failures.set('openActivation', 'order.invalid');
    expect(await bench.open.run(UID)).toEqual(home);
    expect(bench.pending.outcomes).toEqual(['invalid_request_object: The signed request does not say what was asked for']);
  });

  it('a second time abandons the first draft', async () => {
    await bench.draft();
    await bench.draft();
    expect(bench.drafts).toEqual(['abandoned failed', 'open']);
  });

  it('ends with the SAM’s refusal in the client’s words', async () => {
    bench.neighbours.credentials.clear();
    expect(await bench.open.run(UID)).toEqual(home);
    expect([bench.pending.outcomes, bench.events.all.map((event) => event.type)]).toEqual([
      ['invalid_request: Invalid parameter credentialID'],
      ['authorisation-refused'],
    ]);
  });

  it('is over when nothing waits, or it was answered', async () => {
    await expect(bench.open.run('other')).rejects.toThrow('it was answered or took too long');
    await bench.draft();
    await bench.refuse.bySigner(UID);
    await expect(bench.open.run(UID)).rejects.toThrow('it was answered');
  });
});

describe('completing', () => {
  it('grants the credential scope to the signer the SAM proved, and to nobody identity chose', async () => {
    const { activationId, challenge } = await bench.draft();
    expect(await bench.complete(activationId, challenge)).toEqual(home);
    expect(bench.pending.grants).toEqual([{ clientId: CLIENT, signerId: bench.signerId, scope: 'credential' }]);
  });

  it('grants nothing for evidence over something else', async () => {
    const { activationId } = await bench.draft();
    await bench.complete(activationId, 'another');
    expect([bench.pending.grants, bench.drafts]).toEqual([[], ['abandoned failed']]);
    expect(bench.pending.outcomes).toEqual(['access_denied: The evidence does not prove the signer of this request']);
  });

  it('grants nothing for another request’s activation', async () => {
    const { activationId, challenge } = await bench.draft();
    bench.pending.waiting.set('uid-2', aPending('uid-2', CLIENT, {}));
    await expect(bench.complete(activationId, challenge, { code: 'code' }, 'uid-2')).rejects.toThrow('the authorisation request is over');
    expect(bench.drafts).toEqual(['open']);
  });

  it('ends when the provider gave no code, and says whose doing it was', async () => {
    const { activationId, challenge } = await bench.draft();
    expect(await bench.complete(activationId, challenge, { error: 'access_denied' })).toEqual(home);
    expect([bench.pending.outcomes, bench.drafts]).toEqual([['access_denied: The signer refused to give evidence'], ['abandoned refused']]);
    expect(bench.neighbours.calls).not.toContain('releaseExchange');
  });

  it('RFC 9207: an answer of another provider than was asked is not redeemed', async () => {
    const { activationId, challenge } = await bench.draft();
    await bench.complete(activationId, challenge, { code: 'code', issuer: 'https://evil.example' });
    expect([bench.pending.grants, bench.drafts, bench.neighbours.calls.includes('presentEvidence')]).toEqual([[], ['abandoned failed'], false]);
  });

  it('RFC 9207: takes an answer that says it is of the provider that was asked', async () => {
    const { activationId, challenge } = await bench.draft();
    await bench.complete(activationId, challenge, { code: 'code', issuer: 'https://idp.example' });
    expect(bench.drafts).toEqual(['completed']);
  });

  it('goes back to the approval page while another means is missing, and is free for it', async () => {
    bench = new Bench([['oidc', 'passkey']]);
    const { activationId, challenge } = await bench.draft();
    expect(visitOf(await bench.complete(activationId, challenge))).toMatchObject({ uid: UID, given: ['oidc'], lang: 'fr' });
    expect([await bench.state(), bench.pending.outcomes]).toEqual(['open', []]);
  });

  it('after the draft expired brings the browser home, and says so', async () => {
    const { activationId, challenge } = await bench.draft();
    bench.neighbours.failures.set('presentEvidence', 'activation.expired');
    expect(await bench.complete(activationId, challenge)).toEqual(home);
    expect([bench.pending.outcomes, await bench.state()]).toEqual([['access_denied: The signer did not answer in time'], 'ended']);
  });

  it('happens once', async () => {
    const { activationId, challenge } = await bench.draft();
    await bench.complete(activationId, challenge);
    await expect(bench.complete(activationId, challenge)).rejects.toThrow('it was answered');
    expect(bench.drafts).toEqual(['completed']);
  });
});

describe('the SAD', () => {
  async function approved(): Promise<void> {
    const { activationId, challenge } = await bench.draft();
    await bench.complete(activationId, challenge);
  }

  it('is issued once, to the client that asked', async () => {
    await approved();
    expect((await bench.issue.run('grant-1', CLIENT)).value).toMatch(/^sad_eyJ/);
    await expect(bench.issue.run('grant-1', CLIENT)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('is bound to the key the client proved to hold', async () => {
    await approved();
    await bench.issue.run('grant-1', CLIENT, 'k'.repeat(43));
    expect(bench.lastDraft.proofKeyThumbprint).toBe('k'.repeat(43));
  });

  it('is issued to no other client, for no unknown grant, and not after the end', async () => {
    await approved();
    await expect(bench.issue.run('grant-1', newId('cli'))).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(bench.issue.run('grant-2', CLIENT)).rejects.toMatchObject({ error: 'invalid_grant' });
    await bench.end.run('grant-1');
    await expect(bench.issue.run('grant-1', CLIENT)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(bench.drafts).toEqual(['abandoned revoked']);
  });

  it('ending fails when the SAM cannot be told, and then nothing has ended', async () => {
    await approved();
    bench.neighbours.failures.set('abandonActivation', 'service.unavailable');
    await expect(bench.end.run('grant-1')).rejects.toMatchObject({ code: 'service.unavailable' });
    expect((await bench.issue.run('grant-1', CLIENT)).value).toMatch(/^sad_/);
  });
});

describe('refusing', () => {
  it('abandons the draft, records it, and brings the browser home even if the SAM does not answer', async () => {
    await bench.draft();
    bench.neighbours.failures.set('abandonActivation', 'service.unavailable');
    expect(await bench.refuse.bySigner(UID)).toBe(`/resume/${UID}`);
    expect(bench.pending.outcomes).toEqual(['access_denied: The signer refused the request']);
    expect(bench.store.events.at(-1)).toMatchObject({ type: 'authorisation-refused', cause: 'access_denied: The signer refused the request' });
  });
});
