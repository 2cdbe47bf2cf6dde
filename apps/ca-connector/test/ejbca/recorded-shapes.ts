/**
 * Operations, and names of members, as recorded from the OpenAPI description of "EJBCA REST Interface", version 1.0, that its maker publishes with the
 * client libraries for release 8.0, and for 202 and errors from the published sources of the community edition. Releases after it have added members
 * (`response_format` to enrolments, for one) and taken none of these away.
 */
export interface RecordedOperation {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Behind `/ejbca/ejbca-rest-api/v1`. */
  readonly path: RegExp;
  /** Members that a request may have. */
  readonly request: readonly string[];
  /** Members that an answer may have, by status. */
  readonly answers: Readonly<Record<number, readonly string[]>>;
}

const certificate = ['certificate', 'serial_number', 'response_format', 'certificate_chain', 'certificate_profile', 'end_entity_profile'];
const revocation = ['issuer_dn', 'serial_number', 'revocation_reason', 'revocation_date', 'message', 'revoked'];
const waiting = ['status_code', 'info_message', 'link', 'request_id'];
const none: readonly string[] = [];

/** Of any operation. */
export const recordedError = ['error_code', 'error_message'];

export const recordedOperations: readonly RecordedOperation[] = [
  { method: 'GET', path: /^\/certificate\/status$/, request: none, answers: { 200: ['status', 'version', 'revision'] } },
  { method: 'GET', path: /^\/ca$/, request: none, answers: { 200: ['certificate_authorities'] } },
  // PEM.
  { method: 'GET', path: /^\/ca\/[^/]+\/certificate\/download$/, request: none, answers: { 200: none } },
  {
    method: 'POST',
    path: /^\/certificate\/pkcs10enroll$/,
    request: [
      'certificate_request',
      'certificate_profile_name',
      'end_entity_profile_name',
      'certificate_authority_name',
      'username',
      'password',
      'account_binding_id',
      'include_chain',
      'email',
    ],
    answers: { 201: certificate, 202: waiting },
  },
  {
    method: 'POST',
    path: /^\/certificate\/-?\d+\/finalize$/,
    request: ['response_format', 'password', 'key_alg', 'key_spec'],
    answers: { 201: certificate, 202: waiting },
  },
  { method: 'POST', path: /^\/certificate\/search$/, request: ['max_number_of_results', 'criteria'], answers: { 200: ['certificates', 'more_results'] } },
  { method: 'GET', path: /^\/certificate\/[^/]+\/[0-9A-Fa-f]+\/revocationstatus$/, request: none, answers: { 200: revocation } },
  { method: 'PUT', path: /^\/certificate\/[^/]+\/[0-9A-Fa-f]+\/revoke\?reason=[A-Z_]+$/, request: none, answers: { 200: revocation, 202: waiting } },
];
