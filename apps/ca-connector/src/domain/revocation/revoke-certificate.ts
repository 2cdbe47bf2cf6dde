import type { ReplyOf, revokeCertificate } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { CarryOutRevocations } from './carry-out-revocations.js';
import type { RevocationOrders, RevocationState, RevocationTask } from './revocation-orders.js';

/** The caller waits for the first try, but not for a slow authority: what is not done by then is tried again. Milliseconds. */
const FIRST_TRY_MS = 2_500;
/** So long nobody else tries what its caller is just trying. Milliseconds. */
const TURN_MS = 10_000;

const answers: Readonly<Record<RevocationState, ReplyOf<typeof revokeCertificate>['state']>> = { asked: 'asked', revoked: 'revoked', void: 'none' };

/** Takes the order to have a credential's certificate revoked: once written down it is carried out, whatever happens to this process. */
export class RevokeCertificate {
  constructor(
    private readonly orders: RevocationOrders,
    private readonly carryOut: CarryOutRevocations,
    private readonly clock: Clock,
  ) {}

  /** Repeating it changes nothing: the first reason counts. */
  async run(order: Pick<RevocationTask, 'credentialId' | 'reason'>): Promise<ReplyOf<typeof revokeCertificate>['state']> {
    const now = this.clock.now();
    const particulars = { credentialId: order.credentialId, reason: order.reason };
    const event = { type: 'revocation-requested', actor: { kind: 'system', id: 'key-lifecycle' }, outcome: 'success', particulars } as const;
    const { task, state, isNew } = await this.orders.place(order, { now, until: new Date(now.getTime() + TURN_MS) }, event);
    if (!isNew) return answers[state];
    return (await this.carryOut.attempt(task, AbortSignal.timeout(FIRST_TRY_MS))).outcome;
  }
}
