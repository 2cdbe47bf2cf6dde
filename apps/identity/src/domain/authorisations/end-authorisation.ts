import { type AuthorisationStore } from '../ports/authorisation-store.js';
import { type Sam } from '../ports/sam.js';

/** Ends what a grant authorised, in the SAM first: a revoked token whose activation still signs would be no revocation. */
export class EndAuthorisation {
  constructor(
    private readonly authorisations: AuthorisationStore,
    private readonly sam: Sam,
  ) {}

  /** @throws ServiceError if the SAM cannot be told; then nothing has changed here */
  async run(grantId: string): Promise<void> {
    const authorisation = await this.authorisations.ofGrant(grantId);
    if (authorisation === undefined || authorisation.scope === 'service' || authorisation.state === 'ended') return;
    const { activationId } = authorisation;
    // A credential that was made is not claimed any more, and a decision to destroy one leads nowhere: neither is an activation.
    if (activationId !== undefined) await this.sam.abandonActivation({ activationId, reason: 'revoked' });
    // The event is that of the token, written with it.
    await this.authorisations.end(authorisation.id);
  }
}
