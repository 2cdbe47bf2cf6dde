import { z } from 'zod';
import { refusals } from '../csc-error.js';
import { partMembers } from './credential-members.js';
import type { CredentialView } from './credential-view.js';
import { decodeAbout } from './member.js';
import { clientData, credentialId } from './members-in-common.js';
import { signingBearer } from './service-bearer.js';
import type { Served, Shape } from './shape.js';

/** How one version tells a credential. */
export interface CredentialDress {
  readonly clause: string;
  readonly answer: z.ZodObject;
  readonly scopes: NonNullable<Shape['scopes']>;
  readonly dress: (view: CredentialView) => object;
}

/** CSC `credentials/info` (v1 11.5, v2 11.5). */
export function credentialsInfo({ clause, answer, scopes, dress }: CredentialDress): Served {
  const request = z.object({ credentialID: credentialId(), ...partMembers(), clientData: clientData() });
  const shape: Shape = {
    name: 'credentials/info',
    clause,
    access: 'bearer',
    scopes,
    request,
    answers: { 200: answer },
    refusals: [refusals.invalid('credentialID')],
  };
  return {
    shape,
    serve: ({ credentials }) => ({
      access: 'bearer',
      scopes,
      answer: async (members, caller) => {
        const bearer = signingBearer(caller);
        const { asked, found } = await decodeAbout(request, members, { find: (id) => credentials.describe.run(bearer, id) });
        const { lang, ...parts } = asked;
        return { status: 200, body: dress(await credentials.views.ofOne(found, { parts, lang })) };
      },
    }),
  };
}
