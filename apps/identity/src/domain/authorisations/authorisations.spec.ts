import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, toBase64Url, activationChallenge } from '@paraph/kernel';
import type { Bus } from '@paraph/platform';
import { BusSam } from '../../adapters/bus-sam.js';
import { FakeEvidenceExchange, FakePendingAuthorisations, MemoryEvents } from '../../../test/fake-surroundings.js';
import { FakeNeighbours } from '../../../test/fake-neighbours.js';
import { MemoryAuthorisationStore } from '../../../test/memory-authorisation-store.js';
import { digestOf } from '../digest-of.js';
import { ClientStore } from '../ports/client-store.js';
import { BeginEvidence } from './begin-evidence.js';
import { CompleteActivation } from './complete-activation.js';
import { EndAuthorisation } from './end-authorisation.js';
import { IssueSad } from './issue-sad.js';
import { OpenAuthorisation } from './open-authorisation.js';
import { RefuseRequest } from './refuse-request.js';

class NoClients extends ClientStore {
  override async add(): Promise<void> {}
  override async find(): Promise<undefined> {
    return undefined;
  }
}

const UID = 'uid-1';
const CLIENT = newId('cli');

/** The use cases around one credential, with fakes of all that is not theirs. */
class Bench {
  readonly neighbours = new FakeNeighbours();
  readonly sam = new BusSam(this.neighbours as unknown as Bus);
  readonly pending = new FakePendingAuthorisations();
  readonly store = new MemoryAuthorisationStore();
  readonly events = new MemoryEvents();
  readonly credentialId = newId('cred');
  readonly signerId = newId('sgn');
  readonly refuse = new RefuseRequest(this.pending, this.store, this.sam, this.events);
  readonly open = new OpenAuthorisation(this.pending, this.store, new NoClients(), this.sam, this.refuse);
  readonly begin = new BeginEvidence(this.pending, this.store, this.sam, this.refuse);
  readonly issue = new IssueSad(this.store, this.sam);
  readonly end = new EndAuthorisation(this.store, this.sam);

  constructor() {
    this.neighbours.credentials.set(this.credentialId, this.signerId);
    this.neighbours.provider = { issuer: 'https://idp.example', redirectUri: 'https://identity.example/evidence/oidc/callback' };
    const hashes = Buffer.alloc(32, 1).toString('base64url');
    const parameters = { scope: 'credential', credentialID: this.credentialId, numSignatures: '1', hashes, hashAlgorithmOID: '2.16.840.1.101.3.4.2.1' };
    this.pending.waiting.set(UID, { uid: UID, clientId: CLIENT, parameters });
  }

  async draft(): Promise<{ activationId: string; challenge: string }> {
    const step = await this.open.run(UID);
    if (step.kind !== 'approve') throw new Error(step.kind);
    const authorisation = await this.store.ofInteraction(digestOf(UID));
    return { activationId: authorisation?.activationId ?? '', challenge: toBase64Url(activationChallenge(step.statement)) };
  }

  /** Completes with an ID token over this nonce. */
  complete(activationId: string, nonce: string, uid = UID): Promise<string> {
    const idToken = `header.${Buffer.from(JSON.stringify({ nonce })).toString('base64url')}.signature`;
    return new CompleteActivation(this.pending, this.store, this.sam, new FakeEvidenceExchange(idToken), this.refuse).run(uid, activationId, { code: 'code' });
  }

  get drafts(): string[] {
    return [...this.neighbours.drafts.values()].map((draft) => `${draft.state} ${draft.reason ?? ''}`.trim());
  }
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe('opening', () => {
  it('drafts what the client asked for and leads to the approval page', async () => {
    await bench.draft();
    expect([bench.drafts, bench.store.events.map((event) => event.type)]).toEqual([['open'], ['authorisation-opened']]);
  });

  it('a second time abandons the first draft', async () => {
    await bench.draft();
    await bench.draft();
    expect(bench.drafts).toEqual(['abandoned failed', 'open']);
  });

  it('ends with the SAM’s refusal in the client’s words', async () => {
    bench.neighbours.credentials.clear();
    expect(await bench.open.run(UID)).toEqual({ kind: 'leave', location: `/resume/${UID}` });
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

describe('going on to the provider', () => {
  it('is for the statement that stands', async () => {
    const { challenge, activationId } = await bench.draft();
    expect(await bench.begin.run(UID, challenge)).toMatchObject({ activationId, location: expect.stringMatching(/^https:\/\/idp\.example\//) });
  });

  it.each(['', undefined, 'A'.repeat(43)])('is not for challenge %j: the request ends', async (challenge) => {
    await bench.draft();
    expect(await bench.begin.run(UID, challenge)).toEqual({ location: `/resume/${UID}` });
    expect([bench.pending.outcomes, bench.drafts]).toEqual([['access_denied: What was approved is not what was asked for'], ['abandoned failed']]);
  });

  it('is over before there is a draft', async () => {
    await expect(bench.begin.run(UID, 'x')).rejects.toThrow('it was answered or took too long');
  });
});

describe('completing', () => {
  it('grants the credential scope to the signer the SAM proved, and to nobody identity chose', async () => {
    const { activationId, challenge } = await bench.draft();
    expect(await bench.complete(activationId, challenge)).toBe(`/resume/${UID}`);
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
    bench.pending.waiting.set('uid-2', { uid: 'uid-2', clientId: CLIENT, parameters: {} });
    await expect(bench.complete(activationId, challenge, 'uid-2')).rejects.toThrow('the authorisation request is over');
    expect(bench.drafts).toEqual(['open']);
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
