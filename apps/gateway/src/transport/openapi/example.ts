import type { JsonSchema } from './request-schema.js';

/** Values that say more than their type does. */
const known: Readonly<Record<string, unknown>> = {
  region: 'FR',
  lang: 'en',
  logo: 'https://csc.example/logo.png',
  oauth2: 'https://as.example',
  authType: ['oauth2code'],
  methods: ['info', 'credentials/list'],
  credentialIDs: ['cred_1'],
  credentialID: 'cred_1',
  algo: ['1.2.840.10045.4.3.2'],
  curve: '1.2.840.10045.3.1.7',
  len: 256,
  SAD: 'sad_eyJ…',
  expiresIn: 300,
  expires_in: 3_600,
  validFrom: '20270101000000Z',
  validTo: '20290101000000Z',
  serialNumber: 'F1AB02',
  issuerDN: 'CN=Issuing CA,O=Example,C=FR',
  subjectDN: 'CN=Alice Martin,C=FR',
  SCAL: '2',
  multisign: 100,
  signatures: ['MEUCIQ…'],
  expression: 'PIN AND OTP',
};

/** An example of what a schema lets through: every member once. */
export function exampleOf(schema: JsonSchema, name = ''): unknown {
  const { type, properties, items, enum: choices, const: only, anyOf } = schema;
  if (Object.hasOwn(known, name)) return known[name];
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0] as JsonSchema);
  if (only !== undefined) return only;
  if (Array.isArray(choices)) return choices[0] as unknown;
  if (type === 'object') {
    return Object.fromEntries(Object.entries((properties ?? {}) as Record<string, JsonSchema>).map(([key, one]) => [key, exampleOf(one, key)]));
  }
  if (type === 'array') return [exampleOf((items ?? {}) as JsonSchema)];
  if (type === 'boolean') return true;
  return type === 'integer' || type === 'number' ? 1 : '…';
}
