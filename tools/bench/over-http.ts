import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { Agent, request } from 'undici';
import { newId } from '@paraph/kernel';
import { lookupLocalhost } from '../stack/localhost.ts';
import type { BenchClient } from './bench-signers.ts';
import type { BenchStack } from './bench-stack.ts';
import type { Job } from './closed-loop.ts';
import { SIGN_ALGORITHMS, type PreparedSad } from './sad-source.ts';

const agent = new Agent({ connect: { lookup: lookupLocalhost }, keepAliveTimeout: 60_000 });

/** Signing as an application orders it from the gateway, its SAD as bearer token. */
export async function gatewayJobs(bench: BenchStack, client: BenchClient, prepared: readonly PreparedSad[]): Promise<Job[]> {
  await tellIdentity(bench, client, prepared);
  const address = `${bench.origin('gateway')}/csc/v2/signatures/signHash`;
  return prepared.map((sad) => signJob(address, sad));
}

/** What a request to sign carries. */
export interface SignWork extends Pick<PreparedSad, 'token' | 'hashes'> {
  readonly credential: Pick<PreparedSad['credential'], 'credentialId' | 'algorithm'>;
}

/** One HTTP request that is already text. */
export function signJob(address: string, { token, credential, hashes }: SignWork): Job {
  const { credentialId: credentialID, algorithm } = credential;
  const body = JSON.stringify({ credentialID, hashes, signAlgo: SIGN_ALGORITHMS[algorithm] });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return async () => {
    const answer = await request(address, { method: 'POST', headers, body, dispatcher: agent });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`the gateway refused a signature of the bench: ${answer.statusCode} ${text.slice(0, 300)}`);
  };
}

/**
 * Has the authorisation server know tokens that were issued without it, so that thousands can be prepared: the two rows that
 * it would have written for each, in the shape in which it writes them.
 */
export async function tellIdentity(bench: BenchStack, { clientId }: BenchClient, prepared: readonly PreparedSad[]): Promise<void> {
  const rows = prepared.map(({ token, activationId, credential, expiresAt }) => ({
    grant: randomBytes(16).toString('base64url'),
    digest: createHash('sha256').update(token).digest('base64url'),
    request: newId('req'),
    interaction: randomBytes(32).toString('base64url'),
    activation: activationId,
    signer: credential.signerId,
    credential: credential.credentialId,
    expires: Math.floor(expiresAt / 1_000),
  }));
  const database = new pg.Client({ connectionString: bench.databaseUrl('identity') });
  await database.connect();
  try {
    await database.query(
      `INSERT INTO authorisation (id, interaction_digest, client_id, scope, state, activation_id, grant_id, signer_id, credential_id)
       SELECT request, interaction, $2, 'credential', 'approved', activation, "grant", signer, credential
       FROM jsonb_to_recordset($1) AS row(request text, interaction text, activation text, "grant" text, signer text, credential text)`,
      [JSON.stringify(rows), clientId],
    );
    await database.query(
      `INSERT INTO protocol_object (kind, digest, payload, grant_id, expires_at)
       SELECT 'AccessToken', digest, jsonb_build_object('kind', 'AccessToken', 'clientId', $2::text, 'accountId', signer, 'grantId', "grant", 'gty', 'authorization_code',
         'scope', 'credential', 'expiresWithSession', false, 'iat', expires - 300, 'exp', expires, 'extra',
         jsonb_build_object('activationId', activation, 'credentialId', credential, 'expires', expires)), "grant", to_timestamp(expires)
       FROM jsonb_to_recordset($1) AS row(digest text, activation text, "grant" text, signer text, credential text, expires bigint)`,
      [JSON.stringify(rows), clientId],
    );
  } finally {
    await database.end();
  }
}
