import { CscRefusal, refusals } from './csc-error.js';

/** Levels of objects and arrays in one another. What the API takes has four. */
const DEEPEST = 32;

/** An object with the names it has so far, or an array. */
interface Level {
  readonly names: Set<string> | undefined;
  /** Whether the next text is a name. */
  expectsName: boolean;
}

/**
 * What `JSON.parse` lets pass and must not: a name twice in one object, of which every reader may take another (RFC 8259 section 4), and a
 * depth that some reader behind us cannot follow. One pass, whatever the text is.
 *
 * @throws CscRefusal for those two; other faults are the parser's to find
 */
export function checkJsonForm(text: string): void {
  const levels: Level[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const level = levels.at(-1);
    if (character === '"') {
      const end = endOfText(text, at);
      if (level?.names !== undefined && level.expectsName) addName(level.names, text.slice(at, end + 1));
      at = end;
    } else if (character === '{' || character === '[') {
      if (levels.length === DEEPEST) throw new CscRefusal(refusals.tooDeep);
      levels.push({ names: character === '{' ? new Set() : undefined, expectsName: character === '{' });
    } else if (character === '}' || character === ']') levels.pop();
    else if (level !== undefined && (character === ',' || character === ':')) level.expectsName = character === ',';
  }
}

/** Where the text that begins here ends: the quotation mark before which no odd number of backslashes stands. */
function endOfText(text: string, begin: number): number {
  for (let at = text.indexOf('"', begin + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charAt(at - 1 - backslashes) === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}

function addName(names: Set<string>, token: string): void {
  const name = nameOf(token);
  if (name === undefined) return;
  if (names.has(name)) throw new CscRefusal(refusals.repeatedMember);
  names.add(name);
}

/** Two spellings of a name, with and without escapes, are one name. */
function nameOf(token: string): string | undefined {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return String(JSON.parse(token));
  } catch {
    // No text of JSON: the parser refuses it in a moment.
    return undefined;
  }
}
