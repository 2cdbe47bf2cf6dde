import { sha256 } from './digest.js';
import { toBase64Url } from './encoding.js';

/** How old a proof of possession may be, in seconds (RFC 9449 section 11.1). */
const AGE = 60;
const LONGEST_JTI = 500;

/** Claims of a proof whose signature is verified; nothing is known of their types. */
export interface PossessionClaims {
  readonly jti?: unknown;
  readonly htm?: unknown;
  readonly htu?: unknown;
  readonly iat?: unknown;
  readonly ath?: unknown;
}

/** The request a proof is held against. */
export interface ProvenRequest {
  readonly method: string;
  /** As the client addressed it. */
  readonly url: string;
  /** The access token as the client sent it. */
  readonly token: string;
}

/** By which clock a proof is judged, and how far ahead of it a client's may be, in seconds. */
export interface ProofTime {
  readonly at: Date;
  readonly ahead: number;
}

/** Why the claims of a proof of possession do not prove this request at this time, or nothing if they do (RFC 9449 section 4.3, points 7 to 12). */
export function whyUnproven({ jti, htm, htu, iat, ath }: PossessionClaims, request: ProvenRequest, { at, ahead }: ProofTime): string | undefined {
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > LONGEST_JTI) return 'no jti';
  if (htm !== request.method || typeof htu !== 'string' || !isSameAddress(htu, request.url)) return 'for another request';
  if (ath !== toBase64Url(sha256(request.token))) return 'for another token';
  const now = at.getTime() / 1_000;
  if (typeof iat !== 'number' || !(iat >= now - AGE && iat <= now + ahead)) return 'too old, or of the future';
  return undefined;
}

/** Scheme and host in lower case, no default port, no query, no fragment (RFC 9449 section 4.3 point 9). */
function isSameAddress(claimed: string, actual: string): boolean {
  const [one, other] = [URL.parse(claimed), URL.parse(actual)];
  return one !== null && other !== null && one.origin === other.origin && one.pathname === other.pathname;
}
