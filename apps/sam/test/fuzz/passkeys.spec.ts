import { beforeAll, describe, expect, it } from '@jest/globals';
import { approveProposal, presentEvidence, type Assertion } from '@paraph/contracts';
import { activationChallenge, proposalChallenge, sha256, toBase64Url } from '@paraph/kernel';
import type { SoftwareAuthenticator } from '@paraph/testing';
import fc from 'fast-check';
import { createPrivateKey, sign } from 'node:crypto';
import type { ActivationDraft } from '../../src/domain/activation/activation.js';
import { APPROVAL, QuorumWorld, type PasskeySigner } from '../quorum-world.js';
import { Door } from './door.js';
import { mangledDeep, mangledJson, mangledText, parsed } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

/** Stands for the challenge of the draft that is open when an assertion is made. */
const CHALLENGE = '@challenge@';
const clientData = { type: 'webauthn.get', challenge: CHALLENGE, origin: APPROVAL, crossOrigin: false };

/** What a passkey would answer whose browser and authenticator say whatever they like: signed all the same. */
function signed(authenticator: SoftwareAuthenticator, text: string, authenticatorData: Uint8Array): Assertion {
  const client = Buffer.from(text);
  const key = createPrivateKey(authenticator.store().privateKey);
  const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(client)]), key);
  return {
    id: authenticator.id,
    clientDataJSON: toBase64Url(client),
    authenticatorData: toBase64Url(authenticatorData),
    signature: toBase64Url(signature),
  };
}

/** Authenticator data with a counter that rises each time. */
function data(count: number): Uint8Array {
  const bytes = new Uint8Array(37);
  bytes.set(sha256(new URL(APPROVAL).hostname));
  bytes[32] = 0x05;
  new DataView(bytes.buffer).setUint32(33, count);
  return bytes;
}

const isRight = (text: string, challenge: string): boolean => {
  const { type, challenge: said, origin, crossOrigin } = (parsed(text) ?? {}) as Partial<Record<keyof typeof clientData, unknown>>;
  return type === 'webauthn.get' && said === challenge && origin === APPROVAL && crossOrigin !== true;
};

let quorum: QuorumWorld;
let door: Door;
let count = 0;
beforeAll(async () => {
  quorum = await QuorumWorld.make();
  const { policy } = quorum.world.policies;
  quorum.world.policies.policy = { ...policy, evidence: [['passkey']], openDrafts: { perCredential: 1_000_000, perClient: 1_000_000 } };
  door = new Door(quorum.world);
});

describe('an assertion of any shape', () => {
  let ada: PasskeySigner;
  let draft: ActivationDraft;
  beforeAll(async () => {
    ada = await quorum.signer();
    draft = await quorum.world.open(ada);
  });

  const refusals = ['evidence.invalid', 'request.invalid'];
  const present = async (assertion: unknown) => {
    const body = { reference: draft.activationId, evidence: { kind: 'passkey', assertion } };
    const answer = await door.knock(presentEvidence, body, (request) => quorum.world.present.run(request.reference, request.evidence));
    if (answer === 'answered') draft = await quorum.world.open(ada);
    return answer;
  };
  const challenge = () => toBase64Url(activationChallenge(draft.statement));

  it(
    'completes nothing and breaks nothing; the true one still does',
    async () => {
      const good = ada.authenticator.assert(activationChallenge(draft.statement));
      const { clientDataJSON, authenticatorData } = good;
      const inside = mangledJson(parsed(Buffer.from(clientDataJSON, 'base64url').toString()) as Record<string, unknown>);
      const shapes = fc.oneof(
        mangledDeep(good).map(parsed),
        inside.map((text) => ({ ...good, clientDataJSON: Buffer.from(text).toString('base64url') })),
        ...(['clientDataJSON', 'authenticatorData', 'id'] as const).map((member) => mangledText(good[member]).map((text) => ({ ...good, [member]: text }))),
      );
      const bytesOf = (text: unknown) => (typeof text === 'string' ? Buffer.from(text, 'base64url').toString('hex') : '');
      await fc.assert(
        fc.asyncProperty(shapes, async (assertion) => {
          const one = (assertion ?? {}) as Partial<Assertion>;
          // What was signed is unchanged: a signature written in another way is no other act.
          const isSame = bytesOf(one.clientDataJSON) === bytesOf(clientDataJSON) && bytesOf(one.authenticatorData) === bytesOf(authenticatorData);
          fc.pre(!(isSame && one.id === good.id));
          expect(refusals).toContain(await present(assertion));
        }),
        runs(300),
      );
      expect(await present(good)).toBe('answered');
      count = ada.authenticator.signCount;
    },
    TIMEOUT,
  );

  it(
    'that the passkey signed breaks nothing, and completes only what says page and challenge',
    async () => {
      await fc.assert(
        fc.asyncProperty(mangledJson(clientData), async (body) => {
          const said = challenge();
          const text = body.replaceAll(CHALLENGE, said);
          count += 1;
          const answer = await present(signed(ada.authenticator, text, data(count)));
          if (answer === 'answered') expect(isRight(text, said)).toBe(true);
          else expect(refusals).toContain(answer);
        }),
        runs(400),
      );
    },
    TIMEOUT,
  );

  it(
    'with authenticator data of any shape breaks nothing, and completes only with a verified user',
    async () => {
      const changes = fc.oneof(fc.constant([]), fc.array(fc.tuple(fc.nat(36), fc.nat(255)), { minLength: 1, maxLength: 3 }));
      const more = fc.oneof(fc.constant(new Uint8Array()), fc.uint8Array({ maxLength: 60 }));
      const flags = fc.nat(255);
      const rpIdHash = Buffer.from(data(0).subarray(0, 32));
      await fc.assert(
        fc.asyncProperty(changes, flags, more, async (touched, bits, behind) => {
          count += 1;
          const bytes = new Uint8Array(Buffer.concat([touched.reduce((all, [at, byte]) => all.with(at, byte), data(count).with(32, bits)), behind]));
          const answer = await present(signed(ada.authenticator, JSON.stringify({ ...clientData, challenge: challenge() }), bytes));
          if (answer !== 'answered') return expect(refusals).toContain(answer);
          expect(rpIdHash.equals(bytes.subarray(0, 32))).toBe(true);
          expect((bytes[32] ?? 0) & 0x05).toBe(0x05);
          count = Math.max(count, new DataView(bytes.buffer).getUint32(33));
        }),
        runs(300),
      );
    },
    TIMEOUT,
  );
});

describe('an approval of any shape', () => {
  it(
    'decides nothing and breaks nothing; what the approver signed counts once',
    async () => {
      const [ann] = quorum.people;
      const act = { act: 'limit-client', clientId: quorum.world.clientId, multisign: 7 } as const;
      let proposal = await quorum.propose.run(act);
      let approvals = 0;
      const approve = (assertion: unknown) =>
        door.knock(approveProposal, { proposalId: proposal.proposalId, assertion }, (request) =>
          quorum.approveProposal.run(request.proposalId, request.assertion),
        );
      await fc.assert(
        fc.asyncProperty(mangledJson(clientData), async (body) => {
          approvals += 1;
          const said = toBase64Url(proposalChallenge(proposal.statement));
          const text = body.replaceAll(CHALLENGE, said);
          const answer = await approve(signed(ann.authenticator, text, data(approvals)));
          if (answer !== 'answered') return expect(['proposal.refused', 'request.invalid']).toContain(answer);
          expect(isRight(text, said)).toBe(true);
          expect((await quorum.world.records.find('client', quorum.world.clientId))?.body.multisign).toBe(100);
          proposal = await quorum.propose.run(act);
        }),
        runs(200),
      );
      const good = ann.authenticator.assert(proposalChallenge(proposal.statement), { signCount: approvals + 1 });
      await fc.assert(
        fc.asyncProperty(mangledDeep(good).map(parsed), async (assertion) => {
          fc.pre(JSON.stringify(assertion) !== JSON.stringify(good));
          expect(['proposal.refused', 'request.invalid', 'answered', 'proposal.state']).toContain(await approve(assertion));
        }),
        runs(200),
      );
    },
    TIMEOUT,
  );
});
