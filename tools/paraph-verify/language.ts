import { languages, Unreadable, words, type Language } from '@paraph/verifier';

/** What the environment says of languages, the strongest first (POSIX.1-2017, 8.2). */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The language of a run: the one that its line names, or that of its environment; English where that is another. */
export function languageOf(line: readonly string[], environment: Environment): Language {
  return languages.find((one) => one === namedOn(line)) ?? (environmental(environment).startsWith('fr') ? 'fr' : 'en');
}

/** @throws Unreadable for a line that names another language */
export function requireLanguage(named: string | undefined): void {
  if (named === undefined || languages.some((one) => one === named)) return;
  throw new Unreadable(words(`--language is en or fr, not ${named}`, `--language est en ou fr, non ${named}`));
}

function namedOn(line: readonly string[]): string | undefined {
  const at = line.findLastIndex((word) => word === '--language' || word.startsWith('--language='));
  return line[at]?.split('=')[1] ?? (at < 0 ? undefined : line[at + 1]);
}

function environmental(environment: Environment): string {
  const set = VARIABLES.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  return set?.toLowerCase() ?? '';
}
