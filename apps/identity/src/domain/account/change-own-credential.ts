import type { ChangeAct, renewCredential, RequestOf } from '@paraph/contracts';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';
import { type Sam } from '../ports/sam.js';
import type { AccountSession } from './account-sessions.js';
import type { OwnCredentials } from './own-credentials.js';

/** What a signer may do to a credential of their own. A login stops at once; everything else is drafted, and proven to the SAM. */
export class ChangeOwnCredential {
  constructor(
    private readonly own: OwnCredentials,
    private readonly keyLifecycle: KeyLifecycle,
    private readonly sam: Sam,
  ) {}

  /** @throws ServiceError credential.unknown, credential.state, … */
  async suspend(session: AccountSession, credentialId: string): Promise<void> {
    await this.own.find(session, credentialId);
    await this.keyLifecycle.suspendCredential({ credentialId, requestedBy: 'signer', reason: 'by the signer, on the page of their own' });
  }

  /** Opens the enrolment by which it goes on; its signer proves themselves there. @throws ServiceError credential.unknown, credential.state, … */
  async renew(session: AccountSession, credentialId: string, kind: RequestOf<typeof renewCredential>['kind']): Promise<{ readonly enrolmentId: string }> {
    const { signer } = await this.own.find(session, credentialId);
    return this.keyLifecycle.renewCredential({ credentialId, kind, signerId: signer.id });
  }

  /** Drafts a change; the statement is shown on the approval page. @throws ServiceError credential.unknown, credential.state, means.unknown, activation.busy, … */
  async begin(session: AccountSession, credentialId: string, change: ChangeAct): Promise<{ readonly changeId: string; readonly statement: string }> {
    const { signer } = await this.own.find(session, credentialId);
    return this.sam.openChange({ credentialId, signerId: signer.id, change });
  }
}
