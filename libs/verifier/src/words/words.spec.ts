import { describe, expect, it } from '@jest/globals';
import { archiveWords, bundleFaults, unreadable } from './archive-words.js';
import { headFaults, logWords } from './log-words.js';
import { proofWords } from './proof-words.js';
import { transactionWords } from './transaction-words.js';
import { words, type Words } from './words.js';

const tables = { archiveWords, bundleFaults, headFaults, logWords, proofWords, transactionWords, unreadable };

/** Stands for whatever a statement is made of. */
function anything(): unknown {
  const text = words('THIS', 'CECI');
  return Object.assign(['THIS'], { ...text, toString: () => 'THIS', count: 1, by: 'THIS', size: 1, first: 1, cause: 'THIS', who: text });
}

const statements = Object.entries(tables).flatMap(([table, rows]) =>
  Object.entries(rows as Readonly<Record<string, Words | ((...parts: unknown[]) => Words)>>).map(([name, row]): [string, Words] => [
    `${table}.${name}`,
    typeof row === 'function' ? row(anything(), anything(), anything(), anything()) : row,
  ]),
);

describe('what the verifier says', () => {
  it.each(statements)('is said in both languages: %s', (_name, { en, fr }) => {
    expect(en).not.toBe('');
    expect(fr).not.toBe(en);
    // French has its own apostrophe.
    expect(fr).not.toContain("'");
  });

  it('is many statements, none of them twice', () => {
    expect(statements.length).toBeGreaterThan(90);
    const texts = statements.map(([, { fr }]) => fr);
    expect(texts.filter((one, index) => texts.indexOf(one) !== index)).toEqual([]);
  });
});
