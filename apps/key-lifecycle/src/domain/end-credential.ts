import type { AskRevocation } from './ask-revocation.js';
import { isOfOneSession, move, type Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';
import { failed, failureText } from './lifecycle-events.js';
import type { SignatureModule } from './signature-module.js';

/** Ends a credential that will not become active: its key is destroyed, and what is left is the record. */
export class EndCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly sam: SignatureModule,
    private readonly revocation: AskRevocation,
  ) {}

  /** Marks the credential, so that it is destroyed even if this process ends now. @throws Overtaken */
  async mark(credential: Credential, failure: unknown): Promise<Credential> {
    const text = failureText(failure);
    // From the acceptance on a certificate may have been asked for, and may exist or come later although nobody has seen it.
    // The certificate of one session is over before anybody could say so, and says itself that nobody will (CRT-05, RFC 9608).
    const mayExist = credential.acceptance !== undefined && !isOfOneSession(credential);
    const due = mayExist ? ({ revocationDue: 'cessationOfOperation' } as const) : {};
    return this.store.save(move(credential, { to: 'destroying', by: 'service' }, { failure: text, ...due }), failed(credential, text));
  }

  /** Destroys the key of a marked credential. @throws ServiceError if the SAM does not answer; the sweep asks again */
  async destroy(marked: Credential): Promise<void> {
    await this.sam.destroyKey(marked.credentialId);
    await this.revocation.ask(await this.store.save(move(marked, { to: 'destroyed', by: 'service' })));
  }
}
