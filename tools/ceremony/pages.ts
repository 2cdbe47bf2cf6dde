import { stepCode, type Plan } from './script.ts';
import type { Entry } from './transcript.ts';

/** The plan as it is printed before: with the code of each step, which stands on no screen. */
export function planLines(plan: Plan): string[] {
  const { script, values, digest } = plan;
  return [
    script.title,
    '',
    'PLAN OF A CEREMONY. Bring it printed. Each step is approved by typing its code from this paper; no screen shows it.',
    `Plan: ${digest}`,
    '',
    ...script.people.map(({ role, count }) => `Present: ${count} x ${role}`),
    ...Object.entries(values).map(([name, value]) => `Value: ${name} = ${value}`),
    ...script.steps.flatMap((step, index) => [
      '',
      `${index + 1}. ${step.title}        code ${stepCode(plan, step.id)}`,
      ...step.read.map((line) => `   ${line}`),
      ...(step.command ? [`   $ ${[step.command.program, ...step.command.words].join(' ')}`] : []),
      ...step.ask.map((question) => `   To be answered: ${question}`),
      `   Approved by: ${step.approvedBy.join(', ')}`,
    ]),
  ];
}

/** A transcript's heading for people. */
export interface Heading {
  readonly title: string;
  readonly ceremonyId: string;
  /** SHA-256 of the transcript as JSON. */
  readonly digest: string;
  readonly copyFor?: string | undefined;
}

/** What happened, entry by entry. */
export function transcriptLines({ title, ceremonyId, digest, copyFor }: Heading, entries: readonly Entry[]): string[] {
  return [
    title,
    '',
    copyFor === undefined ? 'TRANSCRIPT OF A CEREMONY' : `TRANSCRIPT OF A CEREMONY: signed copy for ${copyFor}. The security officer keeps the original.`,
    `Ceremony: ${ceremonyId}`,
    `SHA-256 of the transcript (JSON): ${digest}`,
    'This file is signed by a key that was made in the token for this transcript alone; its certificate names the digest above.',
    'Times are UTC. Each entry ends with the first eight digits of its digest, and each digest covers the entry before.',
    ...entries.flatMap((entry) => ['', `${entry.n}  ${entry.at}  ${entry.kind}  [${entry.digest.slice(0, 8)}]`, ...aboutLines(entry.about)]),
  ];
}

function aboutLines(about: Entry['about']): string[] {
  return Object.entries(about).flatMap(([name, value]) => {
    if (Array.isArray(value)) return [`   ${name}:`, ...value.map((one) => `      ${one}`)];
    if (typeof value === 'object') return [`   ${name}:`, ...Object.entries(value).map(([key, one]) => `      ${key}: ${one}`)];
    return String(value)
      .split('\n')
      .map((line, index) => (index === 0 ? `   ${name}: ${line}` : `      ${line}`));
  });
}
