import { describe, expect, it } from '@jest/globals';
import { approvalConfig } from './approval.config.js';

const { identityOrigin } = approvalConfig.shape.release;

describe('the origin of identity', () => {
  it.each(['https://identity.example', 'https://identity.example:8443', 'http://identity.localhost:4000', 'http://localhost:4000'])('may be %s', (text) => {
    expect(identityOrigin.parse(text)).toBe(text);
  });

  it.each([
    'http://identity.example',
    'https://identity.example/',
    'https://identity.example/interaction',
    'https://user@identity.example',
    'https://identity.example?x',
    'https://IDENTITY.example',
    'javascript:alert(1)',
    'http://localhost.evil.example',
    'identity.example',
  ])('may not be %s', (text) => {
    expect(() => identityOrigin.parse(text)).toThrow();
  });
});
