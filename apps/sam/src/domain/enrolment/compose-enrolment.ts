import type { EnrolmentStatement } from '@paraph/contracts';
import { newId, sha256Hex, toBase64, toBase64Url, type Clock } from '@paraph/kernel';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import { registeredKinds } from '../means/registered-kinds.js';
import type { KeyRow } from '../ports/key-rows.js';
import type { Token } from '../ports/token.js';
import { codeScopes } from './code-address.js';
import { certifiesAgain, type EnrolmentDraft, type SessionDraft } from './enrolment.js';
import type { AllowedEnrolment, EnrolmentOrder } from './enrolment-rules.js';

/** How long a signer has. The person may have to be told first; nothing is at risk meanwhile, the key signs nothing. */
const LIFETIME_MS = 24 * 3_600_000;

/**
 * Writes what an enrolment commits to and has it signed. Evidence over its hash proves: this person, for this key, under
 * these terms and this policy, with these means to register, and nothing else.
 */
export class ComposeEnrolment {
  constructor(
    private readonly keys: AuthorityKeys,
    private readonly token: Token,
    private readonly clock: Clock,
  ) {}

  /** @throws `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  async run(
    order: EnrolmentOrder,
    { policy, orderingClient, renews, session }: AllowedEnrolment,
    key: Pick<KeyRow, 'keyId' | 'publicKey'>,
  ): Promise<EnrolmentDraft> {
    const { credentialId, signerId, subscriberId, algorithm, provider, containerId } = order;
    const openedAt = this.clock.now();
    // A key that is held waits for its signer no longer than an authorisation does.
    const expiresAt = new Date(openedAt.getTime() + (session ? policy.draftLifetimeSeconds * 1_000 : LIFETIME_MS));
    const enrolmentId = newId('enr');
    // A key that is certified again keeps its means.
    const register = renews && certifiesAgain({ renews }) ? [] : registeredKinds(policy);
    const payload: EnrolmentStatement = {
      jti: enrolmentId,
      iat: Math.floor(openedAt.getTime() / 1_000),
      exp: Math.floor(expiresAt.getTime() / 1_000),
      credential: { id: credentialId, algorithm, keyThumbprint: sha256Hex(key.publicKey) },
      signer: signerId,
      subscriber: subscriberId,
      provider,
      terms: policy.terms,
      ...(orderingClient && { orderingClient: { ...orderingClient } }),
      ...(renews && { renews: { kind: renews.kind, credential: renews.credentialId, subject: renews.subject } }),
      ...(session && { session: statedSession(session) }),
      register,
      encryptionKey: this.keys.encryptionKey(),
      policy: { id: policy.id, digest: policy.digest },
      nonce: toBase64Url(await this.token.random(16)),
    };
    return {
      enrolmentId,
      credentialId,
      signerId,
      subscriberId,
      keyId: key.keyId,
      algorithm,
      publicKey: toBase64(key.publicKey),
      provider,
      policyId: policy.id,
      policyDigest: policy.digest,
      terms: policy.terms,
      register,
      scopes: codeScopes(policy),
      ...(orderingClient && { orderingClientId: orderingClient.id }),
      ...(containerId === undefined ? {} : { containerId }),
      ...(renews && { renews: { kind: renews.kind, credentialId: renews.credentialId } }),
      ...(session && { session }),
      statement: await this.keys.signJws('enrolment-statement', payload),
      openedAt: openedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    };
  }
}

/** What the signer is shown beside the terms: for whom, and each document. */
function statedSession({ clientId, clientName, hashes, labels, hashAlgorithmOid }: SessionDraft): EnrolmentStatement['session'] {
  const documents = hashes.map((hash, place) => ({
    label: labels[place]?.label ?? '',
    labelSource: labels[place]?.labelSource ?? ('unverified' as const),
    hash,
    hashAlgorithm: hashAlgorithmOid,
  }));
  return { client: { id: clientId, name: clientName }, documents };
}
