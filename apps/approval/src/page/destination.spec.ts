import { expect, it } from '@jest/globals';
import { destinations } from './destination.js';

it('both decisions lead to the interaction at identity', () => {
  const { proceed, refuse } = destinations('https://identity.example', 'V1StGXR8_Z5jdHi6B-myT');
  expect([proceed('c'.repeat(43)), refuse]).toEqual([
    `https://identity.example/interaction/V1StGXR8_Z5jdHi6B-myT/continue?challenge=${'c'.repeat(43)}`,
    'https://identity.example/interaction/V1StGXR8_Z5jdHi6B-myT/refuse',
  ]);
});
