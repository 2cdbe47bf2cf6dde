import type { Statement } from '@paraph/contracts';
import { type Clock, newId, toBase64Url } from '@paraph/kernel';
import type { MeansForPage } from '../evidence/means-for-page.js';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { Token } from '../ports/token.js';
import type { ActivationDraft } from './activation.js';
import type { AllowedOpening } from './check-opening.js';

/** Writes what the SAM commits to and has it signed: the signer is shown this and nothing else (architecture 6.2). */
export class ComposeStatement {
  constructor(
    private readonly keys: AuthorityKeys,
    private readonly token: Token,
    private readonly means: MeansForPage,
    private readonly clock: Clock,
  ) {}

  /** Answers the draft with its statement. @throws `hsm.unavailable`, `hsm.refused` */
  async run(opening: AllowedOpening, epoch: number): Promise<ActivationDraft> {
    const { client, binding, certificate, policy } = opening;
    const openedAt = this.clock.now();
    const expiresAt = new Date(openedAt.getTime() + policy.draftLifetimeSeconds * 1_000);
    const activationId = newId('act');
    const payload: Statement = {
      jti: activationId,
      iat: Math.floor(openedAt.getTime() / 1_000),
      exp: Math.floor(expiresAt.getTime() / 1_000),
      client: { id: client.id, name: client.body.name },
      credential: { id: binding.id, certificateFingerprint: certificate.fingerprint, subject: certificate.subject },
      documents: opening.documents.map(({ label, labelSource, hash }) => ({ label, labelSource, hash, hashAlgorithm: opening.hashAlgorithmOid })),
      remainingChoice: opening.remainingChoice,
      evidence: opening.alternatives.map((combination) => [...combination]),
      means: await this.means.run(binding.body, { alternatives: opening.alternatives, now: openedAt }),
      encryptionKey: this.keys.encryptionKey(),
      policy: { id: policy.id, digest: policy.digest },
      nonce: toBase64Url(await this.token.random(16)),
    };
    return {
      activationId,
      clientId: client.id,
      subscriberId: client.body.subscriberId,
      credentialId: binding.id,
      signerId: binding.body.signerId,
      certificateFingerprint: certificate.fingerprint,
      clientName: client.body.name,
      policyId: policy.id,
      policyDigest: policy.digest,
      mode: opening.mode,
      alternatives: opening.alternatives,
      sadLifetimeSeconds: policy.sadLifetimeSeconds,
      sessionMaximumSeconds: policy.sessionMaximumSeconds,
      hashAlgorithmOid: opening.hashAlgorithmOid,
      hashes: opening.documents.map(({ hash }) => hash),
      labels: opening.documents.map(({ label, labelSource }) => ({ label, labelSource })),
      remainingChoice: opening.remainingChoice,
      ...(policy.scal === '1' && { scal: policy.scal }),
      ...(opening.byLink && { byLink: opening.byLink }),
      statement: await this.keys.signJws('statement', payload),
      epoch,
      openedAt: openedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    };
  }
}
