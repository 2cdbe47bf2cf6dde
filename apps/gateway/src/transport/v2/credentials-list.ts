import { z } from 'zod';
import { credentialV2, partMembers } from '../wire/credential-members.js';
import { decodeList, listAnswer, pageMembers, pageOf, userIdOfList } from '../wire/credentials-list.js';
import { decode } from '../wire/member.js';
import { clientData, flag } from '../wire/members-in-common.js';
import { serviceBearer } from '../wire/service-bearer.js';
import type { Served } from '../wire/shape.js';
import { credentialAnswer } from './credential-dress.js';

const { lang, ...parts } = partMembers();
const first = { ...pageMembers(), credentialInfo: flag('credentialInfo') };
const last = { onlyValid: flag('onlyValid'), lang, clientData: clientData() };
const request = z.object({ ...first, ...parts, ...last });
/** The parts of an info are looked at by who asked for infos only (11.4). */
const [withoutParts, onlyParts] = [z.object({ ...first, ...last }), z.object(parts)];
const answer = z.object({
  ...listAnswer,
  credentialInfos: z.array(z.object({ credentialID: z.string(), ...credentialV2.shape })).optional(),
  onlyValid: z.boolean().optional(),
});

/** CSC v2 `credentials/list` (11.4): with what v1 says, in pages where somebody asks for them, as several clients of v2 do. */
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
  serve: ({ credentials: { list, views } }) => ({
    access: 'bearer',
    scopes: ['service'],
    answer: async (members, caller) => {
      const { userID, onlyValid, credentialInfo, lang: asking, maxResults, pageToken } = await decodeList(withoutParts, members, caller);
      const wanted = credentialInfo ? await decode(onlyParts, members) : undefined;
      const page = maxResults === undefined && pageToken === undefined ? undefined : pageOf({ maxResults, pageToken });
      const asked = { onlyValid, ...(page && { page }), ...(userID === undefined ? {} : { signerId: userID }) };
      const { credentials, nextPageToken } = await list.run(serviceBearer(caller), asked);
      const told = wanted && (await views.of(credentials, { parts: wanted, lang: asking }));
      const body: z.output<typeof answer> = {
        credentialIDs: credentials.map(({ credentialId }) => credentialId),
        ...(told && { credentialInfos: told.map((view) => ({ credentialID: view.credential.credentialId, ...credentialAnswer(view) })) }),
        ...(onlyValid ? { onlyValid } : {}),
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      };
      return { status: 200, body };
    },
  }),
};
