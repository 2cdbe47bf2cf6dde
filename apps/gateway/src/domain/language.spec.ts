import { expect, it } from '@jest/globals';
import { chooseLanguage } from './language.js';

it.each([
  ['fr', 'fr'],
  ['fr-CA', 'fr'],
  ['FR-fr', 'fr'],
  ['fr-Latn-BE', 'fr'],
  ['en-GB', 'en'],
  ['xx-XX', 'en'],
  ['frr', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('%s is answered in %s', (range, language) => {
  expect(chooseLanguage(range)).toBe(language);
});
