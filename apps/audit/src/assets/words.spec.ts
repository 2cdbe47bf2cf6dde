import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transactionStages, transactionStates, trustRoles } from '@paraph/contracts';
import { words as en } from './words.en.js';
import { words as fr } from './words.fr.js';

const scripts = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.js') && !name.startsWith('words.'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');
const own: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, fr };

/** Keys that are put together from a closed list, by what they begin with. */
const together = [
  'period.',
  'signatures.',
  'field.',
  'outcome.',
  'actor.',
  'lane.',
  'stage.',
  'means.',
  'transaction.',
  'finding.',
  'reconciliation.',
  'verdict.',
  'role.',
  'verify.',
  'word.',
  'keyUsage.',
  'credential.',
];

describe('the words of the console', () => {
  it('are the same in both languages, with the same values in them', () => {
    const shape = (words: Readonly<Record<string, string>>): string[] =>
      Object.entries(words)
        .map(
          ([key, text]) =>
            `${key} ${[...text.matchAll(/\{\w+\}/g)]
              .map(([value]) => value)
              .sort()
              .join()}`,
        )
        .sort();
    expect(shape(fr)).toEqual(shape(en));
  });

  it.each(['en', 'fr'])('are there for everything that is said, in %s', (language) => {
    const said = [...scripts.matchAll(/say\('([a-zA-Z.]+)'/g)].map(([, key]) => key ?? '');
    expect(said.length).toBeGreaterThan(80);
    expect(said.filter((key) => own[language]?.[key] === undefined)).toEqual([]);
    for (const stage of transactionStages) expect(own[language]).toHaveProperty([`stage.${stage}`]);
    for (const state of transactionStates) expect(own[language]).toHaveProperty([`transaction.${state}`]);
    for (const role of trustRoles) expect(own[language]).toHaveProperty([`role.${role}`]);
    for (const usage of ['digitalSignature', 'nonRepudiation', 'keyCertSign', 'cRLSign']) expect(own[language]).toHaveProperty([`keyUsage.${usage}`]);
  });

  it('has none that nobody says', () => {
    const idle = Object.keys(en).filter((key) => !scripts.includes(`'${key}'`) && !together.some((beginning) => key.startsWith(beginning)));
    expect(idle).toEqual([]);
  });
});
