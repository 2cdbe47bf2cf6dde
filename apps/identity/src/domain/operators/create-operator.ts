import { ServiceError, type createOperator, type ReplyOf, type RequestOf } from '@paraph/contracts';
import { newId, toBase64Url, type Clock } from '@paraph/kernel';
import { randomBytes } from 'node:crypto';
import { digestOf } from '../digest-of.js';
import type { Events } from '../ports/events.js';
import type { OperatorStore } from '../ports/operator-store.js';

/** The person is asked to come the same day, and whoever finds the address later finds nothing. */
const INVITATION_MS = 24 * 60 * 60_000;

/** Opens the account of one person. It holds no role until a quorum gives it one. */
export class CreateOperator {
  constructor(
    private readonly operators: OperatorStore,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** @throws ServiceError `request.duplicate` where another operator has the account; `role.forbidden` where a signer has (ROL-03) */
  async run({ name, account, by }: RequestOf<typeof createOperator>): Promise<ReplyOf<typeof createOperator>> {
    const operatorId = newId('opr');
    const invitation = toBase64Url(randomBytes(32));
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + INVITATION_MS);
    const outcome = await this.operators.add(
      { id: operatorId, name, account, createdAt },
      { digest: digestOf(invitation), operatorId, challenge: toBase64Url(randomBytes(32)), expiresAt },
      {
        type: 'operator-created',
        actor: { kind: 'operator', id: by },
        outcome: 'success',
        recipient: operatorId,
        particulars: { name, issuer: account.issuer, subject: account.subject },
      },
    );
    if (outcome === 'added') return { operatorId, invitation, expiresAt: expiresAt.toISOString() };
    await this.events.record({
      type: 'role-refused',
      actor: { kind: 'operator', id: by },
      outcome: 'failure',
      cause: outcome,
      particulars: { name, issuer: account.issuer },
    });
    if (outcome === 'account-taken') throw new ServiceError('request.duplicate', 'this account at the identity provider is that of another operator');
    throw new ServiceError('role.forbidden', 'who signs with this account holds no role of trust');
  }
}
