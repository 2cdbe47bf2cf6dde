import { expect, it } from '@jest/globals';
import { presentedToken } from './authorization-header.js';

it.each([
  ['Bearer abc', 'bearer', 'abc'],
  ['bearer  a.b-c_d~e+f/g==', 'bearer', 'a.b-c_d~e+f/g=='],
  ['DPoP abc', 'dpop', 'abc'],
  ['dpop a.b', 'dpop', 'a.b'],
  ['DPOP a', 'dpop', 'a'],
] as const)('%s carries a %s’s %s', (header, scheme, token) => {
  const presented = presentedToken(header);
  expect([presented?.scheme, presented?.token.reveal()]).toEqual([scheme, token]);
});

it.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'DPoP',
  'DPoP ',
  'Bearer a b',
  'DPoP a b',
  'Bearer a, DPoP b',
  'Bearer a,b',
  'Bearer =a',
  'Bearer a=b',
  'Basic abc',
  'xBearer abc',
  'DPoPx abc',
  'Bearer DPoP abc',
  'Bearer abc ',
  ` Bearer abc`,
  `Bearer ${'a'.repeat(16_001)}`,
  `DPoP ${'a'.repeat(16_001)}`,
])('%s carries nothing', (header) => {
  expect(presentedToken(header)).toBeUndefined();
});

it('a token is not printed', () => {
  expect(JSON.stringify(presentedToken('DPoP abcdef'))).not.toContain('abcdef');
});
