/** One thing that `--check-config` tried beyond reading the settings. */
export interface CheckedThing {
  /** For a person: what was tried. */
  readonly what: string;
  readonly isWell: boolean;
  /** Why not, and what to do. */
  readonly problem?: string;
}

/** What `--check-config` prints, and what it ends with: 1 as soon as anything is not well. What comes from elsewhere cannot forge a line of its own. */
export function checkReport(service: string, found: readonly CheckedThing[]): { readonly text: string; readonly exitCode: 0 | 1 } {
  const lines = found.map(({ what, isWell, problem = 'it did not work' }) =>
    isWell ? `  well     ${oneLine(what)}` : `  PROBLEM  ${oneLine(`${what}: ${problem}`)}`,
  );
  const text = [`${service}: configuration is complete`, ...lines, ''].join('\n');
  return { text, exitCode: found.every(({ isWell }) => isWell) ? 0 : 1 };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
