import type { AuditSummary } from '@paraph/contracts';

/** Most of each list that a letter names; the audit service has all of them. */
const MOST = 15;
/** What an e-mail takes. */
const LONGEST = 3_900;

const SUBJECTS = {
  daily: 'Audit: the last day / Audit : la dernière journée',
  fortnightly: 'Audit: the last two weeks / Audit : les deux dernières semaines',
  report: 'Audit: report / Audit : rapport',
} as const satisfies Record<AuditSummary['kind'], string>;

/** First line and text of a summary; in English and in French, since a mailbox has no language to ask for. */
export function summaryWords({ kind, period, findings, ...lists }: AuditSummary): { readonly subject: string; readonly text: string } {
  const sections = [
    [`${period.from.slice(0, 16)} – ${period.to.slice(0, 16)} UTC`],
    [`Findings / Constats: ${findings.open} open / ouverts, ${findings.explained} explained / expliqués, ${findings.closed} closed / clos`],
    section(
      'Opened / Ouverts',
      lists.opened.map(({ rule, subject, state }) => `${rule}  ${subject}  (${state})`),
    ),
    section(
      'Patterns / Anomalies',
      lists.patterns.map(({ pattern, subject, hour, count, usual }) => `${hour.slice(0, 13)}h  ${pattern}  ${subject}  ${count} (${usual})`),
    ),
    section('Silent sources / Sources muettes', lists.silent),
    section('Failed tries / Tentatives échouées', lists.failures.map(line)),
    section('Acts of operators / Actes des opérateurs', lists.roleActs.map(line)),
    section('Events / Événements', lists.events.map(line)),
  ];
  return { subject: SUBJECTS[kind], text: sections.flat().join('\n').slice(0, LONGEST) };
}

function section(title: string, lines: readonly string[]): readonly string[] {
  const rest = lines.length - MOST;
  return ['', title, ...(lines.length === 0 ? ['  –'] : lines.slice(0, MOST).map((one) => `  ${one}`)), ...(rest > 0 ? [`  + ${rest}`] : [])];
}

function line({ subject, count }: { readonly subject: string; readonly count: number }): string {
  return `${subject}  ${count}`;
}
