import { z } from 'zod';
import { base64, id, oid } from '../fields.js';

/** `typ` of the statement's JWS header, and of no other signature. */
export const STATEMENT_TYPE = 'paraph-statement+jwt';

/** `typ` of a SAD's JWS header. */
export const SAD_TYPE = 'paraph-sad+jwt';

/** What stands before the JWS in an access token that is a SAD. */
export const SAD_PREFIX = 'sad_';

/** Most documents one authorisation may cover; the pushed request's body is bounded as well. */
export const MAX_DOCUMENTS = 400;

/** A document as the signer sees it. */
export const statedDocument = z.object({
  label: z.string().max(500),
  /** `unverified`: the words are the application's, nothing proves them. `client-signed`: its pinned key did. */
  labelSource: z.enum(['unverified', 'client-signed']),
  hash: base64,
  hashAlgorithm: oid,
});

/**
 * Payload of the statement: exactly what the SAM commits to and the signer is shown (architecture 6.2).
 * Signed as a compact JWS, ES256, by the authority key `statement`.
 */
export const statement = z.object({
  /** The activation. */
  jti: id('act'),
  /** Unix seconds. */
  iat: z.number().int(),
  exp: z.number().int(),
  client: z.object({ id: id('cli'), name: z.string() }),
  credential: z.object({
    id: id('cred'),
    /** SHA-256 of the certificate's DER, lower-case hexadecimal. */
    certificateFingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    /** Subject of the certificate, RFC 4514. */
    subject: z.string(),
  }),
  documents: z.array(statedDocument).min(1).max(MAX_DOCUMENTS),
  /** How many further signatures the client may choose; 0 for a bound activation. */
  remainingChoice: z.number().int().nonnegative(),
  /** Alternatives, each a combination of evidence kinds. */
  evidence: z.array(z.array(z.string())).min(1),
  policy: z.object({ id: z.string(), /** SHA-256 of the policy file's bytes, hexadecimal. */ digest: z.string() }),
  /** 16 random bytes, base64url. */
  nonce: z.string().min(22),
});
export type Statement = z.output<typeof statement>;
