import { z } from 'zod';
import { compactJwe, compactJws, id, request } from '../fields.js';

/** The kinds of evidence there are. A policy combines them; each is verified in the SAM (architecture 6.2). */
export const evidenceKinds = ['passkey', 'oidc', 'one-time-code', 'supervised-code', 'pin', 'totp', 'order'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];
export const evidenceKind = z.enum(evidenceKinds);

/** What an application can bring for its signer, by the ids of CSC's authentication objects (v2 11.6 authData). */
export const authObjects = { ORDER: 'order', OTP: 'one-time-code', PIN: 'pin', TOTP: 'totp' } as const satisfies Record<string, EvidenceKind>;

const base64Url = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/, 'expected base64url');

/** What an authenticator answers to a challenge (WebAuthn Level 3, AuthenticationResponseJSON), its bytes in base64url. */
export const assertion = request({
  /** The credential's id. */
  id: base64Url(1_400),
  clientDataJSON: base64Url(4_000),
  authenticatorData: base64Url(4_000),
  signature: base64Url(1_400),
  userHandle: base64Url(200).optional(),
});
export type Assertion = z.output<typeof assertion>;

/** What a person types, encrypted on the approval page for the key in the statement: `typedSecret` as JSON inside. */
export const sealedSecret = compactJwe;

/** Plaintext of what is typed: bound to one challenge and one kind, so a captured ciphertext is worth nothing elsewhere. */
export const typedSecret = z.strictObject({
  /** base64url. */
  challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  kind: z.enum(['one-time-code', 'supervised-code', 'pin', 'totp', 'totp-secret']),
  value: z.string().min(1).max(200),
});
export type TypedSecret = z.output<typeof typedSecret>;

/** One piece of evidence, as it is carried to the SAM by others. */
export const evidence = z.discriminatedUnion('kind', [
  request({ kind: z.literal('oidc'), idToken: z.string().min(20).max(16_000) }),
  request({ kind: z.literal('passkey'), assertion }),
  request({ kind: z.literal('one-time-code'), sealed: sealedSecret }),
  request({
    kind: z.literal('supervised-code'),
    sealed: sealedSecret,
    /** The supervising person's passkey over `supervisorChallenge`. */
    supervisor: request({ approverId: id('apr'), assertion }),
  }),
  request({ kind: z.literal('pin'), sealed: sealedSecret }),
  request({ kind: z.literal('totp'), sealed: sealedSecret }),
  request({ kind: z.literal('order'), order: compactJws(64_000) }),
]);
export type Evidence = z.output<typeof evidence>;
export type EvidenceOf<Kind extends EvidenceKind> = Extract<Evidence, { kind: Kind }>;

/** A new passkey as the browser made it (WebAuthn Level 3, RegistrationResponseJSON), its bytes in base64url. */
export const passkeyRegistration = request({
  kind: z.literal('passkey'),
  id: base64Url(1_400),
  clientDataJSON: base64Url(4_000),
  attestationObject: base64Url(24_000),
  transports: z.array(z.string().max(20)).max(8).default([]),
});

/** Means that the approval page registers, inside the text that `offerMeans` carries. */
export const registrations = z
  .array(
    z.discriminatedUnion('kind', [
      passkeyRegistration,
      /** A PIN the signer chose: `typedSecret` of kind `pin`. */
      request({ kind: z.literal('pin'), sealed: sealedSecret }),
      /** A TOTP secret the page made (Base32, 20 bytes), and the first code made with it, each a `typedSecret`. */
      request({ kind: z.literal('totp'), secret: sealedSecret, code: sealedSecret }),
    ]),
  )
  .min(1)
  .max(5);
export type Registration = z.output<typeof registrations>[number];
