import { z } from 'zod';
import { authorised, certInfo, keyInfo, signatures } from '../answers.js';

const oauth2Server = z.looseObject({
  label: z.string().optional(),
  baseUri: z.string().optional(),
  issuerIdentifier: z.string().optional(),
  authType: z.array(z.string()),
  supportsRar: z.boolean().optional(),
});

export const info = z.looseObject({
  specs: z.string(),
  name: z.string().optional(),
  logo: z.string().optional(),
  region: z.string().optional(),
  lang: z.string().optional(),
  description: z.string().optional(),
  authType: z.array(z.string()).optional(),
  oauth2: z.string().optional(),
  oauth2Issuer: z.string().optional(),
  oauth2Servers: z.array(oauth2Server).optional(),
  asynchronousOperationMode: z.boolean().optional(),
  methods: z.array(z.string()),
  validationInfo: z.boolean().optional(),
  signAlgorithms: z.looseObject({ algos: z.array(z.string()), algoParams: z.array(z.string().nullable()).optional() }).optional(),
  signature_formats: z.looseObject({ formats: z.array(z.string()), envelope_properties: z.array(z.array(z.string())).optional() }).optional(),
  conformance_levels: z.array(z.string()).optional(),
  supportedHashTypes: z.array(z.string()).optional(),
  supportsRar: z.boolean().optional(),
  documentTypes: z.array(z.string()).optional(),
});

const authObject = z.looseObject({
  type: z.string(),
  id: z.string(),
  format: z.enum(['A', 'N']).optional(),
  generator: z.string().optional(),
  label: z.string().optional(),
  description: z.string().optional(),
});

export const credentialInfo = z.looseObject({
  description: z.string().optional(),
  signatureQualifier: z.string().optional(),
  key: keyInfo,
  cert: certInfo,
  auth: z.looseObject({ mode: z.enum(['explicit', 'oauth2code']), expression: z.string().optional(), objects: z.array(authObject).optional() }).optional(),
  SCAL: z.enum(['1', '2']).default('1'),
  multisign: z.number(),
  lang: z.string().optional(),
});

export const credentialList = z.looseObject({
  credentialIDs: z.array(z.string()),
  credentialInfos: z.array(credentialInfo.extend({ credentialID: z.string() })).optional(),
  onlyValid: z.boolean().optional(),
});

/** Either the SAD, or the handle to ask `credentials/authorizeCheck` with. */
export const authorisation = z.union([authorised, z.looseObject({ handle: z.string().min(1) })]);

/** The challenge, where it came in the answer; otherwise the signer receives it. */
export const challenge = z.looseObject({ challenge: z.string() }).optional();

/** The values, or by which name they can be asked for later. */
export const signingResult = z.union([signatures, z.looseObject({ responseID: z.string().min(1) })]);

export const createdCredential = z.looseObject({ credentialID: z.string().min(1) });

export type InfoV2 = z.output<typeof info>;
export type CredentialInfoV2 = z.output<typeof credentialInfo>;
export type CredentialListV2 = z.output<typeof credentialList>;
export type AuthorisationV2 = z.output<typeof authorisation>;
export type SigningResultV2 = z.output<typeof signingResult>;
export type CreatedCredential = z.output<typeof createdCredential>;
