import { toBase64 } from '@paraph/kernel';
import { z } from 'zod';
import { namingExpired } from '../wire/named-expiry.js';
import { signingBearer } from '../wire/service-bearer.js';
import type { Served, Shape } from '../wire/shape.js';
import { signHashMembers, signHashRows, signaturesAnswer } from '../wire/sign-hash-members.js';
import { decodeSignHash } from '../wire/sign-hash-request.js';
import { v2 } from './dialect.js';
import { operationModeMembers, termsOf } from './operation-mode.js';

const { clientData, ...first } = signHashMembers(v2);
const schema = z.object({ ...first, ...operationModeMembers(), clientData });
const laterAnswer = z.object({ responseID: z.string() });

const shape: Shape = {
  name: 'signatures/signHash',
  clause: '11.10',
  access: 'bearer',
  scopes: ['service', 'credential'],
  request: schema,
  answers: { 200: z.union([signaturesAnswer, laterAnswer]) },
  refusals: signHashRows(v2),
};

/** CSC v2 `signatures/signHash` (11.10), with either row of its matrix of tokens, now or later. */
export const signHash: Served = {
  shape,
  serve: ({ signatures: { hash }, credentials }) => ({
    access: 'bearer',
    scopes: ['service', 'credential'],
    answer: async (members, caller) => {
      const bearer = signingBearer(caller);
      const { read, order } = await decodeSignHash(v2, { schema, members, bearer });
      const asked = { ...order, ...(caller.proof && { proof: caller.proof }) };
      const naming = namingExpired(v2, credentials, { bearer, credentialId: order.credentialId });
      if (read.operationMode === 'A') {
        const terms = termsOf(read.validity_period, read.response_uri, bearer.client.responseUris);
        return { status: 200, body: { responseID: await hash.later(bearer, asked, terms).catch(naming) } };
      }
      return { status: 200, body: { signatures: (await hash.run(bearer, asked).catch(naming)).map(toBase64) } };
    },
  }),
};
