import { sha256Hex } from '@paraph/kernel';
import { IdentityProviders, type IdentityProvider, type PinnedKey } from '../evidence/oidc/identity-provider.js';
import type { PinnedKeyText, TrustRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';

/** Under which id the keys of a provider stand among the trust records: an issuer may be longer than an id. */
export function providerRecordId(issuer: string): string {
  return sha256Hex(issuer);
}

/**
 * The providers of the operator's file, which gives addresses, algorithms and client id. Their keys come from the file only
 * until a quorum or the provider itself has put others in their place: then the trust record counts, whatever the file says.
 */
export class RecordedProviders extends IdentityProviders {
  constructor(
    private readonly filed: readonly IdentityProvider[],
    private readonly records: TrustRecords,
  ) {
    super();
  }

  override async find(issuer: string): Promise<IdentityProvider | undefined> {
    const filed = this.filed.find((one) => one.issuer === issuer);
    if (!filed) return undefined;
    const record = await this.record(issuer);
    return record ? { ...filed, keys: record.body.keys.map(pinnedKey) } : filed;
  }

  /** The trust record of a provider's keys, once there is one. @throws `record.tampered`, `hsm.unavailable` */
  record(issuer: string): Promise<TrustRecord<'provider'> | undefined> {
    return this.records.find('provider', providerRecordId(issuer));
  }
}

/** A pinned key as a record stores it. */
export function pinnedKeyText({ jwk, notBefore, notAfter }: PinnedKey): PinnedKeyText {
  return { jwk, ...(notBefore && { notBefore: notBefore.toISOString() }), ...(notAfter && { notAfter: notAfter.toISOString() }) };
}

function pinnedKey({ jwk, notBefore, notAfter }: PinnedKeyText): PinnedKey {
  return {
    jwk,
    ...(notBefore === undefined ? {} : { notBefore: new Date(notBefore) }),
    ...(notAfter === undefined ? {} : { notAfter: new Date(notAfter) }),
  };
}
