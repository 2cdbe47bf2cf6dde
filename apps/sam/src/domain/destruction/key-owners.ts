import type { Enrolments } from '../enrolment/enrolments.js';
import type { TrustRecords } from '../records/trust-records.js';

/** Whose a key is, by the SAM's own records. */
export interface KeyOwner {
  readonly credentialId: string;
  /** To whom the enrolment that made the key belongs. */
  readonly holder: { readonly signerId: string; readonly subscriberId: string };
  readonly state: 'open' | 'accepted' | 'active' | 'suspended' | 'revoked' | 'destroyed' | 'abandoned';
}

/** Judges whose a wrapped key is. The database says only where to look. */
export class KeyOwners {
  constructor(
    private readonly enrolments: Enrolments,
    private readonly records: TrustRecords,
  ) {}

  /** @throws `record.tampered`, `hsm.unavailable` */
  async of(keyId: string): Promise<KeyOwner | undefined> {
    const enrolment = await this.enrolments.ofKey(keyId);
    if (!enrolment) return undefined;
    const { credentialId, signerId, subscriberId } = enrolment.draft;
    const owner = { credentialId, holder: { signerId, subscriberId } };
    const binding = await this.records.find('binding', credentialId);
    if (binding?.body.keyId === keyId) return { ...owner, state: binding.body.state };
    const { state } = enrolment;
    // Bound, and its record names another key or is gone: nothing signs with this one.
    return { ...owner, state: state === 'bound' || binding ? 'abandoned' : state };
  }
}

/** Whether nothing may be signed with a key of this owner ever again, so that it should not be there. */
export function isOrphan(owner: KeyOwner | undefined): boolean {
  return owner === undefined || owner.state === 'revoked' || owner.state === 'destroyed' || owner.state === 'abandoned';
}
