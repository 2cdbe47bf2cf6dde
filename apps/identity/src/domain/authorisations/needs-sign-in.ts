import type { AuthorisationRequest } from '../request/authorisation-request.js';

/** Whether a person signs in for a request before anything is drafted: the others are drafted for a credential they name. */
export function needsSignIn(request: AuthorisationRequest): boolean {
  switch (request.scope) {
    case 'service':
    case 'credential-creation':
      return true;
    case 'credential-deletion':
      return false;
    case 'credential':
      return request.credentialId === undefined;
  }
}
