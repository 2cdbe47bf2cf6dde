import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { AuthorityAct, AuthorityOutcome, AuthorityWatcher } from './authority-watcher.js';
import { Breaker } from './breaker.js';
import {
  CertificateAuthority,
  type CertificationOrder,
  type EnrolmentStep,
  type Finding,
  type RevocationOrder,
  type RevocationStep,
} from './certificate-authority.js';

/** Questions on their way to one authority. A slow one holds that many, and not one more. */
const AT_ONCE = 16;

/** An authority that is left alone while it does not answer, and never has more to do at once than it can take. */
export class GuardedAuthority extends CertificateAuthority {
  private readonly breaker: Breaker;
  private underWay = 0;

  constructor(
    private readonly name: string,
    private readonly authority: CertificateAuthority,
    private readonly watcher: AuthorityWatcher,
    private readonly clock: Clock,
  ) {
    super();
    this.breaker = new Breaker(clock);
  }

  override get driver(): string {
    return this.authority.driver;
  }

  /** How many may ask it now without being told that it is left alone, `most` at most. */
  capacity(most: number): number {
    return { closed: most, 'half-open': 1, open: 0 }[this.breaker.state];
  }

  override enrol(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    return this.guard('enrol', () => this.authority.enrol(order, within));
  }

  override poll(order: CertificationOrder, reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    return this.guard('poll', () => this.authority.poll(order, reference, within));
  }

  override revoke(order: RevocationOrder, within: AbortSignal): Promise<RevocationStep> {
    return this.guard('revoke', () => this.authority.revoke(order, within));
  }

  /** Whoever checks wants to know how it is, not how it was. */
  override check(within: AbortSignal): Promise<readonly Finding[]> {
    return this.authority.check(within);
  }

  private async guard<Step extends EnrolmentStep | RevocationStep>(act: AuthorityAct, ask: () => Promise<Step>): Promise<Step> {
    if (this.underWay >= AT_ONCE || !this.breaker.enter()) {
      this.tell(act, 'left-alone', 0);
      throw new ServiceError('authority.unavailable', 'the authority did not answer lately and is left alone for a while', { retryAfter: 10 });
    }
    this.underWay += 1;
    const began = this.clock.now().getTime();
    const took = (): number => this.clock.now().getTime() - began;
    try {
      const step = await ask();
      this.tell(act, step.kind, took());
      await this.answered();
      return step;
    } catch (error) {
      await this.failed(act, error, took());
      throw error;
    } finally {
      this.underWay -= 1;
    }
  }

  private async failed(act: AuthorityAct, error: unknown, milliseconds: number): Promise<void> {
    const outcome = outcomeOf(error);
    this.tell(act, outcome, milliseconds);
    // A driver whose protocol revokes nothing says so without asking.
    if (outcome === 'refused' && act !== 'revoke') return this.answered();
    if (!(error instanceof ServiceError)) this.watcher.broke(this.name, error);
    if (outcome !== 'unavailable') return this.breaker.undecided();
    const isLost = this.breaker.failed();
    this.watcher.stands(this.name, this.breaker.state);
    if (isLost) await this.watcher.lost(this.name, error instanceof ServiceError ? error.detail : '');
  }

  private async answered(): Promise<void> {
    const isBack = this.breaker.succeeded();
    this.watcher.stands(this.name, this.breaker.state);
    if (isBack) await this.watcher.back(this.name);
  }

  private tell(act: AuthorityAct, outcome: AuthorityOutcome, milliseconds: number): void {
    this.watcher.tried({ authority: this.name, act, outcome, milliseconds });
  }
}

function outcomeOf(error: unknown): AuthorityOutcome {
  if (!(error instanceof ServiceError)) return 'failed';
  if (error.code === 'certificate.refused') return 'refused';
  return error.code === 'authority.unavailable' ? 'unavailable' : 'failed';
}
