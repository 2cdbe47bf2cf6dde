import type { introspectOperator, ReplyOf } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { OperatorSessions } from '../ports/operator-sessions.js';
import type { OperatorStore } from '../ports/operator-store.js';
import { whoActs } from './operator.js';
import type { SessionLimits } from './session-limits.js';

/** Who holds a session, with the roles of this moment: what was withdrawn is not in the answer. */
export class FollowSession {
  constructor(
    private readonly operators: OperatorStore,
    private readonly sessions: OperatorSessions,
    private readonly limits: SessionLimits,
    private readonly clock: Clock,
  ) {}

  async introspect(tokenDigest: string): Promise<ReplyOf<typeof introspectOperator>> {
    const now = this.clock.now();
    const session = await this.sessions.use(tokenDigest, { now, idleSince: new Date(now.getTime() - this.limits.idleMs) });
    if (!session) return { state: 'over' };
    const operator = await this.operators.find(session.operatorId);
    if (operator?.state !== 'active') return { state: 'over' };
    return { state: 'open', ...whoActs(operator), expiresAt: session.endsAt.toISOString() };
  }

  async signOut(tokenDigest: string): Promise<void> {
    await this.sessions.end(tokenDigest, {
      now: this.clock.now(),
      event: (operatorId) => ({ type: 'operator-signed-out', actor: { kind: 'operator', id: operatorId }, outcome: 'success' }),
    });
  }
}
