import { errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import type { CheckRequest } from '../../domain/request/check-request.js';
import type { ServerBase } from '../../domain/request/request-rules.js';
import { DEFAULT_REDIRECT, keepDefaultRedirect } from './default-redirect.js';
import { limitClient, type RequestLimits } from './request-limits.js';
import { toLibraryError } from './library-error.js';
import { keepSignedRequest, SIGNED_REQUEST } from './request-objects.js';

export interface RequestParts {
  readonly base: ServerBase;
  readonly limits: RequestLimits;
  readonly checkRequest: CheckRequest;
}

type ExtraParameters = NonNullable<Configuration['extraParams']>;

/** Parameters that one base has and the other has not. */
const ofBase = {
  v1: { hash: null },
  v2: { signatureQualifier: null, hashes: null, hashAlgorithmOID: null, certificatePolicy: null },
} as const satisfies Record<ServerBase, ExtraParameters>;

/**
 * CSC's parameters of the authorisation request. The library calls each parameter's check whether or not the parameter is
 * there, last of all its own checks, for the pushed and the plain request alike; so one check sees the whole request.
 */
export function extraParameters(parts: RequestParts): ExtraParameters {
  return {
    [SIGNED_REQUEST]: keepSignedRequest,
    [DEFAULT_REDIRECT]: keepDefaultRedirect,
    credentialID: async (ctx) => {
      limitClient(ctx, parts.limits);
      await checkRequest(ctx, parts);
    },
    numSignatures: null,
    description: null,
    lang: null,
    clientData: null,
    account_token: null,
    ...ofBase[parts.base],
  };
}

async function checkRequest(ctx: KoaContextWithOIDC, { base, checkRequest: check }: RequestParts): Promise<void> {
  const parameters = ctx.oidc.params ?? {};
  refuseOtherModes(parameters);
  const clientId = ctx.oidc.client?.clientId ?? '';
  const isPushed = ctx.oidc.entities.PushedAuthorizationRequest !== undefined;
  const request = await check.run({ clientId, base, parameters, isPushed }).catch((cause: unknown) => {
    throw toLibraryError(cause);
  });
  // From here on the scope is explicit, whatever the client left out, and whom a token named stands in its place.
  parameters['scope'] = request.scope;
  parameters['account_token'] = request.account;
}

/** A code in a fragment survives redirects, and a form that posts one would be a page of this origin with a script in it (RFC 9700 section 4). */
function refuseOtherModes(parameters: Record<string, unknown>): void {
  const mode = parameters['response_mode'];
  if (mode === undefined || mode === 'query') return;
  // The refusal itself goes by the query.
  parameters['response_mode'] = undefined;
  throw new errors.UnsupportedResponseMode();
}
