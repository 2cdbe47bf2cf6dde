import type { NextStep } from '../carried/approval-visit.js';
import type { BeginCreation } from '../creations/begin-creation.js';
import type { PendingAuthorisation } from '../ports/pending-authorisations.js';
import type { Signer } from '../ports/signer-store.js';
import { parseRequest } from '../request/parse-request.js';
import { requireAccount } from '../request/require-account.js';
import type { Authorisation } from './authorisation.js';
import type { ChooseCredential } from './choose-credential.js';
import type { FinishAuthorisation } from './finish-authorisation.js';
import { InteractionOver } from './interaction-over.js';
import type { LeadToApproval } from './lead-to-approval.js';

/** Leads on a signer who signed in: the service scope is granted, a credential is prepared, or one is chosen and its use drafted. */
export class LeadSignedIn {
  constructor(
    private readonly finish: FinishAuthorisation,
    private readonly creation: BeginCreation,
    private readonly choose: ChooseCredential,
    private readonly approval: LeadToApproval,
  ) {}

  /** The authorisation was claimed for this. */
  async run(pending: PendingAuthorisation, authorisation: Authorisation, signer: Signer): Promise<NextStep> {
    const { id: signerId } = signer;
    const request = parseRequest(pending.parameters, pending.rules);
    requireAccount(request, signerId);
    switch (request.scope) {
      case 'service':
        return { kind: 'leave', location: await this.finish.run(pending, authorisation, { signerId }) };
      case 'credential-creation':
        return this.creation.run(pending, authorisation, { certificatePolicy: request.certificatePolicy, signerId });
      case 'credential':
        if (request.credentialId !== undefined) throw new InteractionOver('a login proves nothing that a signature may stand on');
        // It chose, and nothing else: who signs still proves to be the credential's signer.
        return this.approval.run(pending, { ...request, credentialId: await this.choose.run(request, signer), account: signerId }, undefined);
      case 'credential-deletion':
        throw new InteractionOver('a login proves nothing that such an act may stand on');
    }
  }
}
