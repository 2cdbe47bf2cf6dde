import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { parseRequest } from '../../domain/request/parse-request.js';
import { asLibraryErrors } from './library-error.js';

/**
 * CSC's parameters of the authorisation request. The library calls each parameter's check whether or not the parameter is
 * there, last of all its own checks, for the pushed and the plain request alike; so one check sees the whole request.
 */
export const extraParameters: NonNullable<Configuration['extraParams']> = {
  credentialID: checkRequest,
  signatureQualifier: null,
  numSignatures: null,
  hashes: null,
  hashAlgorithmOID: null,
  description: null,
  lang: null,
  clientData: null,
  account_token: null,
};

function checkRequest(ctx: KoaContextWithOIDC): void {
  const parameters = ctx.oidc.params ?? {};
  // From here on the scope is explicit, whatever the client left out.
  parameters['scope'] = asLibraryErrors(() => parseRequest(parameters)).scope;
}
