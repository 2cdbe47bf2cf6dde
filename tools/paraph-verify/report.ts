import type { Finding, Findings, Weight } from '@paraph/verifier';

/** What was found of one thing that was verified. */
export interface Verified {
  readonly name: string;
  readonly findings: Findings;
}

const MARKS: Readonly<Record<Weight, string>> = { proven: 'proven ', doubt: 'DOUBT  ', open: 'open   ' };

/** A report for people: what is proven, what is in doubt and why, and what nobody can tell from these files. */
export function inWords(verified: readonly Verified[]): string {
  const doubts = verified.reduce((sum, { findings }) => sum + findings.doubts, 0);
  const all = verified.flatMap(({ name, findings }) => [printable(name), ...findings.all.map(line), '']);
  const end = isBeyondDoubt(verified) ? 'Beyond doubt.' : doubts > 0 ? `In doubt: ${doubts} time(s).` : 'Nothing was proven.';
  return [...all, end].join('\n');
}

/** The same for programs. */
export function inJson(verified: readonly Verified[]): string {
  const files = verified.map(({ name, findings }) => ({ name, beyondDoubt: findings.isBeyondDoubt, findings: findings.all }));
  return JSON.stringify({ beyondDoubt: isBeyondDoubt(verified), files }, undefined, 2);
}

/** Whether there is nothing that somebody could doubt. */
export function isBeyondDoubt(verified: readonly Verified[]): boolean {
  return verified.length > 0 && verified.every(({ findings }) => findings.isBeyondDoubt);
}

function line({ weight, text, where }: Finding): string {
  return `  ${MARKS[weight]} ${printable(where === undefined ? text : `${text}  [${where}]`)}`;
}

/** A file says names: none of them may speak to the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
