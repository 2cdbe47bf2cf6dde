import { expect, it } from '@jest/globals';
import { bearerToken } from './bearer-header.js';

it.each([
  ['Bearer abc', 'abc'],
  ['bearer  a.b-c_d~e+f/g==', 'a.b-c_d~e+f/g=='],
])('%s carries %s', (header, token) => {
  expect(bearerToken(header)?.reveal()).toBe(token);
});

it.each([
  undefined,
  '',
  'Bearer',
  'Bearer ',
  'Bearer a b',
  'Bearer a,b',
  'Bearer =a',
  'Bearer a=b',
  'Basic abc',
  'xBearer abc',
  'Bearer abc ',
  `Bearer ${'a'.repeat(16_001)}`,
])('%s carries nothing', (header) => {
  expect(bearerToken(header)).toBeUndefined();
});
