import { toBase64 } from '@paraph/kernel';
import { z } from 'zod';
import { namingExpired } from '../wire/named-expiry.js';
import { serviceBearer } from '../wire/service-bearer.js';
import type { Served } from '../wire/shape.js';
import { signHashMembers, signHashRows, signaturesAnswer } from '../wire/sign-hash-members.js';
import { decodeSignHash } from '../wire/sign-hash-request.js';
import { v1 } from './dialect.js';

const schema = z.object(signHashMembers(v1));

/** CSC v1 `signatures/signHash` (11.9): with a service token and the SAD beside it, always. */
export const signHash: Served = {
  shape: {
    name: 'signatures/signHash',
    clause: '11.9',
    access: 'bearer',
    scopes: ['service'],
    request: schema,
    answers: { 200: signaturesAnswer },
    refusals: signHashRows(v1),
  },
  serve: ({ signatures: { hash }, credentials }) => ({
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, caller) => {
      const bearer = serviceBearer(caller);
      const { order } = await decodeSignHash(v1, { schema, members, bearer });
      const asked = { ...order, ...(caller.proof && { proof: caller.proof }) };
      const signed = await hash.run(bearer, asked).catch(namingExpired(v1, credentials, { bearer, credentialId: order.credentialId }));
      return { status: 200, body: { signatures: signed.map(toBase64) } };
    },
  }),
};
