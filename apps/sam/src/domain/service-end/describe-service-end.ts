import type { Clock } from '@paraph/kernel';
import type { BackupLife } from '../keys/backup-life.js';
import type { EndIssuingAuthority } from '../x509/end-issuing-authority.js';
import type { ServiceEnd } from './service-end.js';
import type { ServiceCounts, ServiceFigures } from './service-figures.js';

/** What the end of the service would do, or has done so far. */
export interface ServiceEndView {
  readonly state: 'serving' | 'ending' | 'ended';
  readonly decidedAt?: string | undefined;
  readonly reason?: string | undefined;
  readonly finishedAt?: string | undefined;
  /** Where they were asked for. */
  readonly counts?: ServiceCounts | undefined;
  /** The authority that would end, while it has not. */
  readonly authority?: { readonly subject: string; readonly fingerprint: string; readonly validTo: string } | undefined;
  /** Until when backups hold wrapped keys, if they were destroyed now. */
  readonly backupsUntil: string;
}

/** Says what the end of the service means, before anybody decides it and while it happens. Changes nothing. */
export class DescribeServiceEnd {
  constructor(
    private readonly end: ServiceEnd,
    private readonly figures: ServiceFigures,
    private readonly authority: EndIssuingAuthority,
    private readonly backups: BackupLife,
    private readonly clock: Clock,
  ) {}

  /** @throws `record.tampered`, `hsm.unavailable`, `hsm.refused` */
  async run(counted = true): Promise<ServiceEndView> {
    const now = this.clock.now();
    const [end, counts] = [await this.end.find(), counted ? await this.figures.count(now) : undefined];
    const authority = this.authority.isDecided ? undefined : await this.authority.inQuestion();
    const state = end === undefined ? 'serving' : end.finishedAt === undefined ? 'ending' : 'ended';
    return {
      state,
      decidedAt: end?.endedAt,
      reason: end?.reason,
      finishedAt: end?.finishedAt,
      counts,
      authority: authority && { subject: authority.subject, fingerprint: authority.fingerprint, validTo: authority.validTo.toISOString() },
      backupsUntil: this.backups.until(end?.finishedAt === undefined ? now : new Date(end.finishedAt)).toISOString(),
    };
  }
}
