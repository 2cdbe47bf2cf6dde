import { type LoginProvider, type LoginMemo } from '../ports/login-provider.js';
import { type PendingAuthorisations } from '../ports/pending-authorisations.js';
import { parseRequest } from '../request/parse-request.js';
import { InteractionOver } from './interaction-over.js';

/** Sends a signer to an ordinary login, for a request that only lists and describes credentials. */
export class BeginSignIn {
  constructor(
    private readonly pending: PendingAuthorisations,
    private readonly login: LoginProvider,
  ) {}

  async run(uid: string, language: string): Promise<{ readonly url: string; readonly memo: LoginMemo }> {
    const pending = await this.pending.find(uid);
    // A login proves nothing that a signature may stand on: the credential scope has no way in here.
    if (pending === undefined || parseRequest(pending.parameters).scope !== 'service') throw new InteractionOver('it was answered or took too long');
    return this.login.begin(language);
  }
}
