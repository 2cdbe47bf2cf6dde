import { Secret } from '@paraph/kernel';

/** A token with the scheme it was presented under. */
export interface PresentedToken {
  /** `dpop`: its bearer claims to hold the key it is bound to. */
  readonly scheme: 'bearer' | 'dpop';
  readonly token: Secret;
}

const SHAPE = /^(Bearer|DPoP) +([A-Za-z0-9._~+/-]+=*)$/i;

/** Longest token looked at, in characters; a SAD takes a few thousand. */
const LONGEST = 16_000;

/** The token of an `Authorization` header (RFC 6750 section 2.1, RFC 9449 section 7.1), or `undefined` if the header is absent or anything else. */
export function presentedToken(header: string | undefined): PresentedToken | undefined {
  const [, scheme, token] = SHAPE.exec(header ?? '') ?? [];
  if (scheme === undefined || token === undefined || token.length > LONGEST) return undefined;
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer', token: new Secret(token) };
}
