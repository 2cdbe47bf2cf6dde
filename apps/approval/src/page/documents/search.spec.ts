import { expect, it } from '@jest/globals';
import type { ListedDocument } from './groups.js';
import { searchFor } from './search.js';

const document: ListedDocument = {
  position: 1,
  label: 'Déclaration de résidence n° 12.pdf',
  labelSource: 'unverified',
  hash: { algorithm: 'SHA-256', start: '9f86 d081', full: '9f86d081884c7d65' },
};

it.each(['', '  ', 'resid', 'RÉSIDENCE', 'declaration 12', '12 déclaration', '9f86', '9F86 D081', '9f86d081884c'])('%j finds the document', (query) => {
  expect(searchFor(query)(document)).toBe(true);
});

it.each(['hypothèque', 'declaration 13', '86d0', 'd081 9f86'])('%j does not', (query) => {
  expect(searchFor(query)(document)).toBe(false);
});

it('a document without a name is found by its hash alone', () => {
  const nameless = { ...document, label: undefined };
  expect([searchFor('9f86')(nameless), searchFor('résidence')(nameless)]).toEqual([true, false]);
});
