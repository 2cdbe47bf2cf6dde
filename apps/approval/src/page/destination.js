import { toBase64Url, utf8Bytes } from './encoding.js';

/**
 * What can be carried to identity, which hands it on to the SAM.
 * @typedef {{ id: string, clientDataJSON: string, authenticatorData: string, signature: string, userHandle?: string }} Assertion
 * @typedef {{ kind: 'passkey', assertion: Assertion } | { kind: 'one-time-code' | 'pin' | 'totp', sealed: string }
 *   | { kind: 'supervised-code', sealed: string, supervisor: { approverId: string, assertion: Assertion } }} Evidence
 * @typedef {{ kind: 'evidence', evidence: Evidence } | { kind: 'begin', means: 'oidc' | 'one-time-code' | 'supervised-code' }
 *   | { kind: 'register', registrations: string } | { kind: 'accept' } | { kind: 'refuse' }} Act
 * @typedef {'activation' | 'enrolment' | 'change' | 'proposal'} RequestKind
 */

/**
 * Where each act leads. The origin comes with the release, never from the address, so a forged request cannot send
 * anybody elsewhere; the folder is the interaction's where there is one, and otherwise the verified type of the statement. What is carried stands behind the `#`,
 * which no server is sent and no log keeps: identity's carry page posts it from its own origin.
 * @param {string} identityOrigin
 * @param {RequestKind} kind
 * @param {{ jti: string, uid?: string | undefined }} names of the statement itself, and of the interaction it is part of; both were checked to be one path segment
 */
export function destinations(identityOrigin, kind, { jti, uid }) {
  const base = uid === undefined ? `${identityOrigin}/${kind}/${jti}` : `${identityOrigin}/interaction/${uid}`;
  /** @param {string} challenge of the statement, base64url @param {Act} act */
  const carry = (challenge, act) => `${base}/carry#challenge=${challenge}&act=${toBase64Url(utf8Bytes(JSON.stringify(act)))}`;
  return {
    carry,
    /** @param {string} challenge */
    refuse: (challenge) => (uid !== undefined ? `${base}/refuse` : carry(challenge, { kind: 'refuse' })),
  };
}
