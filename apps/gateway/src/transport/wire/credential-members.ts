import { z } from 'zod';
import { refusals } from '../csc-error.js';
import { flag, lang } from './members-in-common.js';
import { member } from './member.js';

const choices = ['none', 'single', 'chain'] as const;

/** Which parts of a credential the client asks for. */
export interface Parts {
  readonly certificates: (typeof choices)[number];
  readonly certInfo: boolean;
  readonly authInfo: boolean;
}

/** The members that choose the parts. */
export const partMembers = () => ({
  certificates: member(z.enum(choices).default('single'), { invalid: refusals.invalid('certificates') }),
  certInfo: flag('certInfo'),
  authInfo: flag('authInfo'),
  lang: lang(),
});

const oid = z.string().regex(/^\d+(\.\d+)+$/);
const texts = z.array(z.string());
const moment = z.string().regex(/^\d{14}Z$/);

/** CSC `key`. */
export const keyAnswer = z.object({ status: z.enum(['enabled', 'disabled']), algo: z.array(oid), len: z.int(), curve: oid.optional() });
export type KeyAnswer = z.output<typeof keyAnswer>;

const certificateV1 = z.object({
  status: z.enum(['valid', 'expired', 'revoked', 'suspended']).optional(),
  certificates: texts.optional(),
  issuerDN: z.string().optional(),
  serialNumber: z.string().optional(),
  subjectDN: z.string().optional(),
  validFrom: moment.optional(),
  validTo: moment.optional(),
});
const certificateV2 = z.object({ ...certificateV1.shape, policy: texts.optional(), qcStatements: texts.optional() });

/** CSC `cert`, with what 2.2 added. */
export type CertificateAnswer = z.output<typeof certificateV2>;

/** What both versions say of a credential. */
const common = { description: z.string().max(255).optional(), key: keyAnswer };
const scal = z.enum(['1', '2']);
const multisign = z.int().min(1);

const presence = z.enum(['true', 'false', 'optional']);
const factor = { presence, format: z.enum(['A', 'N']).optional(), label: z.string().optional(), description: z.string().optional() };

/** A credential in the words of 1.0.4.0 (v1 11.5). */
export const credentialV1 = z.object({
  ...common,
  cert: certificateV1,
  authMode: z.enum(['implicit', 'explicit', 'oauth2code']),
  SCAL: scal,
  PIN: z.object(factor).optional(),
  OTP: z.object({ ...factor, type: z.enum(['offline', 'online']).optional(), ID: z.string().optional(), provider: z.string().optional() }).optional(),
  multisign,
  lang: z.string().optional(),
});

/** A credential in the words of 2.0 to 2.2 (v2 11.5). */
export const credentialV2 = z.object({
  ...common,
  signatureQualifier: z.string().optional(),
  cert: certificateV2,
  auth: z.object({
    mode: z.enum(['explicit', 'oauth2code']),
    expression: z.string().optional(),
    objects: z.array(
      z.object({
        type: z.enum(['Password', 'PasswordOOB', 'ChallengeResponse', 'ChallengeResponseOOB']),
        id: z.string(),
        format: z.enum(['A', 'N']).optional(),
        generator: z.string().optional(),
        label: z.string().optional(),
        description: z.string().optional(),
      }),
    ),
  }),
  SCAL: scal,
  multisign,
  lang: z.string().optional(),
});
export type CredentialV1 = z.output<typeof credentialV1>;
export type CredentialV2 = z.output<typeof credentialV2>;
