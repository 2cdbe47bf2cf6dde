import { sha256 } from './digest.js';

/**
 * The challenge of an activation: SHA-256 over `paraph/activation/v1` and the statement's bytes, 32 bytes.
 *
 * @param statement the compact JWS exactly as the SAM gave it, ASCII
 */
export function activationChallenge(statement: string): Uint8Array {
  return sha256('paraph/activation/v1', statement);
}

/**
 * The challenge of an enrolment: SHA-256 over `paraph/enrolment/v1` and the statement's bytes, 32 bytes.
 *
 * @param statement the compact JWS that commits to credential, key thumbprint, signer, provider and terms
 */
export function enrolmentChallenge(statement: string): Uint8Array {
  return sha256('paraph/enrolment/v1', statement);
}

/** The challenge of a signer's change to a credential (a means added or removed, a resumption): SHA-256 over `paraph/change/v1` and the statement's bytes. */
export function changeChallenge(statement: string): Uint8Array {
  return sha256('paraph/change/v1', statement);
}

/** The challenge of a quorum's proposal: SHA-256 over `paraph/proposal/v1` and the statement's bytes. */
export function proposalChallenge(statement: string): Uint8Array {
  return sha256('paraph/proposal/v1', statement);
}

/**
 * The challenge that also commits to means offered with it: SHA-256 over `paraph/means/v1`, the challenge of the enrolment
 * or change, and SHA-256 of the registrations' text. Whoever swaps a registration makes the evidence worthless.
 *
 * @param registrations the JSON text exactly as the approval page wrote it, UTF-8
 */
export function meansChallenge(challenge: Uint8Array, registrations: string): Uint8Array {
  return sha256('paraph/means/v1', challenge, sha256(registrations));
}

/** What a supervising person's evidence is given over: SHA-256 over `paraph/supervisor/v1` and the signer's challenge. */
export function supervisorChallenge(challenge: Uint8Array): Uint8Array {
  return sha256('paraph/supervisor/v1', challenge);
}

/**
 * The challenge of an explicit authorisation, which the client can compute itself (CSC v2 11.6): SHA-256 over
 * `paraph/explicit/v1` and the JSON array of credential, digest algorithm's OID and the hashes in Base64.
 */
export function explicitChallenge(credentialId: string, hashAlgorithmOid: string, hashes: readonly string[]): Uint8Array {
  return sha256('paraph/explicit/v1', JSON.stringify([credentialId, hashAlgorithmOid, hashes]));
}
