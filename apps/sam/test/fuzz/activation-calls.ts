import * as contracts from '@paraph/contracts';
import { newId, pssParameters, toBase64 } from '@paraph/kernel';
import { asksByLink } from '../../src/domain/activation/authorise-explicitly.js';
import { SendNotice } from '../../src/domain/notices/send-notice.js';
import { ApplicationWorld } from '../application-world.js';
import { SigningClient } from '../client-keys.js';
import { JobsReplica } from '../jobs-replica.js';
import { PIN, TypedWorld } from '../typed-world.js';
import { hashOf, SHA256, SUBSCRIBER } from '../world.js';
import { Door } from './door.js';
import { drafts, known, type KnownCall } from './known-call.js';

/** The calls of applications and of a signer's act: activations, their evidence, and the signatures made with them. */
export async function activations(): Promise<readonly KnownCall[]> {
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
  const [validFrom, validTo] = [0, 7 * 86_400_000].map((ms) => new Date(world.clock.now().getTime() + ms).toISOString());
  const certificate = { fingerprint: 'a'.repeat(64), subject: 'CN=A', serialNumber: '01', validFrom: validFrom ?? '', validTo: validTo ?? '' };
  const ending = await typed.signer([typed.phone()], { certificate });
  const sending = new SendNotice(world.records, typed.notices, world.clock);
  const notice = { noticeId: newId('msg'), credentialId: ending.credentialId, notice: 'certificate-ending' } as const;
  return [
    known(
      door,
      contracts.recordClient,
      { clientId: newId('cli'), subscriberId: SUBSCRIBER, name: 'Bank', multisign: 5, keys: [client.publicJwk] },
      ({ clientId, ...one }) => world.recordClient.run(clientId, one),
    ),
    known(door, contracts.sendNotice, notice, (one) => sending.run(one)),
    known(door, contracts.openActivation, { ...opening, signerId: signer.signerId, requestObject }, (one) => world.openActivation.run(one)),
    known(door, contracts.beginEvidence, { reference }, (one) => world.beginEvidence.run(one.reference)),
    known(door, contracts.releaseExchange, { reference }, (one) => world.releaseExchange.run(one.reference, one.issuer)),
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
