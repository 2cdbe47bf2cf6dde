import { z } from 'zod';
import { clientData } from '../wire/members-in-common.js';
import { decodeList, listAnswer, pageMembers, pageOf, userIdOfList } from '../wire/credentials-list.js';
import { serviceBearer } from '../wire/service-bearer.js';
import type { Served } from '../wire/shape.js';

const request = z.object({ ...pageMembers(), clientData: clientData() });
const answer = z.object(listAnswer);

/** CSC v1 `credentials/list` (11.4): in pages. */
export const credentialsList: Served = {
  shape: {
    name: 'credentials/list',
    clause: '11.4',
    access: 'bearer',
    scopes: ['service'],
    request,
    answers: { 200: answer },
    refusals: [userIdOfList.forbidden],
  },
  serve: ({ credentials: { list } }) => ({
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, caller) => {
      const { userID, ...paging } = await decodeList(request, members, caller);
      const page = pageOf(paging);
      const asked = { onlyValid: false, ...(page && { page }), ...(userID === undefined ? {} : { signerId: userID }) };
      const { credentials, nextPageToken } = await list.run(serviceBearer(caller), asked);
      const body: z.output<typeof answer> = {
        credentialIDs: credentials.map(({ credentialId }) => credentialId),
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      };
      return { status: 200, body };
    },
  }),
};
