import { ServiceError } from '@paraph/contracts';
import type { Authorisation } from '../authorisations/authorisation.js';
import type { Proven } from '../authorisations/finish-authorisation.js';
import type { ProviderAnswer } from '../carried/provider-answer.js';
import type { CarryEnrolment } from '../enrolments/carry-enrolment.js';
import { type Sam } from '../ports/sam.js';
import type { ProvenIdentity } from '../ports/signer-store.js';
import type { FindSigner } from '../signers/find-signer.js';

/** An authorisation whose session was opened. */
export type OpenedSession = Authorisation & { readonly enrolmentId: string };

/** What came back for a session, and who alone may have given it, where the application named somebody. */
export interface SessionAnswer {
  readonly session: OpenedSession;
  readonly answer: ProviderAnswer;
  readonly account: string | undefined;
}

/**
 * Carries the evidence of a session: one and the same identifies its signer, accepts the terms and authorises the signatures (IDN-07). The signer
 * made for it stays unlinked: with this account somebody signs in as whoever they were before, and as nobody if they were nobody.
 */
export class CompleteSession {
  constructor(
    private readonly carry: CarryEnrolment,
    private readonly signers: FindSigner,
    private readonly sam: Sam,
  ) {}

  /**
   * Answers what `finish` answers, which grants the request to whom the SAM proved.
   *
   * @throws ServiceError evidence.invalid, enrolment.*, session.over, certificate.refused, …; what `finish` throws
   */
  async run({ session, answer, account }: SessionAnswer, finish: (proven: Proven) => Promise<string>): Promise<string> {
    const { enrolmentId, clientId } = session;
    const { credentialId, signerId, activationId, issuer, subject } = await this.carry.run(enrolmentId, answer, clientId);
    if (activationId === undefined) throw new Error('a session was completed without an activation');
    try {
      await this.requireAccount(account, clientId, { issuer, subject });
      return await finish({ signerId, credentialId, activationId });
    } catch (refusal) {
      // The key can sign since the evidence: whatever refuses the request now, also that it was ended meanwhile, ends the key by this name.
      await this.sam.abandonActivation({ activationId, reason: 'refused' }).catch(() => undefined);
      throw refusal;
    }
  }

  /** The key is of the signer whom the application named; that the account is theirs, only the evidence says. */
  private async requireAccount(account: string | undefined, clientId: string, identity: ProvenIdentity): Promise<void> {
    if (account === undefined || (await this.signers.run(clientId, identity))?.id === account) return;
    throw new ServiceError('evidence.invalid', 'the evidence names another person than the one the application asked for');
  }
}
