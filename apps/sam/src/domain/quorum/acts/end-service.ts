import { ServiceError } from '@paraph/contracts';
import type { DescribeServiceEnd } from '../../service-end/describe-service-end.js';
import type { ServiceEnd } from '../../service-end/service-end.js';
import type { ActOf } from '../proposal.js';
import { Act, type About, type PreparedAct } from './act.js';

/** Ends the service (EOL-01). The approvers read how much ends with it, and that nobody can undo it. */
export class EndWholeService extends Act<'end-service'> {
  constructor(
    private readonly end: ServiceEnd,
    private readonly describe: DescribeServiceEnd,
  ) {
    super();
  }

  override async about(_act: ActOf<'end-service'>): Promise<About> {
    if (this.end.isDecided) throw new ServiceError('proposal.impossible', 'the service has ended already');
    const { counts, authority, backupsUntil } = await this.describe.run();
    const { active = 0, suspended = 0 } = counts?.credentials ?? {};
    return {
      credentials: String(active + suspended),
      keys: String(counts?.keys ?? 0),
      certificates: String((counts?.certificates ?? 0) + (counts?.elsewhere ?? 0)),
      backupsUntil,
      ...(authority && { authority: authority.subject, fingerprint: authority.fingerprint }),
    };
  }

  override prepare({ reason }: ActOf<'end-service'>, about: About): Promise<PreparedAct> {
    if (this.end.isDecided) return Promise.reject(new ServiceError('proposal.impossible', 'the service has ended already'));
    return Promise.resolve({
      write: (transaction) => this.end.decide(transaction, reason),
      event: {
        type: 'service-end-decided',
        actor: { kind: 'system', id: 'quorum' },
        outcome: 'success',
        particulars: { reason, keys: about['keys'] ?? '', certificates: about['certificates'] ?? '' },
      },
    });
  }
}
