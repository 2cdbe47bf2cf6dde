import type { reportRefusal, RequestOf } from '@paraph/contracts';
import { type Events } from '../ports/events.js';

/** Records that the gateway refused a request of an authenticated client. */
export class ReportRefusal {
  constructor(private readonly events: Events) {}

  async run(request: RequestOf<typeof reportRefusal>): Promise<Record<string, never>> {
    const { clientId, signerId, method, error, description } = request;
    await this.events.record({
      type: 'request-refused',
      actor: signerId === undefined ? { kind: 'client', id: clientId } : { kind: 'signer', id: signerId },
      outcome: 'failure',
      requester: clientId,
      cause: `${error}: ${description}`,
      particulars: { method },
    });
    return {};
  }
}
