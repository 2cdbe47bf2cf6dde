import { z } from 'zod';
import { seconds, type Step } from './progress.ts';

/** What a start did, as `--report` writes it. */
export interface Report {
  readonly ok: boolean;
  readonly steps: readonly Step[];
  readonly signedFile: string | null;
  readonly verification: unknown;
  readonly versions: Readonly<Record<string, string>>;
  readonly rssBytes: Readonly<Record<string, number>>;
  /** Which step failed, why, and what to do; only when `ok` is false. */
  readonly failure?: string;
}

/** The same for a person: what runs where, what to open, and how long it took. */
export function describeReport(report: Report, running: { urls: Readonly<Record<string, string>>; state: string; users: readonly string[] }): string {
  const { urls, state, users } = running;
  const total = report.steps.reduce((sum, step) => sum + step.ms, 0);
  const memory = Object.values(report.rssBytes).reduce((sum, bytes) => sum + bytes, 0);
  const slowest = [...report.steps].sort((a, b) => b.ms - a.ms).slice(0, 3);
  return [
    '',
    `  Open    ${urls['start'] ?? ''}   (everything is linked from there)`,
    `  API     ${urls['gateway'] ?? ''}/csc/v2/info`,
    ...(users.length > 0 ? [`  Users   ${users.join(', ')} (passwords in ${state}/sandbox/users.json)`] : []),
    ...(report.signedFile === null ? [] : [`  Signed  ${report.signedFile}`]),
    ...verificationLines(report.verification),
    `  Memory  ${megabytes(memory)} resident in ${Object.keys(report.rssBytes).length} programs`,
    `  Time    ${seconds(total)}; most of it: ${slowest.map((step) => `${step.name} ${seconds(step.ms)}`).join(', ')}`,
    `  State   ${state} (logs in ${state}/logs)`,
    '',
  ].join('\n');
}

const verifierSaidYes = z.object({ ok: z.literal(true), text: z.string() });

/** Who accepts the signed document. */
function verificationLines(verification: unknown): string[] {
  const verdicts = Object.entries(z.record(z.string(), z.unknown()).safeParse(verification).data ?? {});
  const accepting = verdicts.filter(([, value]) => verifierSaidYes.safeParse(value).success).map(([name]) => name);
  return accepting.length > 0 ? [`  Checks  accepted by ${accepting.join(' and ')}`] : [];
}

/** Bytes as people read them. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}
