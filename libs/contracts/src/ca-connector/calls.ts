import { z } from 'zod';
import { defineCall } from '../call.js';
import { base64, id, reply, request } from '../fields.js';

export const requestCertificate = defineCall({
  service: 'ca-connector',
  name: 'requestCertificate',
  version: 1,
  purpose: 'Has a certificate issued for a certification request. The same request id answers the same certificate.',
  request: request({ requestId: id('req'), credentialId: id('cred'), /** PKCS#10, DER. */ csr: base64 }),
  reply: reply({ /** DER. */ certificate: base64, /** Issuers, nearest first, root last; DER. */ chain: z.array(base64).min(1) }),
  errors: ['certificate.refused', 'request.duplicate', 'credential.unknown', 'hsm.unavailable', 'hsm.refused', 'hsm.ambiguous', 'record.tampered'],
  callers: ['key-lifecycle'],
  budgetMs: 10_000,
});
