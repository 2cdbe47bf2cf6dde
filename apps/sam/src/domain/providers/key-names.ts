import { sha256, toBase64Url } from '@paraph/kernel';

/** The members a thumbprint is over, in their order (RFC 7638 section 3.2; RFC 8037 section 2). */
const THUMBPRINT_MEMBERS: Readonly<Record<string, readonly string[]>> = { EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'], OKP: ['crv', 'kty', 'x'] };

/** SHA-256 thumbprint of a public key (RFC 7638), base64url: what people compare. */
export function keyThumbprint(jwk: Readonly<Record<string, unknown>>): string {
  const members = THUMBPRINT_MEMBERS[String(jwk['kty'])] ?? [];
  return toBase64Url(sha256(JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]])))));
}

/** Longest text an event's particular may have. */
const LONGEST = 2_000;

/** Names of keys as an event tells them. */
export function keyIds(keys: readonly { readonly kid: string }[]): string {
  return keys
    .map(({ kid }) => kid)
    .join(' ')
    .slice(0, LONGEST);
}
