import { expect, it } from '@jest/globals';
import { chooseLanguage } from './browser-language.js';

it.each([
  ['fr', undefined, 'fr'],
  ['fr-CA', 'en', 'fr'],
  ['xx', 'fr', 'fr'],
  [undefined, 'de, fr;q=0.7, en;q=0.5', 'fr'],
  [undefined, 'fr;q=0.2, en;q=0.9', 'en'],
  [undefined, 'fr;q=0, en', 'en'],
  [undefined, 'de', 'en'],
  [undefined, '', 'en'],
  [['fr'], undefined, 'en'],
])('lang %j with Accept-Language %j is %s', (lang, header, expected) => {
  expect(chooseLanguage(lang, header)).toBe(expected);
});
