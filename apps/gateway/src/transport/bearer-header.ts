import { Secret } from '@paraph/kernel';

const SHAPE = /^(?:Bearer|DPoP) +([A-Za-z0-9._~+/-]+=*)$/i;

/** Longest token looked at, in characters; a SAD takes a few thousand. */
const LONGEST = 16_000;

/** The token of an `Authorization` header (RFC 6750 section 2.1, RFC 9449 section 7.1), or `undefined` if the header is absent or anything else. */
export function bearerToken(header: string | undefined): Secret | undefined {
  const token = SHAPE.exec(header ?? '')?.[1];
  return token === undefined || token.length > LONGEST ? undefined : new Secret(token);
}
