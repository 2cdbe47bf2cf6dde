/** What a migration takes away from code that was written before it. */
export interface Narrowing {
  readonly what: string;
  readonly statement: string;
}

const WHAT: readonly (readonly [RegExp, string])[] = [
  [/\bDROP\s+(?:TABLE|VIEW|FUNCTION|TYPE|SCHEMA|SEQUENCE|ROLE)\b/i, 'drops what earlier code may name'],
  [/\bDROP\s+COLUMN\b/i, 'drops a column that earlier code may name'],
  [/\bRENAME\b/i, 'renames what earlier code names as it was'],
  [/\bALTER\s+COLUMN\s+\S+\s+(?:SET\s+DATA\s+)?TYPE\b/i, 'changes the type of a column that earlier code reads'],
  [/\bSET\s+NOT\s+NULL\b/i, 'refuses rows that earlier code may write'],
  [/\bDROP\s+DEFAULT\b/i, 'refuses rows that earlier code writes without this column'],
  [/\bADD\s+CONSTRAINT\b/i, 'may refuse rows that earlier code writes'],
  [/\bCREATE\s+UNIQUE\s+INDEX\b/i, 'may refuse rows that earlier code writes'],
  [/\bDROP\s+(?:INDEX|CONSTRAINT)\b/i, 'may be what an ON CONFLICT of earlier code names'],
  [/\bREVOKE\b/i, 'takes a right that earlier code may use'],
  [/\b(?:TRUNCATE|DELETE\s+FROM)\b/i, 'deletes rows that earlier code may read'],
];

/**
 * Statements of a migration after which code of before could fail. Tables that it makes itself are nobody's yet: about them it may say what it likes.
 *
 * @param text the source of the migration
 */
export function narrowings(text: string): readonly Narrowing[] {
  const up = text.slice(Math.max(0, text.indexOf('async up(')), text.includes('async down(') ? text.indexOf('async down(') : undefined);
  const statements = [...up.matchAll(/`([^`]*)`|'((?:[^'\\\n]|\\.)*)'/g)].flatMap((match) => (match[1] ?? match[2] ?? '').split(';')).map((one) => one.trim());
  const own = new Set(statements.flatMap((one) => /CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)/i.exec(one)?.[1] ?? []));
  return statements.filter((one) => !own.has(tableOf(one) ?? '')).flatMap((statement) => findings(statement).map((what) => ({ what, statement })));
}

function tableOf(statement: string): string | undefined {
  return /(?:ALTER\s+TABLE|\bON|DELETE\s+FROM|TRUNCATE|DROP\s+TABLE)\s+(?:IF\s+EXISTS\s+|ONLY\s+)?"?(\w+)/i.exec(statement)?.[1];
}

function findings(statement: string): readonly string[] {
  return [...WHAT.flatMap(([pattern, what]) => (pattern.test(statement) ? [what] : [])), ...withoutDefault(statement)];
}

/** A column that must have a value and has none by itself: earlier code gives it none. */
function withoutDefault(statement: string): readonly string[] {
  const added = statement.match(/ADD\s+COLUMN[^,]*(?:\([^)]*\)[^,]*)*/gi) ?? [];
  return added.some((one) => /NOT\s+NULL/i.test(one) && !/\bDEFAULT\b|\bGENERATED\b/i.test(one))
    ? ['refuses rows that earlier code writes without this column']
    : [];
}
