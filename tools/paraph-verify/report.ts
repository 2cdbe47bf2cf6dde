import type { Finding, Findings, Language } from '@paraph/verifier';
import { spokenWords } from './spoken-words.ts';

/** What was found of one thing that was verified. */
export interface Verified {
  readonly name: string;
  readonly findings: Findings;
}

/** A report for people: what is proven, what is in doubt and why, and what nobody can tell from these files. */
export function inWords(verified: readonly Verified[], language: Language = 'en'): string {
  const { beyondDoubt, inDoubt, nothingProven } = spokenWords[language];
  const doubts = verified.reduce((sum, { findings }) => sum + findings.doubts, 0);
  const all = verified.flatMap(({ name, findings }) => [printable(name), ...findings.all.map((one) => line(one, language)), '']);
  const end = isBeyondDoubt(verified) ? beyondDoubt : doubts > 0 ? inDoubt(doubts) : nothingProven;
  return [...all, end].join('\n');
}

/** The same for programs. */
export function inJson(verified: readonly Verified[], language: Language = 'en'): string {
  const files = verified.map(({ name, findings }) => ({ name, beyondDoubt: findings.isBeyondDoubt, findings: findings.all.map((one) => told(one, language)) }));
  return JSON.stringify({ beyondDoubt: isBeyondDoubt(verified), files }, undefined, 2);
}

/** Whether there is nothing that somebody could doubt. */
export function isBeyondDoubt(verified: readonly Verified[]): boolean {
  return verified.length > 0 && verified.every(({ findings }) => findings.isBeyondDoubt);
}

function line(finding: Finding, language: Language): string {
  const { weight, text, where } = told(finding, language);
  return `  ${spokenWords[language].marks[weight]} ${printable(where === undefined ? text : `${text}  [${where}]`)}`;
}

function told({ weight, words, place }: Finding, language: Language): Pick<Finding, 'weight' | 'text' | 'where'> {
  return { weight, text: words[language], ...(place === undefined ? {} : { where: place[language] }) };
}

/** A file says names: none of them may speak to the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
