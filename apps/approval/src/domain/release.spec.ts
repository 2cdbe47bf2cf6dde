import { expect, it } from '@jest/globals';
import { releaseModule, type StatementKey } from './release.js';

const key: StatementKey = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43), kid: 'statement-1' };

it('the release is a module that says what the page trusts, and nothing else of a key', () => {
  const more = { ...key, alg: 'ES256', use: 'sig' };
  const code = releaseModule({ identityOrigin: 'https://identity.example', statementKeys: [more] });
  const json = /^export const release = (\{.*\});\n$/s.exec(code)?.[1] ?? '';
  expect(JSON.parse(json)).toEqual({ identityOrigin: 'https://identity.example', statementKeys: [key] });
});
