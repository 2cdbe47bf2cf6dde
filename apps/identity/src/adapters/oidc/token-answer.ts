import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ServerBase } from '../../domain/request/request-rules.js';

type Members = Record<string, unknown>;

/**
 * Says what a credential token is as each version does: in v1 it is called a SAD (CSC API v1 8.3.3), in v2 the answer names its
 * credential, which the client does not know where the signer's own was taken (v2 8.4.4). One that is bound to a key stays named so.
 */
export function nameCredentialToken(ctx: KoaContextWithOIDC, base: ServerBase): void {
  const token = ctx.oidc.entities.AccessToken;
  if (ctx.oidc.route !== 'token' || token?.scope !== 'credential') return;
  const body = ctx.body as Members; // Reason: what the library answers here once it issued a token.
  if (base === 'v1') {
    if (body['token_type'] === 'Bearer') body['token_type'] = 'SAD';
    return;
  }
  const credentialID = token.extra?.['credentialId'];
  body['credentialID'] = credentialID;
  const details = body['authorization_details'];
  if (Array.isArray(details)) body['authorization_details'] = details.map((detail: Members) => named(detail, credentialID));
}

/** Clients require the member, and nobody named it. */
function named(detail: Members, credentialID: unknown): Members {
  const { type, ...members } = detail;
  return { type, credentialID, ...members };
}
