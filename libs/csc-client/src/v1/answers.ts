import { z } from 'zod';
import { certInfo, keyInfo } from '../answers.js';

export const info = z.looseObject({
  specs: z.string(),
  name: z.string(),
  logo: z.string(),
  region: z.string(),
  lang: z.string(),
  description: z.string(),
  authType: z.array(z.string()),
  oauth2: z.string().optional(),
  methods: z.array(z.string()),
});

export const credentialList = z.looseObject({ credentialIDs: z.array(z.string()), nextPageToken: z.string().optional() });

const presence = z.enum(['true', 'false', 'optional']);
const factor = z.looseObject({
  presence,
  format: z.enum(['A', 'N']).optional(),
  label: z.string().optional(),
  description: z.string().optional(),
});

export const credentialInfo = z.looseObject({
  description: z.string().optional(),
  key: keyInfo,
  cert: certInfo,
  authMode: z.enum(['implicit', 'explicit', 'oauth2code']),
  SCAL: z.enum(['1', '2']).default('1'),
  PIN: factor.optional(),
  OTP: factor.extend({ type: z.enum(['offline', 'online']).optional(), ID: z.string().optional(), provider: z.string().optional() }).optional(),
  multisign: z.number(),
  lang: z.string().optional(),
});

export type InfoV1 = z.output<typeof info>;
export type CredentialListV1 = z.output<typeof credentialList>;
export type CredentialInfoV1 = z.output<typeof credentialInfo>;
