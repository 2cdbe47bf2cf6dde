import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { IdentityProvider, PinnedKey } from '../evidence/oidc/identity-provider.js';
import { refusedEvidence } from '../evidence/refused-evidence.js';
import type { SignedKeySet, SignedKeySets } from '../ports/signed-key-sets.js';
import type { SealedRecord } from '../ports/record-store.js';
import type { Transactions } from '../ports/transactions.js';
import type { ProviderRecord } from '../records/record-kinds.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { Refusals } from '../refusals.js';
import { keyIds, keyThumbprint } from './key-names.js';
import { pinnedKeyText, providerRecordId, type RecordedProviders } from './recorded-providers.js';

/** What writes trust records. */
export interface Writing {
  readonly records: TrustRecords;
  readonly transactions: Transactions;
}

/** Takes a provider's new keys on the word of a key that is pinned already, never on that of whoever brings them. */
export class RenewProviderKeys {
  constructor(
    private readonly providers: RecordedProviders,
    private readonly keySets: SignedKeySets,
    private readonly writing: Writing,
    private readonly clock: Clock,
    private readonly refusals: Refusals,
  ) {}

  /** Answers the names of the keys that count from now on. @throws `evidence.provider_unknown`, `evidence.invalid`, `record.tampered`, `hsm.unavailable` */
  run(issuer: string, signedKeys: string): Promise<readonly string[]> {
    const context = { type: 'provider-keys-refused', actor: { kind: 'system', id: 'identity' }, particulars: { issuer } } as const;
    return this.refusals.recorded(context, async () => {
      const provider = await this.providers.find(issuer);
      if (!provider) throw new ServiceError('evidence.provider_unknown', 'this identity provider is not pinned');
      const set = await this.keySets.verify(signedKeys, provider, this.clock.now());
      try {
        return await this.replace(provider, set);
      } catch (error) {
        // Another replica was given the same set at the same time, or a quorum decided meanwhile: what it wrote is looked at.
        if (error instanceof ServiceError && error.code === 'request.duplicate') return this.replace(provider, set);
        throw error;
      }
    });
  }

  private async replace({ issuer, keys: current }: IdentityProvider, set: SignedKeySet): Promise<readonly string[]> {
    const { records } = this.writing;
    const record = await this.providers.record(issuer);
    const asOf = record && new Date(record.body.asOf);
    // An older set would bring keys back that the provider has given up since; the same set again changes nothing.
    if (asOf && set.signedAt < asOf) throw refusedEvidence('older than the key set that counts');
    if (record && set.signedAt.getTime() === asOf?.getTime()) return record.body.keys.map(({ jwk }) => jwk.kid);
    const isStillPinned = (record?.body.keys ?? current).some(({ jwk }) => isSameKey(jwk, set.signedBy.jwk));
    if (!isStillPinned) throw refusedEvidence('the key that signed is no longer pinned');

    const keys = renewed(set);
    const decided = record?.body.decidedAt === undefined ? {} : { decidedAt: record.body.decidedAt };
    const body: ProviderRecord = { issuer, keys: keys.map(pinnedKeyText), asOf: set.signedAt.toISOString(), ...decided };
    await this.write(record ? await records.sealNext(record, body) : await records.sealNew('provider', providerRecordId(issuer), body), { issuer, keys, set });
    return keys.map(({ jwk }) => jwk.kid);
  }

  private async write(sealed: SealedRecord, { issuer, keys, set }: { issuer: string; keys: readonly PinnedKey[]; set: SignedKeySet }): Promise<void> {
    const { records, transactions } = this.writing;
    await transactions.run(async (transaction) => {
      await records.write(transaction, sealed);
      transaction.record({
        type: 'provider-keys-renewed',
        actor: { kind: 'system', id: 'identity' },
        outcome: 'success',
        particulars: {
          issuer,
          keyIds: keyIds(keys.map(({ jwk }) => jwk)),
          signedBy: set.signedBy.jwk.kid,
          signedAt: set.signedAt.toISOString(),
        },
      });
    });
  }
}

/** The new set; the key that signed it stays until its own date, or answers signed with it before could not be verified. */
function renewed({ keys, signedBy }: SignedKeySet): readonly PinnedKey[] {
  const others = keys.filter(({ kid }) => kid !== signedBy.jwk.kid).map((jwk) => ({ jwk }));
  return [...others, signedBy];
}

// A quorum may have pinned another key of the same name since the signature was verified.
function isSameKey(one: PinnedKey['jwk'], other: PinnedKey['jwk']): boolean {
  return one.kid === other.kid && keyThumbprint(one) === keyThumbprint(other);
}
