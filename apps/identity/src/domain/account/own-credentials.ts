import { ServiceError, type CredentialDescription } from '@paraph/contracts';
import { type KeyLifecycle } from '../ports/key-lifecycle.js';
import { type BindingDescription, type Sam, type SignatureList } from '../ports/sam.js';
import type { KnownSigner } from '../ports/signer-store.js';
import type { AccountSession } from './account-sessions.js';

/** A credential as its signer sees it: key-lifecycle's description, and the SAM's own record, which decides. */
export interface OwnCredential {
  readonly signer: KnownSigner;
  readonly credential: CredentialDescription;
  /** Absent while the SAM does not answer. */
  readonly binding?: BindingDescription;
}

/** Most of what was authorised that one page lists. */
const LISTED = 50;

/** What a signer may see of their own credentials, and of nobody else's. */
export class OwnCredentials {
  constructor(
    private readonly keyLifecycle: KeyLifecycle,
    private readonly sam: Sam,
  ) {}

  /** @throws ServiceError service.unavailable, … */
  async all({ signers }: AccountSession): Promise<OwnCredential[]> {
    const found = await Promise.all(signers.map((signer) => this.ofSigner(signer)));
    return found.flat();
  }

  /** @throws ServiceError credential.unknown for one that is not this person's */
  async find(session: AccountSession, credentialId: string): Promise<OwnCredential> {
    for (const signer of session.signers) {
      const credential = (await this.listed(signer)).find((one) => one.credentialId === credentialId);
      const own = credential && (await this.own(signer, credential));
      if (own !== undefined) return own;
    }
    throw new ServiceError('credential.unknown', 'no credential of this person has this identifier');
  }

  /** What was authorised with it, newest first. */
  async signatures({ credential }: OwnCredential): Promise<SignatureList['activations']> {
    return (await this.sam.listSignatures({ credentialId: credential.credentialId, limit: LISTED })).activations;
  }

  private async ofSigner(signer: KnownSigner): Promise<OwnCredential[]> {
    const credentials = await this.listed(signer);
    const own = await Promise.all(credentials.map((credential) => this.own(signer, credential)));
    return own.filter((one) => one !== undefined);
  }

  private async listed({ id: signerId, subscriberId }: KnownSigner): Promise<CredentialDescription[]> {
    return (await this.keyLifecycle.listCredentials({ signerId, subscriberId, onlyValid: false })).credentials;
  }

  /** Whose a credential is, the SAM's record says; where it names somebody else, it is not shown. */
  private async own(signer: KnownSigner, credential: CredentialDescription): Promise<OwnCredential | undefined> {
    const { credentialId } = credential;
    const binding = await this.sam.describeBinding({ credentialId }).catch(() => undefined);
    if (binding === undefined) return { signer, credential };
    if (binding.signerId !== signer.id) return undefined;
    if (isStale(credential, binding)) await this.keyLifecycle.refreshCredential({ credentialId }).catch(() => undefined);
    return { signer, credential, binding };
  }
}

/** Whether key-lifecycle has not yet heard of what the SAM decided. */
function isStale({ state }: CredentialDescription, binding: BindingDescription): boolean {
  return (state === 'suspended' && binding.state === 'active') || (state === 'active' && binding.state === 'suspended');
}
