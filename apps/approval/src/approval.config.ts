import { http, jsonFile, log, serviceConfig, setting, traces } from '@paraph/platform';
import { z } from 'zod';
import { statementKeys } from './statement-keys.js';

const origin = z.url().refine(isOrigin, 'expected https://host[:port], or http:// on localhost, with nothing behind it');

/** Settings of the approval page: no bus, no database, no secret. */
export const approvalConfig = serviceConfig('approval', {
  http,
  log,
  traces,
  release: {
    statementKeys: jsonFile('STATEMENT_KEY_FILE', statementKeys, {
      purpose: 'public key(s) of the SAM’s statements: a JWK, or a JWK set while a new key is introduced',
    }),
    identityOrigin: setting('IDENTITY_ORIGIN', origin, { purpose: 'origin of the identity service, where each decision leads' }),
  },
});

function isOrigin(text: string): boolean {
  const { origin: own, protocol, hostname } = new URL(text);
  const local = hostname === 'localhost' || hostname.endsWith('.localhost');
  return text === own && (protocol === 'https:' || (protocol === 'http:' && local));
}
