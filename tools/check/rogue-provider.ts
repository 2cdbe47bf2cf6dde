import { freePort } from '@paraph/testing';
import { exportJWK, generateKeyPair } from 'jose';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Prepares a second identity provider for the end-to-end stack: the SAM pins its key, and the tests play it, truthful or
 * not. Answers the providers file for the stack; the private half lies in the state for the tests alone.
 */
export async function prepareRogueProvider(state: string): Promise<string> {
  mkdirSync(state, { recursive: true });
  const port = await freePort();
  const issuer = `http://rogue.localhost:${port}`;
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const named = { kid: 'rogue-1', alg: 'ES256', use: 'sig' };
  const clientId = 'paraph-signing';
  const settings = { issuer, port, clientId, privateKey: { ...(await exportJWK(privateKey)), ...named } };
  writeFileSync(join(state, 'rogue-provider.json'), JSON.stringify(settings), { mode: 0o600 });
  const provider = {
    issuer,
    clientId,
    authorizationEndpoint: `${issuer}/authorize`,
    tokenEndpoint: `${issuer}/token`,
    algorithms: ['ES256'],
    keys: [{ ...(await exportJWK(publicKey)), ...named }],
  };
  const file = join(state, 'further-providers.json');
  writeFileSync(file, JSON.stringify([provider]));
  return file;
}
