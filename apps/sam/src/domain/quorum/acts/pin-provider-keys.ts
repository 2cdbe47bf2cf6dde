import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { IdentityProvider } from '../../evidence/oidc/identity-provider.js';
import { keyIds } from '../../providers/key-names.js';
import { providerRecordId, type RecordedProviders } from '../../providers/recorded-providers.js';
import { requirePublicKeys } from '../../records/client-keys.js';
import type { ProviderRecord } from '../../records/record-kinds.js';
import type { TrustRecords } from '../../records/trust-records.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';
import { keysInWords } from './pin-client-keys.js';

type PinAct = ActOf<'pin-provider-keys'>;

/** Puts other keys in the place of an identity provider's: the way in for a provider that lost the ones it could sign with. */
export class PinProviderKeys extends Act<'pin-provider-keys'> {
  constructor(
    private readonly providers: RecordedProviders,
    private readonly records: TrustRecords,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async about({ issuer, keys }: PinAct): Promise<About> {
    requirePublicKeys(keys.map(({ key }) => key));
    for (const { notBefore, notAfter } of keys) {
      if (notBefore !== undefined && notAfter !== undefined && Date.parse(notAfter) <= Date.parse(notBefore)) {
        throw new ServiceError('request.invalid', 'keys: expected each key to begin before it ends');
      }
    }
    const provider = await this.pinned(issuer);
    return {
      provider: issuer,
      signingClient: provider.clientId,
      keysNow: keysInWords(provider.keys.map(({ jwk }) => jwk)),
      keysThen: keysInWords(keys.map(({ key }) => key)),
      lastDecision: (await this.providers.record(issuer))?.body.decidedAt ?? '–',
    };
  }

  override async prepare({ issuer, keys }: PinAct, { lastDecision }: About): Promise<PreparedAct> {
    await this.pinned(issuer);
    const record = await this.providers.record(issuer);
    // A later decision overruled this one. A renewal did not: whoever stole a key could renew it for ever to stay.
    if ((record?.body.decidedAt ?? '–') !== lastDecision) throw new ServiceError('proposal.impossible', 'a quorum decided about these keys after the proposal');
    const now = this.clock.now().toISOString();
    const body: ProviderRecord = {
      issuer,
      keys: keys.map(({ key, notBefore, notAfter }) => ({ jwk: key, ...(notBefore && { notBefore }), ...(notAfter && { notAfter }) })),
      // A set that the provider signed before this decision does not undo it.
      asOf: now,
      decidedAt: now,
    };
    const sealed = record ? await this.records.sealNext(record, body) : await this.records.sealNew('provider', providerRecordId(issuer), body);
    return {
      write: (transaction) => this.records.write(transaction, sealed),
      event: {
        type: 'provider-keys-renewed',
        actor: { kind: 'system', id: 'quorum' },
        outcome: 'success',
        particulars: { issuer, keyIds: keyIds(keys.map(({ key }) => key)) },
      },
    };
  }

  private async pinned(issuer: string): Promise<IdentityProvider> {
    const provider = await this.providers.find(issuer);
    if (!provider) throw new ServiceError('evidence.provider_unknown', 'no provider of the operator’s file has this issuer');
    return provider;
  }
}
