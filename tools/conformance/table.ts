import type { Outcome } from './run.ts';
import type { Standing, Statement } from './statement.ts';

const standings: Readonly<Record<Standing, string>> = { text: '', indirect: ' [indirect]', practice: ' [practice]' };

/** The outcomes for people: totals, failures, then what does not apply and why. */
export function outcomeTable(outcomes: readonly Outcome[], statements: readonly Statement[]): string {
  const told = new Map(statements.map((statement) => [statement.id, statement]));
  const line = ({ id, version, reason }: Outcome): string => {
    const { says = '', standing = 'text' } = told.get(id) ?? {};
    return `  ${id} ${version}${standings[standing]}  ${says}\n      ${reason}`;
  };
  const failed = outcomes.filter(({ result }) => result === 'fail');
  const open = outcomes.filter(({ result, reason }) => result === 'not-applicable' && !reason.startsWith('a statement about'));
  const remarks = outcomes.filter(({ result, reason }) => result === 'pass' && reason !== '');
  return [
    ...section('Failed', failed.map(line)),
    ...section('Does not apply', open.map(line)),
    ...section('Passed with a remark', remarks.map(line)),
    totals(outcomes),
  ].join('\n');
}

/** One line for each version: how many held, failed and do not apply. */
export function totals(outcomes: readonly Outcome[]): string {
  const versions = [...new Set(outcomes.map(({ version }) => version))];
  const count = (version: string, result: Outcome['result']): number => outcomes.filter((one) => one.version === version && one.result === result).length;
  return versions
    .map((version) => `${version}: ${count(version, 'pass')} pass, ${count(version, 'fail')} fail, ${count(version, 'not-applicable')} not applicable`)
    .join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title} (${lines.length})`, ...lines, ''];
}
