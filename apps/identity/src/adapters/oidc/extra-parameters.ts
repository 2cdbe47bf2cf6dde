import { errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { parseRequest } from '../../domain/request/parse-request.js';
import { limitClient, type RequestLimits } from './request-limits.js';
import { asLibraryErrors } from './library-error.js';
import { keepSignedRequest, SIGNED_REQUEST } from './request-objects.js';

/**
 * CSC's parameters of the authorisation request. The library calls each parameter's check whether or not the parameter is
 * there, last of all its own checks, for the pushed and the plain request alike; so one check sees the whole request.
 */
export function extraParameters(limits: RequestLimits): NonNullable<Configuration['extraParams']> {
  return {
    [SIGNED_REQUEST]: keepSignedRequest,
    credentialID: (ctx) => {
      limitClient(ctx, limits);
      checkRequest(ctx);
    },
    signatureQualifier: null,
    numSignatures: null,
    hashes: null,
    hashAlgorithmOID: null,
    description: null,
    lang: null,
    clientData: null,
    account_token: null,
  };
}

function checkRequest(ctx: KoaContextWithOIDC): void {
  const parameters = ctx.oidc.params ?? {};
  refuseOtherModes(parameters);
  // From here on the scope is explicit, whatever the client left out.
  parameters['scope'] = asLibraryErrors(() => parseRequest(parameters)).scope;
}

/** A code in a fragment survives redirects, and a form that posts one would be a page of this origin with a script in it (RFC 9700 section 4). */
function refuseOtherModes(parameters: Record<string, unknown>): void {
  const mode = parameters['response_mode'];
  if (mode === undefined || mode === 'query') return;
  // The refusal itself goes by the query.
  parameters['response_mode'] = undefined;
  throw new errors.UnsupportedResponseMode();
}
