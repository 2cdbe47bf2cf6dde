/** `@paraph/platform/possession`: whether whoever shows a token that is bound to a key holds that key. For edges alone, so that nobody else loads jose for it. */
export { JoseSignedProofs } from './possession/jose-signed-proofs.js';
export { PROOF_ALGORITHMS, readProof, type PresentedProof, type ProofHeader } from './possession/presented-proof.js';
export { SignedProofs, type SignedProof } from './possession/signed-proofs.js';
export { VerifyPossession, type BoundToken } from './possession/verify-possession.js';
