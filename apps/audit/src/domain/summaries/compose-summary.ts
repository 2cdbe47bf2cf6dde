import type { AuditSummary } from '@paraph/contracts';
import type { ActivityBook } from '../analysis/activity-book.js';
import type { Period } from '../reconciliation/event-finder.js';
import type { Findings } from '../reconciliation/findings.js';
import type { SourceRecords } from '../sources/source-records.js';

/** Most of each list. */
const MOST = 50;

/** Puts together what security officers read of a period (AUD-06). */
export class ComposeSummary {
  constructor(
    private readonly findings: Findings,
    private readonly book: ActivityBook,
    private readonly sources: SourceRecords,
  ) {}

  async run(kind: AuditSummary['kind'], period: Period): Promise<AuditSummary> {
    const [counts, opened, patterns, last, heard] = await Promise.all([
      this.findings.count(),
      this.findings.list({ opened: period }, { limit: MOST }),
      this.book.patterns(period, MOST),
      this.findings.lastDaily(),
      this.sources.heard(),
    ]);
    const most = async (activity: 'failure' | 'role' | 'event') => [...(await this.book.most(activity, period, MOST))];
    return {
      kind,
      period: { from: period.from.toISOString(), to: period.to.toISOString() },
      findings: { ...counts },
      opened: opened.map(({ findingId, rule, subject, state }) => ({ findingId, rule, subject, state })),
      patterns: patterns.map(({ hour, ...pattern }) => ({ ...pattern, hour: hour.toISOString() })),
      failures: await most('failure'),
      roleActs: await most('role'),
      events: await most('event'),
      silent: heard.filter(({ silentSince }) => silentSince !== undefined).map(({ source }) => source),
      ...(last && { reconciledTo: last.period.to.toISOString() }),
    };
  }
}
