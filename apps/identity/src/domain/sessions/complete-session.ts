import { ServiceError } from '@paraph/contracts';
import type { Authorisation } from '../authorisations/authorisation.js';
import type { Proven } from '../authorisations/finish-authorisation.js';
import type { ProviderAnswer } from '../carried/provider-answer.js';
import type { CarryEnrolment } from '../enrolments/carry-enrolment.js';
import type { ProvenIdentity } from '../ports/signer-store.js';
import type { FindSigner } from '../signers/find-signer.js';

/** An authorisation whose session was opened. */
export type OpenedSession = Authorisation & { readonly enrolmentId: string };

/**
 * Carries the evidence of a session: one and the same identifies its signer, accepts the terms and authorises the signatures (IDN-07). The signer
 * made for it stays unlinked: with this account somebody signs in as whoever they were before, and as nobody if they were nobody.
 */
export class CompleteSession {
  constructor(
    private readonly carry: CarryEnrolment,
    private readonly signers: FindSigner,
  ) {}

  /**
   * @param account the only signer who may complete it, where the application named one
   * @throws ServiceError evidence.invalid, enrolment.*, session.over, certificate.refused, …
   */
  async run({ enrolmentId, clientId }: OpenedSession, answer: ProviderAnswer, account: string | undefined): Promise<Proven> {
    const { credentialId, signerId, activationId, issuer, subject } = await this.carry.run(enrolmentId, answer, clientId);
    if (activationId === undefined) throw new Error('a session was completed without an activation');
    // From here on the key can sign. Whatever refuses the request, ends the session by its enrolment, and the activation with it.
    await this.requireAccount(account, clientId, { issuer, subject });
    return { signerId, credentialId, activationId };
  }

  /** The key is of the signer whom the application named; that the account is theirs, only the evidence says. */
  private async requireAccount(account: string | undefined, clientId: string, identity: ProvenIdentity): Promise<void> {
    if (account === undefined || (await this.signers.run(clientId, identity))?.id === account) return;
    throw new ServiceError('evidence.invalid', 'the evidence names another person than the one the application asked for');
  }
}
