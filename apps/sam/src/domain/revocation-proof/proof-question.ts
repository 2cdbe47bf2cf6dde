import type { TrustedIssuer } from '../x509/trusted-authorities.js';

/** What a statement of an authority has to say to end a credential. */
export interface ProofQuestion {
  /** Of the bound certificate, hexadecimal. */
  readonly serialNumber: string;
  /** Whose key signed it. */
  readonly issuer: TrustedIssuer;
  /** Pinned keys under that very name: an authority that changed its key goes on speaking of what the old one signed. */
  readonly namesakes: readonly TrustedIssuer[];
  /** When the bound certificate began: no statement from before is about it. */
  readonly validFrom: Date;
  readonly now: Date;
}

/** When the authority revoked it, or why the statement proves nothing; the reason is for the event, never for the caller. */
export type ProofVerdict = { readonly flaw: string } | { readonly revokedAt: Date };

/** How far an authority's clock may be ahead of ours. */
export const SKEW_MS = 60_000;

/** On hold, and taken off a list again: a certificate that may come back is suspended here, its key is not destroyed (RFC 5280 section 5.3.1). */
const NOT_FINAL: readonly number[] = [6, 8];

/** What a moment of revocation is worth, with its reason code. */
export function judgeRevocation(revokedAt: Date, reason: number | undefined, { now }: ProofQuestion): ProofVerdict {
  if (reason !== undefined && NOT_FINAL.includes(reason)) return { flaw: 'the certificate is on hold, or was, and may come back' };
  if (isAhead(revokedAt, now)) return { flaw: 'the certificate is to be revoked later' };
  return { revokedAt };
}

/** Whether a statement counts at this moment. */
export function stalenessOf(thisUpdate: Date, nextUpdate: Date | undefined, { now, validFrom }: ProofQuestion): string | undefined {
  if (isAhead(thisUpdate, now)) return 'it is from the future';
  if (thisUpdate < validFrom) return 'it is from before the certificate';
  if (!nextUpdate) return 'it does not say until when it counts';
  return now > nextUpdate ? 'it is out of date' : undefined;
}

function isAhead(moment: Date, now: Date): boolean {
  return moment.getTime() > now.getTime() + SKEW_MS;
}
