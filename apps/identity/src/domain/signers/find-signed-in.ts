import { type LoginMemo, type LoginProvider } from '../ports/login-provider.js';
import type { Signer } from '../ports/signer-store.js';
import type { FindSigner } from './find-signer.js';

/** Which of a client's signers came back from an ordinary login, if any. */
export class FindSignedIn {
  constructor(
    private readonly login: LoginProvider,
    private readonly signers: FindSigner,
  ) {}

  /** @param callback the address the person came back to, path and query. @throws ServiceError evidence.invalid, service.unavailable */
  async run(clientId: string, callback: string, memo: LoginMemo): Promise<Signer | undefined> {
    return this.signers.run(clientId, await this.login.complete(callback, memo));
  }
}
