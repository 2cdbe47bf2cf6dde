import { AuthorisationServer, CscError, CscV1Client, CscV2Client } from '@paraph/csc-client';
import type { CredentialFixture, CredentialName, Fixtures } from '../fixtures.ts';

/** A credential of an earlier run, and how to ask for it. */
export interface Kept {
  readonly gateway: string;
  readonly fixtures: Fixtures;
  readonly credential: CredentialFixture;
}

/** Tells whether a credential of an earlier run still is what its name says. */
export async function isUsable(name: CredentialName, { gateway, fixtures, credential }: Kept): Promise<boolean> {
  const { credentialID, PIN, expiresAt } = credential;
  // Its SAD has to be opened while the certificate is good.
  if (name === 'EXP') return expiresAt !== undefined && Date.parse(expiresAt) - Date.now() > 30_000;
  const { clientId, clientSecret } = fixtures.clients.A;
  const info = await new CscV2Client(`${gateway}/csc/v2`).info();
  const authentication = { method: 'client_secret_basic' as const, secret: clientSecret };
  const server = await AuthorisationServer.discover(info, { clientId, authentication, redirectUri: fixtures.redirectUri });
  const { access_token: token } = await server.clientCredentials();
  try {
    await new CscV2Client(`${gateway}/csc/v2`).credentialInfo(token, { credentialID });
    // A lock is not shown, only met.
    if (name === 'LOCK' && PIN !== undefined) await new CscV1Client(`${gateway}/csc/v1`).authorize(token, { credentialID, numSignatures: 1, PIN });
    return true;
  } catch (error) {
    if (error instanceof CscError) return false;
    throw error;
  }
}
