import { MAX_DOCUMENTS, ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { listedDocuments } from '../activation/listed-documents.js';
import type { SessionDraft } from '../enrolment/enrolment.js';
import type { EnrolmentOrder } from '../enrolment/enrolment-rules.js';
import type { AlgorithmRules } from '../ports/algorithm-rules.js';
import type { Policy } from '../ports/policies.js';
import type { TrustRecords } from '../records/trust-records.js';

/** What a one-session credential is asked for: the client's order beside the enrolment. */
export interface SessionOrder extends EnrolmentOrder {
  readonly session: {
    readonly clientId: string;
    readonly documents: readonly { readonly hash: string; readonly label: string }[];
    readonly hashAlgorithmOid?: string | undefined;
  };
}

/** What the session's key will sign, decided by this process's own records. */
export type AllowedSession = Omit<SessionDraft, 'heldBy'>;

/** Decides whether a session may be opened for these documents, by the same rules as an activation. */
export class SessionRules {
  constructor(
    private readonly records: TrustRecords,
    private readonly algorithms: AlgorithmRules,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws `request.invalid`, `client.unknown`, `algorithm.unsupported`, `hash.algorithm_unsupported`, `hash.length`, `activation.too_many`,
   * `record.tampered`
   */
  async check({ session, subscriberId, algorithm, orderingClientId, containerId }: SessionOrder, policy: Policy): Promise<AllowedSession> {
    if (!policy.session) throw new ServiceError('request.invalid', 'session: this policy makes no keys for one session');
    if (orderingClientId !== undefined || containerId !== undefined) throw new ServiceError('request.invalid', 'session: a key of one session is no seal’s');
    const client = await this.records.find('client', session.clientId);
    if (client?.body.subscriberId !== subscriberId) throw new ServiceError('client.unknown', 'the subscriber has no such client');

    const rule = this.algorithms.find(algorithm);
    const isOver = rule?.signUntil !== undefined && this.clock.now() >= rule.signUntil;
    if (!rule || isOver) throw new ServiceError('algorithm.unsupported', 'keys of this algorithm do not sign');
    const { hashAlgorithmOid, documents } = listedDocuments(session, rule);
    if (documents.length === 0) throw new ServiceError('request.invalid', 'session.documents: expected at least one');
    if (documents.length > Math.min(client.body.multisign, policy.multisign, MAX_DOCUMENTS))
      throw new ServiceError('activation.too_many', 'more signatures than this client or policy allows');
    return {
      clientId: client.id,
      clientName: client.body.name,
      hashes: documents.map(({ hash }) => hash),
      // Nobody but the application says so: there is no request object in between.
      labels: documents.map(({ label }) => ({ label, labelSource: 'unverified' })),
      hashAlgorithmOid,
    };
  }
}
