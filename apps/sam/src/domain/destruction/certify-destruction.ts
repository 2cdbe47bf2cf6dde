import { ServiceError, type DestructionClaims } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { AuthorityKeys } from '../keys/authority-keys.js';
import type { TrustRecords } from '../records/trust-records.js';
import type { Destruction } from './destruction.js';
import type { Destructions } from './destructions.js';
import type { TryDestroyedKeys } from './try-destroyed-keys.js';

/**
 * Signs what became of a credential's key and of each copy of it, for whoever the key was kept for (KEY-06). It says only what the SAM wrote down
 * itself, and what it has found again just now.
 */
export class CertifyDestruction {
  constructor(
    private readonly destructions: Destructions,
    private readonly trying: TryDestroyedKeys,
    private readonly records: TrustRecords,
    private readonly keys: AuthorityKeys,
    private readonly clock: Clock,
  ) {}

  /** A compact JWS. @throws `credential.unknown`, `credential.state`, `record.tampered`, `hsm.unavailable`, `hsm.refused`, `hsm.ambiguous` */
  async run(credentialId: string): Promise<string> {
    const binding = await this.records.find('binding', credentialId);
    const destroyed = await this.destructions.of(credentialId);
    const [newest] = destroyed.slice(-1);
    if (!binding && !newest) throw new ServiceError('credential.unknown', 'no credential has this identifier');
    // An old row of a key that was destroyed says nothing of the key that signs today.
    const isEnded = !binding || binding.body.state === 'destroyed' || binding.body.state === 'revoked';
    const isWhole = !binding || destroyed.some(({ keyId }) => keyId === binding.body.keyId);
    if (!newest || !isEnded || !isWhole) throw new ServiceError('credential.state', 'the key of this credential was not destroyed');

    const { left } = await this.trying.tryAll(destroyed);
    if (left.length > 0) throw new ServiceError('credential.state', `a copy of the key is still there: ${left.map(({ copy }) => copy).join(', ')}`);

    const claims: DestructionClaims = {
      sub: credentialId,
      iat: Math.floor(this.clock.now().getTime() / 1_000),
      signer: newest.signerId,
      subscriber: newest.subscriberId,
      keys: await Promise.all(destroyed.map((one) => this.describe(one))),
    };
    return this.keys.signJws('destruction', claims);
  }

  private async describe({
    credentialId: _credential,
    signerId: _signer,
    subscriberId: _subscriber,
    ...key
  }: Destruction): Promise<DestructionClaims['keys'][number]> {
    const tries = (await this.destructions.triesOf(key.keyId)).map(({ replica, triedAt, outcome }) => ({ replica, triedAt, outcome }));
    return { ...key, tries: tries.toSorted((one, other) => (one.triedAt < other.triedAt ? -1 : 1)) };
  }
}
