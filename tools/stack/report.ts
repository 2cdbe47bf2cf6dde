import { z } from 'zod';
import { seconds, type Step } from './progress.ts';
import { trustWords } from './trust-words.ts';

/** What a start did, as `--report` writes it. */
export interface Report {
  readonly ok: boolean;
  readonly steps: readonly Step[];
  readonly signedFile: string | null;
  readonly verification: unknown;
  readonly versions: Readonly<Record<string, string>>;
  /** Resident memory by program, as it is when the work of the start is just done: idle programs give some of it back later. */
  readonly rssBytes: Readonly<Record<string, number>>;
  /** The same with shared pages counted once; empty where the system does not tell it. */
  readonly pssBytes: Readonly<Record<string, number>>;
  /** Which step failed, why, and what to do; only when `ok` is false. */
  readonly failure?: string;
}

/** A stack that stands, as far as a person is told of it. */
export interface Running {
  readonly urls: Readonly<Record<string, string>>;
  readonly state: string;
  readonly users: readonly string[];
  /** The CA's file, where the stack speaks https. */
  readonly authority: string | undefined;
}

/** The same for a person: what runs where, what to open, and how long it took. */
export function describeReport(report: Report, running: Running): string {
  const { urls, state, users, authority } = running;
  const total = report.steps.reduce((sum, step) => sum + step.ms, 0);
  const slowest = [...report.steps].sort((a, b) => b.ms - a.ms).slice(0, 3);
  return [
    '',
    `  Open    ${urls['start'] ?? ''}   (everything is linked from there)`,
    `  API     ${urls['gateway'] ?? ''}/csc/v2/info`,
    ...(authority === undefined ? [] : [`  CA      ${authority}   (curl --cacert FILE, NODE_EXTRA_CA_CERTS=FILE, or import it into a browser)`]),
    ...(users.length > 0 ? [`  Users   ${users.join(', ')} (passwords in ${state}/sandbox/users.json)`] : []),
    ...(report.signedFile === null ? [] : [`  Signed  ${report.signedFile}`]),
    ...verificationLines(report.verification),
    // Without the last of these words whatever the trial's own authority has stamped stays in doubt.
    ...(report.signedFile === null
      ? []
      : [`  Proof   npx paraph-verify FILE ${trustWords(state).join(' ')}   (a receipt or evidence package: docs/operations/verification.md)`]),
    `  Memory  ${memoryLine(report)}`,
    `  Time    ${seconds(total)}; most of it: ${slowest.map((step) => `${step.name} ${seconds(step.ms)}`).join(', ')}`,
    `  State   ${state} (logs in ${state}/logs)`,
    '',
  ].join('\n');
}

function memoryLine({ rssBytes, pssBytes }: Report): string {
  const total = (bytes: Readonly<Record<string, number>>): string => megabytes(Object.values(bytes).reduce((sum, one) => sum + one, 0));
  const programs = `${Object.keys(rssBytes).length} programs`;
  const knowsShares = Object.keys(pssBytes).length === Object.keys(rssBytes).length;
  return knowsShares ? `${total(pssBytes)} in ${programs} (${total(rssBytes)} if shared pages count in each)` : `${total(rssBytes)} resident in ${programs}`;
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
