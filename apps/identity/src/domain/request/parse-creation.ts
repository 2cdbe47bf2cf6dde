import { OAuthRefusal } from '../oauth-refusal.js';
import type { CreationRequest, RequestParameters } from './authorisation-request.js';
import { isObject, knownMembers } from './detail-members.js';
import { optionalText } from './parameter.js';

const detailMembers = new Set(['type', 'credentialCreationRequest', 'locations']);
/** The person's data are those that are proven when the credential is made; what an application says of them is overridden, as 2.2 allows. */
const requestMembers = new Set(['certificatePolicy', 'subjectData']);

/** A detail that asks for a credential to be made (CSC API 2.2 11.4). */
export function parseCreationDetail(detail: object, policies: readonly string[]): CreationRequest {
  const { credentialCreationRequest: request } = knownMembers(detail, detailMembers);
  if (!isObject(request)) throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) object parameter credentialCreationRequest');
  return creationBy(knownMembers(request, requestMembers)['certificatePolicy'], policies);
}

/** The same by the scope, with the policy as a plain parameter. */
export function parseCreationQuery(parameters: RequestParameters, policies: readonly string[]): CreationRequest {
  return creationBy(parameters['certificatePolicy'], policies);
}

/** A client that may have credentials of one kind only need not name it. */
function creationBy(value: unknown, policies: readonly string[]): CreationRequest {
  const [first, ...others] = new Set(policies);
  const certificatePolicy = optionalText(value, 'certificatePolicy') ?? (others.length === 0 ? first : undefined);
  if (certificatePolicy === undefined) throw new OAuthRefusal('invalid_request', 'Missing (or invalid type) string parameter certificatePolicy');
  if (!policies.includes(certificatePolicy)) throw new OAuthRefusal('invalid_request', 'Invalid parameter certificatePolicy');
  return { scope: 'credential-creation', certificatePolicy };
}
