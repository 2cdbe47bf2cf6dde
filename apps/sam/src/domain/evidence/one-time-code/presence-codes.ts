import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Policies } from '../../ports/policies.js';
import type { TrustRecord } from '../../records/record-kinds.js';
import type { NamedCredential, UsableCredentials } from '../../records/usable-credential.js';
import { presenceBond } from './code-bond.js';
import { codeMeans } from './code-means.js';
import { presenceText } from './code-text.js';
import type { CodeOrder } from './dispatch-code.js';

/** A code without hashes that may be sent. */
export interface PresenceOrder {
  readonly order: CodeOrder;
  readonly binding: TrustRecord<'binding'>;
}

/** Judges which codes without hashes may be sent: only where the policy takes one in explicit authorisation, as proof of presence. */
export class PresenceCodes {
  constructor(
    private readonly credentials: UsableCredentials,
    private readonly policies: Policies,
    private readonly clock: Clock,
  ) {}

  /** @throws `client.unknown`, `credential.unknown`, `credential.disabled`, `evidence.missing`, `record.tampered` */
  async order(named: NamedCredential): Promise<PresenceOrder> {
    const { client, binding } = await this.find(named);
    const policy = this.policies.find(binding.body.policyId);
    const isTaken = policy?.explicit.some((kinds) => kinds.includes('one-time-code')) ?? false;
    if (!policy || !isTaken) throw new ServiceError('evidence.missing', 'the policy takes no code without hashes');
    const now = this.clock.now();
    const [means] = codeMeans(binding.body, policy, now);
    if (!means) throw new ServiceError('evidence.missing', 'no address counts that a code could go to');
    const order: CodeOrder = { bond: presenceBond(named), means, policy, now, subject: 'Code', text: (code) => presenceText(client.body.name, code) };
    return { order, binding };
  }

  private async find(named: NamedCredential): ReturnType<UsableCredentials['find']> {
    try {
      return await this.credentials.find(named);
    } catch (error) {
      // Why a key signs nothing any more is told where it is asked to; here it is one thing.
      if (error instanceof ServiceError && (error.code === 'credential.certificate_expired' || error.code === 'algorithm.unsupported')) {
        throw new ServiceError('credential.disabled', error.detail, { cause: error });
      }
      throw error;
    }
  }
}
