import { ServiceError } from '@paraph/contracts';
import type { Events } from '../ports/events.js';

/** One refusal for all reasons: strangers learn nothing of them, the auditor reads the cause. */
export function operatorRefused(cause: unknown): ServiceError {
  return new ServiceError('operator.refused', 'this is not valid, or its time is over', { cause });
}

/** Records a refusal before it is answered. */
export async function recordRefusal(events: Events, error: unknown, particulars: Readonly<Record<string, string>>): Promise<never> {
  const reason: unknown = error instanceof ServiceError && error.cause !== undefined ? error.cause : error;
  await events.record({
    type: 'operator-refused',
    actor: { kind: 'system', id: 'identity' },
    outcome: 'failure',
    cause: String(reason).slice(0, 300),
    particulars,
  });
  throw error;
}
