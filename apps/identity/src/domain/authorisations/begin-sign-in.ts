import { type LoginProvider, type LoginMemo } from '../ports/login-provider.js';
import { type PendingAuthorisations } from '../ports/pending-authorisations.js';
import { parseRequest } from '../request/parse-request.js';
import { needsSignIn } from './needs-sign-in.js';
import { InteractionOver } from './interaction-over.js';

/** Sends a signer to an ordinary login, for a request that needs to know who they are and proves nothing. */
export class BeginSignIn {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly login: LoginProvider,
  ) {}

  async run(uid: string, language: string): Promise<{ readonly url: string; readonly memo: LoginMemo }> {
    const pending = await this.pending.find(uid);
    const request = pending && parseRequest(pending.parameters, pending.rules);
    // A login proves nothing that a signature may stand on: where the SAM drafts, there is no way in here.
    if (request === undefined || !needsSignIn(request)) throw new InteractionOver('it was answered or took too long');
    return this.login.begin(language);
  }
}
