import { z } from 'zod';
import { base64, compactJws, id, request } from '../fields.js';
import { reconcile } from '../key-lifecycle/reconciliation.js';
import { certifyDestruction, destructionClaims } from '../sam/destruction.js';
import { defineEndpoint } from '../endpoint.js';

/** What became of keys. */
export const destructionEndpoints = {
  certifyDestruction: defineEndpoint({
    method: 'GET',
    path: 'credentials/{credentialId}/destruction',
    status: 200,
    tag: 'credential',
    purpose: 'The certificate of destruction of a credential’s key, signed by the SAM now, after it has tried once more to use the key.',
    place: request({ credentialId: id('cred') }),
    answer: z.object({
      /** Compact JWS; what counts. */
      certificate: compactJws(20_000),
      /** What it says. */
      claims: destructionClaims,
      /** The same for people to read and keep, PDF as Base64. */
      pdf: base64,
    }),
    errors: certifyDestruction.errors,
  }),
  reconcileKeys: defineEndpoint({
    method: 'POST',
    path: 'reconciliations',
    status: 201,
    tag: 'service',
    purpose: 'Has keys and credentials compared now, and tells how the last comparison went.',
    answer: reconcile.reply,
    errors: reconcile.errors,
  }),
} as const;
