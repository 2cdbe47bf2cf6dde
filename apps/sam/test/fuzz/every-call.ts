import * as contracts from '@paraph/contracts';
import { changeChallenge, fromBase64, fromBase64Url, newId, proposalChallenge, toBase64 } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { AuthorityWorld } from '../authority-world.js';
import { ChangesWorld } from '../changes-world.js';
import { SigningClient } from '../client-keys.js';
import { DestructionWorld } from '../destruction-world.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { digestOf } from '../outside-authority.js';
import { DescribeContainer } from '../../src/domain/containers/describe-container.js';
import { FollowContainers } from '../../src/domain/containers/follow-containers.js';
import { SuspendContainer } from '../../src/domain/containers/suspend-container.js';
import { Refusals } from '../../src/domain/refusals.js';
import { OutsideWorld } from '../outside-world.js';
import { Sealing } from '../sealing.js';
import * as cmp from '../pki-message.js';
import { QuorumWorld } from '../quorum-world.js';
import { ServiceEndWorld } from '../service-end-world.js';
import { SHA256 } from '../world.js';
import { activations } from './activation-calls.js';
import { Door } from './door.js';
import { drafts, known, type KnownCall } from './known-call.js';

const bytes32 = () => randomBytes(32);

/** Every call the SAM answers, each with a request that would be right, over as many small SAMs as there are grounds. */
export async function everyCall(): Promise<readonly KnownCall[]> {
  return [
    ...(await activations()),
    ...(await changes()),
    ...(await destructions()),
    ...(await enrolments()),
    ...(await quorum()),
    ...(await containers()),
    ...(await serviceEnd()),
    ...(await authorities()),
    ...(await outside()),
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
    known(door, contracts.describeStates, { credentialIds: [credentialId] }, (one) => world.describeBinding.states(one.credentialIds)),
    known(door, contracts.suspendBinding, { credentialId, requestedBy: 'signer', reason: 'stolen' }, (one) => world.suspend.run(one)),
    known(door, contracts.listSignatures, { credentialId, limit: 10 }, (one) => world.listSignatures.run(one.credentialId, one.limit)),
  ];
}

async function destructions(): Promise<readonly KnownCall[]> {
  const world = await DestructionWorld.make();
  const signer = await world.signer();
  const decision = { credentialId: signer.credentialId, changeId: await world.decided(signer) };
  const door = new Door(world.changing.world);
  const { credentialId, keyId } = signer;
  const { certify } = world.replica('one');
  return [
    known(door, contracts.destroyExpired, { credentialIds: [credentialId] }, (one) => world.destroyExpired.run(one.credentialIds)),
    known(door, contracts.certifyDestruction, { credentialId }, (one) => certify.run(one.credentialId)),
    known(door, contracts.listKeys, { limit: 5 }, (one) => world.through.page(one.after, one.limit)),
    known(door, contracts.destroyOrphan, { keyId }, (one) => world.through.destroyOrphan(one.keyId)),
    known(door, contracts.destroyByDecision, decision, (one) => world.destroy.run(one.credentialId, one.changeId)),
  ];
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
    { act: 'end-service', reason: 'The provider ends the whole service.' },
  ];
  return [
    ...acts.map((one) => known(door, contracts.proposeAct, { act: one }, (request) => world.propose.run(request.act))),
    known(door, contracts.describeProposal, { proposalId }, (one) => world.describe.run(one.proposalId)),
    known(door, contracts.listProposals, { limit: 5 }, (one) => world.describe.latest(one.limit)),
    known(door, contracts.approveProposal, { proposalId, assertion }, (one) => world.approveProposal.run(one.proposalId, one.assertion)),
    known(door, contracts.renewProviderKeys, { issuer: world.world.provider.issuer, signedKeys: 'e30.e30.AAAA' }, (one) =>
      world.renewProviderKeys.run(one.issuer, one.signedKeys),
    ),
  ];
}

async function serviceEnd(): Promise<readonly KnownCall[]> {
  const { destruction, first } = await ServiceEndWorld.make();
  const door = new Door(destruction.changing.world);
  return [known(door, contracts.describeServiceEnd, { counted: true }, ({ counted }) => first.describe.run(counted))];
}

async function containers(): Promise<readonly KnownCall[]> {
  const { world, propose } = await QuorumWorld.make();
  const door = new Door(world);
  const { transactions } = world.stores;
  const limits = { perDay: 3, hours: { from: 8, to: 18 }, digestAlgorithms: [SHA256] };
  const { client, containerId } = await Sealing.make(world, limits);
  const { clientId } = client;
  const describing = new DescribeContainer(world.records, world.days, world.clock);
  const following = new FollowContainers(world.records, transactions, world.clock);
  const suspending = new SuspendContainer(world.records, transactions, new Refusals(transactions));
  const delegation = { to: 'Somebody', reference: 'contract 1' };
  const acts = [
    { act: 'open-container', containerId: newId('ctr'), clientId, name: 'Invoices', limits, delegation },
    { act: 'resume-container', containerId },
    { act: 'close-container', containerId, reason: 'The customer ended the contract.' },
  ];
  return [
    ...acts.map((act) => known(door, contracts.proposeAct, { act }, (one) => propose.run(one.act))),
    known(door, contracts.describeContainer, { containerId }, (one) => describing.run(one.containerId)),
    known(door, contracts.followContainers, { known: [{ containerId, version: 0 }] }, ({ known: seen }) => following.run(seen)),
    known(door, contracts.suspendContainerRecord, { containerId, by: { kind: 'customer', clientId }, reason: 'lost' }, (one) => suspending.run(one)),
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
