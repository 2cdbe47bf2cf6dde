import { ServiceError, type endSession, type RequestOf } from '@paraph/contracts';
import { isOfOneSession, type Credential, type CredentialState } from './credential.js';
import type { CredentialStore } from './credential-store.js';
import type { EndCredential } from './end-credential.js';
import type { RefreshCredential } from './refresh-credential.js';
import type { SignatureModule } from './signature-module.js';

/** Why a session ends before anything was authorised. */
export type SessionEnd = RequestOf<typeof endSession>['reason'];

const words: Readonly<Record<SessionEnd, string>> = {
  refused: 'the signer refused',
  failed: 'the request of the session failed',
};

/** Ends a one-session credential that nobody will use: its key is destroyed at once, not when its time is over. */
export class EndSession {
  constructor(
    private readonly store: CredentialStore,
    private readonly end: EndCredential,
    private readonly sam: SignatureModule,
    private readonly refresh: RefreshCredential,
  ) {}

  /** @throws ServiceError `enrolment.unknown`, and if the SAM does not answer */
  async run(enrolmentId: string, reason: SessionEnd): Promise<{ readonly credentialId: string; readonly state: CredentialState }> {
    const credential = await this.store.findByEnrolment(enrolmentId);
    if (credential === undefined || !isOfOneSession(credential)) throw new ServiceError('enrolment.unknown', 'no session has this enrolment');
    return { credentialId: credential.credentialId, state: await this.settle(credential, reason) };
  }

  private async settle(credential: Credential, reason: SessionEnd): Promise<CredentialState> {
    switch (credential.state) {
      case 'keyed':
      case 'certified':
        return this.destroy(await this.end.mark(credential, new ServiceError('session.over', words[reason])));
      case 'destroying':
        return this.destroy(credential);
      case 'active':
      case 'suspended':
        // Of a session, the SAM ends the key on this service's word even if it could sign: nothing outlives the session in any case.
        await this.sam.destroyKey(credential.credentialId);
        return this.refresh.run(credential.credentialId);
      default:
        return credential.state;
    }
  }

  private async destroy(marked: Credential): Promise<CredentialState> {
    await this.end.destroy(marked);
    return 'destroyed';
  }
}
