/** Most statements that are remembered by their text; those of a service are a few hundred. */
const MOST = 2_000;

const VERBS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'WITH', 'START', 'BEGIN', 'COMMIT', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'SET', 'LOCK']);
const NAME = '"?([a-z_][a-z0-9_]{0,62})';
/** What stands behind FROM may be a function that answers rows. */
const TABLE = new RegExp(`\\b(?:(?:INTO|UPDATE)\\s+${NAME}|FROM\\s+${NAME}(?!["a-z0-9_]*\\s*\\())`);

const names = new Map<string, string>();

/** What a statement is called in a trace: its first word and its first table. Neither can come from anywhere but the code, whatever stands in the text. */
export function statementName(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const verb = /^\s*([A-Za-z]+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
  const [, written, read] = TABLE.exec(sql) ?? [];
  const table = written ?? read;
  const name = VERBS.has(verb) ? [verb, table].filter(Boolean).join(' ') : 'statement';
  if (names.size < MOST) names.set(sql, name);
  return name;
}
