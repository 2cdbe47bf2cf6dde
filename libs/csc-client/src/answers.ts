import { z } from 'zod';

/** Answers that both versions share. Members that are not named here are kept: services add their own. */

export const nothing = z.unknown().transform(() => undefined);

export const login = z.looseObject({ access_token: z.string().min(1), refresh_token: z.string().optional(), expires_in: z.number().optional() });

export const keyInfo = z.looseObject({ status: z.string(), algo: z.array(z.string()), len: z.number(), curve: z.string().optional() });

export const certInfo = z.looseObject({
  status: z.string().optional(),
  /** Base64 DER, the signer's own first. */
  certificates: z.array(z.string()).optional(),
  issuerDN: z.string().optional(),
  /** Hexadecimal. */
  serialNumber: z.string().optional(),
  subjectDN: z.string().optional(),
  /** GeneralizedTime, `YYYYMMDDHHMMSSZ`. */
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
  policy: z.array(z.string()).optional(),
  qcStatements: z.array(z.string()).optional(),
});

/** A SAD that this client may use now; seconds for which it is good. */
export const authorised = z.looseObject({ SAD: z.string().min(1), expiresIn: z.number().optional() });

/** Base64, in the order of the hashes. */
export const signatures = z.looseObject({ signatures: z.array(z.string()) });

/** Base64 of a TimeStampToken (RFC 3161). */
export const timestamp = z.looseObject({ timestamp: z.string() });

export type Login = z.output<typeof login>;
export type KeyInfo = z.output<typeof keyInfo>;
export type CertInfo = z.output<typeof certInfo>;
export type Authorised = z.output<typeof authorised>;
export type Signatures = z.output<typeof signatures>;
export type Timestamp = z.output<typeof timestamp>;
