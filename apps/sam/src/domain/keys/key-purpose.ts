import type { DigestAlgorithm, KeyAlgorithm } from '@paraph/kernel';
import type { KeyUse, MacPurpose } from '../ports/token.js';

/** Authority keys that sign compact JWS, each with a `typ` of its own. */
export type JwsPurpose = 'statement' | 'sad' | 'oidc-client' | 'tree-head' | 'receipt';

/** Authority keys that sign DER structures of X.509. */
export type X509Purpose = 'ca-root' | 'ca-issuing' | 'ocsp' | 'timestamp' | 'registration';

/** The one key that opens what people type, and signs nothing. */
export type AgreementPurpose = 'encryption';

export type AuthorityPurpose = JwsPurpose | X509Purpose | AgreementPurpose;

/** What a key may be used for. It is part of what the row's MAC covers. */
export type KeyPurpose = 'signer' | AuthorityPurpose;

/** Each authority key with its algorithm and the digest it signs over. */
export const authorityKinds = {
  statement: { algorithm: 'p256', digest: 'sha256' },
  sad: { algorithm: 'p256', digest: 'sha256' },
  'oidc-client': { algorithm: 'p256', digest: 'sha256' },
  'ca-root': { algorithm: 'p384', digest: 'sha384' },
  'ca-issuing': { algorithm: 'p384', digest: 'sha384' },
  ocsp: { algorithm: 'p256', digest: 'sha256' },
  timestamp: { algorithm: 'p256', digest: 'sha256' },
  registration: { algorithm: 'p256', digest: 'sha256' },
  'tree-head': { algorithm: 'p256', digest: 'sha256' },
  receipt: { algorithm: 'p256', digest: 'sha256' },
  encryption: { algorithm: 'p256', digest: 'sha256' },
} as const satisfies Record<AuthorityPurpose, { algorithm: KeyAlgorithm; digest: DigestAlgorithm }>;

/** The token's two words for it: which keys it may serve, and under which name rows are MACed. */
export function tokenUse(purpose: KeyPurpose): { readonly use: KeyUse; readonly mac: MacPurpose } {
  if (purpose === 'signer') return { use: 'signer', mac: 'wrapped-key' };
  return { use: purpose === 'encryption' ? 'agreement' : 'authority', mac: 'authority-key' };
}
