export { Clock, SystemClock } from './clock.js';
export { newId, idPattern, type IdPrefix } from './ids.js';
export { Secret } from './secret.js';
export { fromBase64, fromBase64Lenient, fromBase64Url, toBase64, toBase64Url, toHex } from './encoding.js';
export { sha256, sha256Hex } from './digest.js';
export { assertNever } from './assert-never.js';
export {
  digestAlgorithms,
  digestAlgorithmByOid,
  digestFacts,
  keyAlgorithms,
  keyAlgorithmFacts,
  signatureAlgorithmByOid,
  signatureAlgorithmsFor,
  signatureSchemes,
  type DigestAlgorithm,
  type DigestFacts,
  type KeyAlgorithm,
  type KeyAlgorithmFacts,
  type SignatureAlgorithm,
  type SignatureScheme,
} from './algorithms.js';
export { digestOfPssParameters, pssParameters } from './pss-parameters.js';
export {
  activationChallenge,
  changeChallenge,
  enrolmentChallenge,
  explicitChallenge,
  meansChallenge,
  proposalChallenge,
  supervisorChallenge,
} from './challenge.js';
export { leafHash } from './leaf-hash.js';
export { clientProfileNames, clientProfiles, isLenient, leniencies, type ClientProfile, type Leniency } from './client-profiles.js';
export { chooseLanguage, languages, type Language } from './browser-language.js';
export { RequestRate } from './request-rate.js';
export { textPdf, type PageWords } from './text-pdf.js';
export { whyUnproven, type PossessionClaims, type ProofTime, type ProvenRequest } from './possession-proof.js';
export { context, DerFields, elementAt, NotDer, onlyElement, plainContext, TAG, type DerElement } from './der/der-reader.js';
export { booleanOf, hexOf, isSame, momentOf, numberOf, octetsOf, oidOf } from './der/der-values.js';
export { extensionOf, extensionsOf, type DerExtension } from './der/der-extensions.js';
export { isSignedBy, readSigned, type SignedStructure } from './der/signed-structure.js';
