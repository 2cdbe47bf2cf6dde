import type { Call } from '@paraph/contracts';
import * as contracts from '@paraph/contracts';
import { changeChallenge, fromBase64, fromBase64Url, newId, pssParameters, proposalChallenge, toBase64 } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { asksByLink } from '../../src/domain/activation/authorise-explicitly.js';
import { ApplicationWorld } from '../application-world.js';
import { AuthorityWorld } from '../authority-world.js';
import { ChangesWorld } from '../changes-world.js';
import { SigningClient } from '../client-keys.js';
import { DestructionWorld } from '../destruction-world.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { digestOf } from '../outside-authority.js';
import { OutsideWorld } from '../outside-world.js';
import * as cmp from '../pki-message.js';
import { JobsReplica } from '../jobs-replica.js';
import { QuorumWorld } from '../quorum-world.js';
import { PIN, TypedWorld } from '../typed-world.js';
import { hashOf, SHA256, SUBSCRIBER } from '../world.js';
import { Door } from './door.js';

/** A call with a good request for it, and a way to make it. */
export interface KnownCall {
  readonly call: Call;
  readonly good: unknown;
  /** Answers `answered`, or the code of the refusal. */
  readonly knock: (body: unknown) => Promise<string>;
}

const bytes32 = () => randomBytes(32);
const drafts = { openDrafts: { perCredential: 1_000_000, perClient: 1_000_000 } };

function known<C extends Call>(door: Door, call: C, good: unknown, work: (request: contracts.RequestOf<C>) => Promise<unknown>): KnownCall {
  return { call, good, knock: (body) => door.knock(call, body, work) };
}

/** Every call the SAM answers, each with a request that would be right, over as many small SAMs as there are grounds. */
export async function everyCall(): Promise<readonly KnownCall[]> {
  return [
    ...(await activations()),
    ...(await changes()),
    ...(await destructions()),
    ...(await enrolments()),
    ...(await quorum()),
    ...(await authorities()),
    ...(await outside()),
  ];
}

async function activations(): Promise<readonly KnownCall[]> {
  const typed = await TypedWorld.make([['one-time-code']]);
  const { world, replica } = typed;
  world.policies.policy = {
    ...world.policies.policy,
    ...drafts,
    evidence: [['oidc'], ['one-time-code']],
    explicit: [['one-time-code', 'pin']],
    counted: 'free',
    byLink: true,
  };
  const door = new Door(world);
  const client = await SigningClient.make(world, 400);
  const signer = await typed.signer();
  const opening = { ...world.opening(signer, ['a', 'b']), clientId: client.clientId };
  const opened = await world.openActivation.run(opening);
  const reference = opened.activationId;
  const counted = await world.openActivation.run({ ...opening, numSignatures: 300 });
  await world.signIn(signer, counted);
  const sad = `sad_${(await world.issueSad.run({ activationId: counted.activationId, clientId: client.clientId })).sad}`;
  const completed = await world.openActivation.run(opening);
  await world.signIn(signer, completed);
  const proof = { proof: 'e30.e30.AAAA', method: 'POST', url: 'https://gateway.example/sign' };
  const requestObject = await client.requestObject({ credentialId: signer.credentialId, documents: opening.documents });
  const about = { clientId: client.clientId, credentialId: signer.credentialId };
  const { signerId: _nobody, ...signing } = { ...world.request(signer, sad, ['a']), clientId: client.clientId, hashAlgorithmOid: SHA256, proof };
  const jobs = await JobsReplica.of(world);
  const { byLink, redemption, description } = ApplicationWorld.over(typed, signer);
  const explicit = { ...opening, documents: [{ hash: hashOf('a'), label: 'A' }], numSignatures: 1 };
  return [
    known(
      door,
      contracts.recordClient,
      { clientId: newId('cli'), subscriberId: SUBSCRIBER, name: 'Bank', multisign: 5, keys: [client.publicJwk] },
      ({ clientId, ...one }) => world.recordClient.run(clientId, one),
    ),
    known(door, contracts.openActivation, { ...opening, signerId: signer.signerId, requestObject }, (one) => world.openActivation.run(one)),
    known(door, contracts.beginEvidence, { reference }, (one) => world.beginEvidence.run(one.reference)),
    known(door, contracts.releaseExchange, { reference }, (one) => world.releaseExchange.run(one.reference)),
    known(door, contracts.presentEvidence, { reference, evidence: { kind: 'oidc', idToken: await world.idToken(signer, opened) } }, (one) =>
      world.present.run(one.reference, one.evidence),
    ),
    known(door, contracts.describeEvidence, { reference }, (one) => world.present.describe(one.reference)),
    known(door, contracts.sendCode, { reference }, (one) => replica.sendCode.run(one.reference)),
    known(door, contracts.sendPresenceCode, { ...about, signerId: signer.signerId }, (one) => replica.sendPresenceCode.run(one)),
    known(
      door,
      contracts.authorise,
      {
        ...explicit,
        authData: [
          { id: 'OTP', value: '123456' },
          { id: 'PIN', value: PIN },
        ],
      },
      ({ authData, ...one }) => (asksByLink(authData) ? byLink.run(one) : world.authoriseExplicitly.run(one, authData)),
    ),
    known(door, contracts.redeemActivation, { activationId: completed.activationId, clientId: client.clientId }, (one) => redemption.run(one)),
    known(door, contracts.describeAuthorisation, { credentialIds: [signer.credentialId, 'nope'] }, (one) => description.run(one.credentialIds)),
    known(door, contracts.issueSad, { activationId: completed.activationId, clientId: client.clientId, proofKeyThumbprint: await client.thumbprint() }, (one) =>
      world.issueSad.run(one),
    ),
    known(door, contracts.extendActivation, { ...about, sad, hashes: [hashOf('c')], hashAlgorithmOid: SHA256, order: 'e30.e30.AAAA', proof }, (one) =>
      world.extendActivation.run(one),
    ),
    known(door, contracts.signHash, { ...signing, signAlgorithmParameters: toBase64(pssParameters('sha256')) }, (one) => world.signHash.run(one)),
    known(door, contracts.signHashAsync, { ...signing, attemptId: newId('att'), validityMs: 60_000, responseUri: 'https://app.example/done' }, (one) =>
      jobs.take.run(one),
    ),
    known(door, contracts.pollSignatures, { responseId: newId('att'), clientId: client.clientId, signerId: signer.signerId }, (one) => jobs.poll.run(one)),
    known(door, contracts.describeAttempt, { ...about, attemptId: signing.attemptId, sad, proof }, (one) => world.describeAttempt.run(one)),
    known(door, contracts.abandonActivation, { activationId: completed.activationId, reason: 'revoked' }, (one) =>
      world.abandonActivation.run(one.activationId, one.reason),
    ),
  ];
}

async function changes(): Promise<readonly KnownCall[]> {
  const world = await ChangesWorld.make(drafts);
  const door = new Door(world.world);
  const signer = await world.signer();
  const { credentialId, signerId } = signer;
  const draft = await world.open(signer, { act: 'add-means', kind: 'pin' });
  const registrations = await world.page().registrations(changeChallenge(draft.statement), 'pin');
  return [
    known(door, contracts.offerMeans, { reference: draft.changeId, registrations }, (one) => world.offerMeans.run(one.reference, one.registrations)),
    known(door, contracts.openChange, { credentialId, signerId, change: { act: 'add-means', kind: 'passkey' } }, (one) => world.openChange.run(one)),
    known(door, contracts.abandonChange, { changeId: draft.changeId }, (one) => world.abandonChange.run(one.changeId)),
    known(door, contracts.describeBinding, { credentialId }, (one) => world.describeBinding.run(one.credentialId)),
    known(door, contracts.suspendBinding, { credentialId, requestedBy: 'signer', reason: 'stolen' }, (one) => world.suspend.run(one)),
    known(door, contracts.listSignatures, { credentialId, limit: 10 }, (one) => world.listSignatures.run(one.credentialId, one.limit)),
  ];
}

async function destructions(): Promise<readonly KnownCall[]> {
  const world = await DestructionWorld.make();
  const signer = await world.signer();
  const decision = { credentialId: signer.credentialId, changeId: await world.decided(signer) };
  return [known(new Door(world.changing.world), contracts.destroyByDecision, decision, (one) => world.destroy.run(one.credentialId, one.changeId))];
}

async function enrolments(): Promise<readonly KnownCall[]> {
  const world = await EnrolmentWorld.make();
  const door = new Door(world);
  world.policies.policy = { ...world.policies.policy, evidence: [['oidc'], ['order']] };
  const orderingClientId = newId('cli');
  const order = world.order({ orderingClientId });
  await world.recordClient.run(orderingClientId, { subscriberId: order.subscriberId, name: 'Seals', multisign: 1, keys: [] });
  const draft = await world.opened();
  const { draft: bound, certificate } = await world.bound();
  const { credentialId } = bound;
  return [
    known(door, contracts.openEnrolment, order, (one) => world.openEnrolment.run(one)),
    known(door, contracts.describeEnrolment, { enrolmentId: draft.enrolmentId }, (one) => world.enrolments.find(one.enrolmentId)),
    known(door, contracts.acceptEnrolment, { enrolmentId: draft.enrolmentId, idToken: await world.idToken(draft) }, (one) =>
      world.acceptEnrolment.run(one.enrolmentId, one.idToken),
    ),
    known(door, contracts.bindCertificate, { credentialId, certificate: toBase64(certificate) }, (one) =>
      world.bindCertificate.run(one.credentialId, fromBase64(one.certificate) ?? new Uint8Array()),
    ),
    known(door, contracts.destroyKey, { credentialId }, (one) => world.destroyKey.run(one.credentialId)),
    known(door, contracts.composeCertificate, { credentialId }, (one) => world.composeCertificate.run(one.credentialId)),
    known(door, contracts.describeAuthorities, {}, () => world.authorities.find('issuing')),
    known(door, contracts.composeCrl, { authority: 'issuing' }, (one) => world.composeList.run(one.authority)),
    known(door, contracts.fetchCrlPart, { authority: 'issuing', number: 1, part: 0 }, (one) => world.composeList.part(one.authority, one.number, one.part)),
    known(door, contracts.composeOcspAnswer, { authority: 'issuing', serialNumber: '4f', nonce: toBase64(bytes32()) }, (one) =>
      world.composeAnswer.run(one.authority, one.serialNumber, fromBase64(one.nonce ?? '')),
    ),
    known(door, contracts.composeOcspAnswers, { authority: 'issuing', after: '4f', limit: 5 }, (one) => world.composeAnswer.page(one.authority, one)),
  ];
}

async function quorum(): Promise<readonly KnownCall[]> {
  const world = await QuorumWorld.make();
  const door = new Door(world.world);
  const act = { act: 'limit-client', clientId: world.world.clientId, multisign: 7 } as const;
  const { proposalId, statement } = await world.propose.run(act);
  const { publicJwk } = await SigningClient.make(world.world);
  const signer = await world.signer();
  const { credentialId } = signer;
  const assertion = world.people[0].authenticator.assert(proposalChallenge(statement));
  const moments = { notBefore: '2027-01-01T00:00:00.000Z', notAfter: '2028-01-01T00:00:00.000Z' };
  const acts = [
    act,
    { act: 'pin-provider-keys', issuer: world.world.provider.issuer, keys: [{ key: publicJwk, ...moments }] },
    { act: 'pin-client-keys', clientId: world.world.clientId, keys: [publicJwk] },
    { act: 'replace-means', credentialId, meansId: signer.passkey.meansId, by: { kind: 'one-time-code', channel: 'sms', address: '+33612345678' } },
    { act: 'remove-means', credentialId, meansId: signer.passkey.meansId },
    { act: 'resume-credential', credentialId },
    { act: 'change-quorum', quorum: world.quorum() },
    { act: 'end-authority', authority: 'issuing', reason: 'The provider ends its service.' },
  ];
  return [
    ...acts.map((one) => known(door, contracts.proposeAct, { act: one }, (request) => world.propose.run(request.act))),
    known(door, contracts.describeProposal, { proposalId }, (one) => world.describe.run(one.proposalId)),
    known(door, contracts.approveProposal, { proposalId, assertion }, (one) => world.approveProposal.run(one.proposalId, one.assertion)),
    known(door, contracts.renewProviderKeys, { issuer: world.world.provider.issuer, signedKeys: 'e30.e30.AAAA' }, (one) =>
      world.renewProviderKeys.run(one.issuer, one.signedKeys),
    ),
  ];
}

async function authorities(): Promise<readonly KnownCall[]> {
  const world = await AuthorityWorld.make();
  const door = new Door(world);
  const hash = bytes32();
  const [rootHash, step] = [bytes32().toString('base64url'), bytes32().toString('base64url')];
  const read = (text: string) => fromBase64Url(text) ?? new Uint8Array();
  return [
    known(door, contracts.signTreeHead, { log: 'events', size: 5, rootHash, consistency: [step] }, ({ log, size, rootHash: root, consistency }) =>
      world.signTreeHead.run(log, { size, root: read(root), consistency: consistency.map(read) }),
    ),
    known(door, contracts.describeTreeHead, { log: 'events' }, ({ log }) => world.signTreeHead.last(log)),
    known(
      door,
      contracts.composeTimestamp,
      { hashAlgorithmOid: SHA256, hash: toBase64(hash), nonce: '12345', certificate: true },
      ({ hash: imprint, nonce, ...one }) =>
        world.composeTimestamp.run({ ...one, hash: fromBase64(imprint) ?? new Uint8Array(), ...(nonce === undefined ? {} : { nonce }) }),
    ),
  ];
}

async function outside(): Promise<readonly KnownCall[]> {
  const world = await OutsideWorld.make();
  const door = new Door(world.enrolling);
  const [bound, waiting] = [await world.signer(), await world.accepted()];
  const list = world.authority.list(bound.serialNumber);
  const digest = digestOf(list);
  const protectedPart = toBase64(cmp.protectedPart(world.enrolling.clock, cmp.body.p10cr(waiting.csr)));
  const read = (text: string) => fromBase64(text) ?? new Uint8Array();
  return [
    known(door, contracts.offerProof, { digest, part: 0, parts: 1, bytes: toBase64(list) }, (one) => world.proofs.offer({ ...one, bytes: read(one.bytes) })),
    known(door, contracts.revokeByProof, { credentialId: bound.credentialId, kind: 'crl', digest }, (one) => world.revoke.run(one)),
    known(door, contracts.describeRegistration, {}, () => world.describeRegistration.run()),
    known(door, contracts.protectMessage, { credentialId: waiting.credentialId, protectedPart, certificate: toBase64(bound.certificate) }, (one) =>
      world.protect.run({
        credentialId: one.credentialId,
        protectedPart: read(one.protectedPart),
        ...(one.certificate && { certificate: read(one.certificate) }),
      }),
    ),
  ];
}
