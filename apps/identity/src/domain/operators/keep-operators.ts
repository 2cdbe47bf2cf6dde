import { ServiceError, type endOperator, type listOperators, type reportOperatorAct, type ReplyOf, type RequestOf, type withdrawRole } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Events } from '../ports/events.js';
import type { OperatorStore } from '../ports/operator-store.js';
import { whoActs } from './operator.js';

/** Operators as they are: listed, ended, with a role less. What takes rights away needs one person and counts at once (ROL-07). */
export class KeepOperators {
  constructor(
    private readonly operators: OperatorStore,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  async list({ after, limit }: RequestOf<typeof listOperators>): Promise<ReplyOf<typeof listOperators>> {
    const found = await this.operators.list({ after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      operators: page.map((one) => ({ ...whoActs(one), state: one.state, createdAt: one.createdAt.toISOString() })),
      ...(found.length > limit && last ? { next: last.id } : {}),
    };
  }

  /** @throws ServiceError operator.unknown */
  async end({ operatorId, by }: RequestOf<typeof endOperator>): Promise<ReplyOf<typeof endOperator>> {
    const event = { type: 'operator-ended', actor: { kind: 'operator', id: by }, outcome: 'success', recipient: operatorId } as const;
    if (!(await this.operators.end(operatorId, this.clock.now(), event))) throw unknown();
    return { operatorId };
  }

  /** @throws ServiceError operator.unknown */
  async withdraw({ operatorId, role, by }: RequestOf<typeof withdrawRole>): Promise<ReplyOf<typeof withdrawRole>> {
    const event = { type: 'role-withdrawn', actor: { kind: 'operator', id: by }, outcome: 'success', recipient: operatorId, particulars: { role } } as const;
    const operator = await this.operators.withdraw(operatorId, { role, at: this.clock.now() }, event);
    if (!operator) throw unknown();
    return whoActs(operator);
  }

  async isFounded(): Promise<boolean> {
    return this.operators.isFounded();
  }

  /** Says who asked for what before it is done: the events of what is done carry the same correlation id. */
  async report({ by, endpoint, outcome, cause }: RequestOf<typeof reportOperatorAct>): Promise<void> {
    await this.events.record({
      type: outcome === 'admitted' ? 'operator-acted' : 'operator-refused',
      actor: { kind: 'operator', id: by },
      outcome: outcome === 'admitted' ? 'success' : 'failure',
      ...(cause === undefined ? {} : { cause }),
      particulars: { endpoint },
    });
  }
}

function unknown(): ServiceError {
  return new ServiceError('operator.unknown', 'no operator has this identifier');
}
