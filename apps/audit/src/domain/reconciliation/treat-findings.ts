import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Finding, Findings } from './findings.js';

/** What people do about findings: one says what it is, another agrees (four eyes). */
export class TreatFindings {
  constructor(
    private readonly findings: Findings,
    private readonly clock: Clock,
  ) {}

  /** @throws `finding.unknown`, `finding.state` */
  async explain(findingId: string, by: string, text: string): Promise<Finding> {
    const finding = await this.find(findingId);
    if (finding.state === 'closed') throw new ServiceError('finding.state', 'the finding is closed');
    if (!(await this.findings.explain(findingId, { by, text, at: this.clock.now() })))
      throw new ServiceError('finding.state', 'the finding was closed meanwhile');
    return this.find(findingId);
  }

  /** @throws `finding.unknown`; `finding.state` for what nobody explained yet, and for whoever explained it */
  async close(findingId: string, by: string, text: string): Promise<Finding> {
    const finding = await this.find(findingId);
    if (finding.state !== 'explained') throw new ServiceError('finding.state', `a finding that is ${finding.state} is not closed: it is explained first`);
    if (finding.explanation?.by === by) throw new ServiceError('finding.state', 'who explained a finding does not close it: that takes another person');
    if (!(await this.findings.close(findingId, ['explained'], { by, text, at: this.clock.now() })))
      throw new ServiceError('finding.state', 'the finding was changed meanwhile');
    return this.find(findingId);
  }

  /** @throws `finding.unknown` */
  async find(findingId: string): Promise<Finding> {
    const finding = await this.findings.find(findingId);
    if (!finding) throw new ServiceError('finding.unknown', 'no finding has this identifier');
    return finding;
  }
}
