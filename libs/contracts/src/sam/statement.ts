import { z } from 'zod';
import { base64, id, oid, url } from '../fields.js';
import { evidenceKind } from './evidence.js';

/** `typ` of the statements' JWS headers, one for each thing a person is asked to approve. All are signed by the key `statement`. */
export const STATEMENT_TYPE = 'paraph-statement+jwt';
export const ENROLMENT_TYPE = 'paraph-enrolment+jwt';
export const CHANGE_TYPE = 'paraph-change+jwt';
export const PROPOSAL_TYPE = 'paraph-proposal+jwt';

/** `typ` of a SAD's JWS header. */
export const SAD_TYPE = 'paraph-sad+jwt';

/** `typ` of a client's order or request object (RFC 9101 section 10.8 names the second one's). */
export const ORDER_TYPE = 'paraph-order+jwt';
export const REQUEST_OBJECT_TYPE = 'oauth-authz-req+jwt';

/** `aud` of an order and `iss` of a SAD: the signature activation module. */
export const SAM_AUDIENCE = 'paraph-sam';

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

/** 16 random bytes, base64url. */
const nonce = z.string().min(22);
/** SHA-256, lower-case hexadecimal. */
const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);
/** Unix seconds. */
const seconds = z.number().int();

/** The SAM's key for what is typed: P-256, for ECDH-ES. */
export const encryptionKey = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), kid: z.string() });

/** Means of the signer, as far as the page needs them to ask for evidence. */
export const statedMeans = z.object({
  /** Ids (base64url) of the passkeys that may answer. */
  passkeys: z.array(z.object({ id: z.string(), transports: z.array(z.string()) })).optional(),
  /** Issuer of the identity provider. */
  provider: url.optional(),
  /** Where a code goes, most of it hidden: `••• 42`. */
  code: z.object({ channel: z.enum(['sms', 'email']), hint: z.string() }).optional(),
  /** Who may supervise, with their passkeys. */
  supervisors: z.array(z.object({ id: id('apr'), name: z.string(), passkey: z.string() })).optional(),
});
export type StatedMeans = z.output<typeof statedMeans>;

const asking = {
  /** Alternatives, each a combination of evidence kinds that are all needed. */
  evidence: z.array(z.array(evidenceKind).min(1)).min(1),
  means: statedMeans,
  encryptionKey,
  policy: z.object({ id: z.string(), /** SHA-256 of the policy file's bytes, hexadecimal. */ digest: z.string() }),
  nonce,
} as const;

/** Payload of the statement: exactly what the SAM commits to and the signer is shown (architecture 6.2). */
export const statement = z.object({
  /** The activation. */
  jti: id('act'),
  iat: seconds,
  exp: seconds,
  client: z.object({ id: id('cli'), name: z.string() }),
  credential: z.object({ id: id('cred'), /** Of the certificate's DER. */ certificateFingerprint: hexDigest, /** RFC 4514. */ subject: z.string() }),
  /** None where all of them are left to the client. */
  documents: z.array(statedDocument).max(MAX_DOCUMENTS),
  /** How many further signatures the client may choose; 0 for a bound activation. */
  remainingChoice: z.number().int().nonnegative(),
  ...asking,
});
export type Statement = z.output<typeof statement>;

/** Payload of an enrolment's statement: this key, this person's account, these terms, these means to register. */
export const enrolmentStatement = z.object({
  jti: id('enr'),
  iat: seconds,
  exp: seconds,
  credential: z.object({ id: id('cred'), algorithm: z.string(), /** Of the SubjectPublicKeyInfo. */ keyThumbprint: hexDigest }),
  signer: id('sgn'),
  subscriber: id('sub'),
  provider: url,
  terms: z.object({ version: z.string(), text: z.string() }),
  /** Whose orders alone will activate the key from now on, where it is a seal's: nobody is asked again. */
  orderingClient: z.object({ id: id('cli'), name: z.string() }).optional(),
  /**
   * Of a one-session credential: what its key will sign, and nothing else. The evidence of the enrolment is the authorisation, so all of it
   * is shown beside the terms (KEY-06, IDN-07).
   */
  session: z
    .object({
      client: z.object({ id: id('cli'), name: z.string() }),
      documents: z.array(statedDocument).min(1).max(MAX_DOCUMENTS),
    })
    .optional(),
  /** Of a renewal: the credential whose key is certified anew, or which this one replaces, by the subject of its present certificate. */
  renews: z.object({ kind: z.enum(['renewal', 'update', 'rekey']), credential: id('cred'), subject: z.string() }).optional(),
  /** Kinds the page registers now, all of them; empty where the provider alone will do. */
  register: z.array(z.enum(['passkey', 'pin', 'totp'])),
  encryptionKey,
  policy: z.object({ id: z.string(), digest: z.string() }),
  nonce,
});
export type EnrolmentStatement = z.output<typeof enrolmentStatement>;

/** What a signer may change of a credential, with evidence. */
export const changeAct = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('add-means'), kind: z.enum(['passkey', 'pin', 'totp']) }),
  z.strictObject({ act: z.literal('remove-means'), meansId: id('mns') }),
  z.strictObject({ act: z.literal('resume') }),
  /** The credential's end: its completion only allows `destroyByDecision`. */
  z.strictObject({ act: z.literal('destroy') }),
]);
export type ChangeAct = z.output<typeof changeAct>;

/** Payload of a change's statement. */
export const changeStatement = z.object({
  jti: id('chg'),
  iat: seconds,
  exp: seconds,
  credential: z.object({ id: id('cred'), subject: z.string() }),
  change: changeAct,
  /** The means that is taken away, in words its owner knows; only where one is. */
  removed: z.object({ kind: z.enum(['passkey', 'oidc', 'one-time-code', 'pin', 'totp', 'order']), hint: z.string() }).optional(),
  /** In how many seconds after completion a new means counts, or a removed one no longer does. */
  waitSeconds: z.number().int().nonnegative(),
  ...asking,
});
export type ChangeStatement = z.output<typeof changeStatement>;
