import { describe, expect, it } from '@jest/globals';
import { chooseLanguage, messages } from './messages.js';

describe('the language', () => {
  it.each<[string[], string]>([
    [['fr-CA', 'en'], 'fr'],
    [['de', 'en-GB', 'fr'], 'en'],
    [['FR'], 'fr'],
    [['de', 'it'], 'en'],
    [[], 'en'],
    [['frr'], 'en'],
  ])('for %j is %s', (preferred, language) => {
    expect(chooseLanguage(preferred)).toBe(language);
  });

  it('says the same things in both', () => {
    expect(shape(messages.fr)).toEqual(shape(messages.en));
  });
});

/** The names of all sentences, and whether each is a text or takes arguments. */
function shape(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]));
}
