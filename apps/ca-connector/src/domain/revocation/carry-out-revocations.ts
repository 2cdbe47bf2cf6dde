import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import type { Authorities } from '../authorities.js';
import type { RevocationStep } from '../certificate-authority.js';
import type { CaEvent } from '../request-ledger.js';
import type { CertificateOfAuthority, Issuance, IssuedCertificates } from './issued-certificates.js';
import { retryDelay } from './retry-delay.js';
import type { RevocationOrders, RevocationTask } from './revocation-orders.js';

/** Longer than any try; then an order is anybody's again. Milliseconds. */
const TURN_MS = 120_000;
const TRY_MS = 20_000;
const AT_ONCE = 50;
/** A request may be on its way to us while its credential ends: so long nothing says that there is none. Milliseconds. */
const NOTHING_COMES_AFTER_MS = 10 * 60_000;
const SHORTEST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;

/** What became of one try. */
export interface RevocationAttempt {
  readonly credentialId: string;
  readonly outcome: 'none' | 'asked' | 'revoked';
  readonly failure?: unknown;
}

interface Due {
  readonly task: RevocationTask;
  readonly issuance: Issuance;
}

/** Has authorities revoke what was ordered, until each has confirmed it. One that does not answer keeps no other's orders waiting. */
export class CarryOutRevocations {
  constructor(
    private readonly orders: RevocationOrders,
    private readonly issued: IssuedCertificates,
    private readonly authorities: Pick<Authorities, 'byName'>,
    private readonly clock: Clock,
  ) {}

  /** Tries everything that is due. */
  async run(): Promise<readonly RevocationAttempt[]> {
    const now = this.clock.now();
    const tasks = await this.orders.take({ now, until: new Date(now.getTime() + TURN_MS) }, AT_ONCE);
    const due = await Promise.all(tasks.map(async (task) => ({ task, issuance: await this.issued.of(task.credentialId) })));
    const byAuthority = Map.groupBy(due, ({ issuance }) => (issuance.kind === 'issued' ? issuance.issued.authority : ''));
    return (await Promise.all([...byAuthority.values()].map((group) => this.inTurn(group)))).flat();
  }

  /** Tries one order whose turn is the caller's. Never throws for what the authority does. */
  async attempt(task: RevocationTask, within: AbortSignal): Promise<RevocationAttempt> {
    return this.try({ task, issuance: await this.issued.of(task.credentialId) }, within);
  }

  private async inTurn(group: readonly Due[]): Promise<RevocationAttempt[]> {
    const attempts: RevocationAttempt[] = [];
    let absence: ServiceError | undefined;
    for (const due of group) {
      // Whoever did not answer a moment ago is not asked fifty times more.
      const attempt: RevocationAttempt = absence ? await this.inVain(due.task, absence) : await this.try(due, AbortSignal.timeout(TRY_MS));
      if (attempt.failure instanceof ServiceError && attempt.failure.code === 'authority.unavailable') absence = attempt.failure;
      attempts.push(attempt);
    }
    return attempts;
  }

  private async try({ task, issuance }: Due, within: AbortSignal): Promise<RevocationAttempt> {
    if (issuance.kind !== 'issued') return this.await(task, issuance.kind);
    const { issued } = issuance;
    // RFC 5280 section 3.3: a list carries a certificate no further than its validity.
    if (new Date(new X509Certificate(issued.certificate).validTo) <= this.clock.now()) return this.lapse(task, 'its validity is over');
    try {
      const step = await this.revoke(task, issued, within);
      if (step.kind === 'revoked') return await this.confirm(task, issued);
      const wait = Math.min(Math.max(step.retryAfterMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
      await this.orders.postpone(task.credentialId, { at: this.in(wait), failure: 'the authority has not decided yet' });
      return { credentialId: task.credentialId, outcome: 'asked' };
    } catch (failure) {
      return this.inVain(task, failure, issued.authority);
    }
  }

  private revoke(
    { credentialId, reason }: RevocationTask,
    { authority, certificate, chain }: CertificateOfAuthority,
    within: AbortSignal,
  ): Promise<RevocationStep> {
    const entry = this.authorities.byName(authority);
    if (!entry) throw new ServiceError('authority.unavailable', `no authority is configured under the name ${authority}`);
    return entry.authority.revoke({ credentialId, certificate, chain, reason }, within);
  }

  /** No certificate is there. One may come, and is then revoked. */
  private async await(task: RevocationTask, kind: 'none' | 'undecided'): Promise<RevocationAttempt> {
    const isSettled = kind === 'none' && this.clock.now().getTime() - task.orderedAt.getTime() > NOTHING_COMES_AFTER_MS;
    if (isSettled) return this.lapse(task, 'nothing was issued');
    const failure = kind === 'none' ? 'nothing was issued so far' : 'the certificate is not issued yet';
    await this.orders.postpone(task.credentialId, { at: this.in(retryDelay(task.tries)), failure });
    return { credentialId: task.credentialId, outcome: kind === 'none' ? 'none' : 'asked' };
  }

  private async lapse(task: RevocationTask, why: string): Promise<RevocationAttempt> {
    await this.orders.close(task.credentialId, 'void', { ...event('revocation-confirmed', task), particulars: { credentialId: task.credentialId, moot: why } });
    return { credentialId: task.credentialId, outcome: 'none' };
  }

  private async confirm(task: RevocationTask, { authority }: CertificateOfAuthority): Promise<RevocationAttempt> {
    await this.orders.close(task.credentialId, 'revoked', event('revocation-confirmed', task, { authority }));
    return { credentialId: task.credentialId, outcome: 'revoked' };
  }

  /** An event each time the cause is another one, so that an absence of days does not fill the log. */
  private async inVain(task: RevocationTask, failure: unknown, authority?: string): Promise<RevocationAttempt> {
    const { credentialId, tries } = task;
    const text = failure instanceof ServiceError ? `${failure.code}: ${failure.detail}`.slice(0, 500) : 'internal: unexpected error';
    const told: CaEvent = { ...event('revocation-failed', task, authority === undefined ? {} : { authority }), outcome: 'failure', cause: text };
    await this.orders.postpone(credentialId, { at: this.in(retryDelay(tries)), failure: text }, text === task.failure ? undefined : told);
    return { credentialId, outcome: 'asked', failure };
  }

  private in(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}

function event(type: CaEvent['type'], { credentialId, reason }: RevocationTask, more: Readonly<Record<string, string>> = {}): CaEvent {
  return { type, actor: { kind: 'system', id: 'ca-connector' }, outcome: 'success', particulars: { credentialId, reason, ...more } };
}
