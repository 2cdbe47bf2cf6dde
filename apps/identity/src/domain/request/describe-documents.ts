import type { AuthorisationRequest, RequestParameters } from './authorisation-request.js';
import { parseLabel } from './parse-label.js';

/**
 * Gives every document without a label the request's `description` (CSC API v1 8.3.2, v2 8.4.2): the signer is to see it, and labels are
 * what the signer is shown. What a client signed stays as it was signed.
 */
export function describeDocuments<Request extends AuthorisationRequest>(request: Request, parameters: RequestParameters): Request {
  const description = parseLabel(parameters['description'], 'description');
  if (request.scope !== 'credential' || description === '') return request;
  return { ...request, documents: request.documents.map(({ hash, label }) => ({ hash, label: label === '' ? description : label })) };
}
