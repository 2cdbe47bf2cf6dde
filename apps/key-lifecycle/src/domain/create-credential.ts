import { ServiceError, type createCredential, type ErrorCode, type RequestOf } from '@paraph/contracts';
import { newId, type Clock } from '@paraph/kernel';
import { move, requesterOf, type Credential, type OpenedEnrolment } from './credential.js';
import type { CredentialStore } from './credential-store.js';
import type { EndCredential } from './end-credential.js';
import { requested } from './lifecycle-events.js';
import type { SignatureModule } from './signature-module.js';
import type { Signers } from './signers.js';

/** After these nobody knows whether the SAM made a key: it may still be at it, and is asked to destroy it later. */
const ambiguous: ReadonlySet<ErrorCode> = new Set(['deadline.exceeded', 'service.unavailable', 'internal']);

/** What an operator asks for, or identity for one who is about to sign. Whose the signer is, stands in it where identity asks. */
export type CredentialRequest = RequestOf<typeof createCredential>;

/** Makes a key in the SAM and opens the enrolment that its signer completes. */
export class CreateCredential {
  constructor(
    private readonly store: CredentialStore,
    private readonly signers: Signers,
    private readonly sam: SignatureModule,
    private readonly end: EndCredential,
    private readonly clock: Clock,
  ) {}

  /** @throws ServiceError `signer.unknown`, `client.unknown`, `algorithm.unsupported`, `evidence.provider_unknown`, `hsm.unavailable`, `hsm.refused` */
  async run(request: CredentialRequest & { readonly replaces?: string }): Promise<OpenedEnrolment & { readonly credentialId: string }> {
    // 1. Whose is it?
    const subscriberId = request.subscriberId ?? (await this.signers.subscriberOf(request.signerId));

    // 2. Write down that a key is about to be made, so that none is ever without a record.
    const { session, ...asked } = request;
    const credential: Credential = {
      ...asked,
      ...(session !== undefined && { sessionClientId: session.clientId }),
      credentialId: newId('cred'),
      subscriberId,
      state: 'requested',
      version: 1,
      createdAt: this.clock.now(),
    };
    await this.store.add(credential, requested(credential));

    // 3. Make the key, write down that it is there.
    try {
      const { enrolment, statement } = await this.sam.openEnrolment(credential, session);
      await this.store.save(move(credential, { to: 'keyed', by: requesterOf(credential) }, { enrolment }));
      return { credentialId: credential.credentialId, enrolment, statement };
    } catch (failure) {
      // If this fails too, the sweep finds what was written in step 2; the operator is told what failed first.
      await this.abandon(credential, failure).catch(() => undefined);
      throw failure;
    }
  }

  private async abandon(credential: Credential, failure: unknown): Promise<void> {
    const marked = await this.end.mark(credential, failure);
    if (!(failure instanceof ServiceError) || ambiguous.has(failure.code)) return;
    await this.end.destroy(marked);
  }
}
