import { z } from 'zod';
import type { ListRequest } from '../../domain/list-credentials.js';
import { refusals } from '../csc-error.js';
import type { Caller } from '../method.js';
import type { Members } from '../members.js';
import { decode, failsAs, member } from './member.js';
import { serviceBearer } from './service-bearer.js';
import { forbidUserId, userId, type UserIdWords } from './user-id.js';

/** Most credentials of one page. */
const LARGEST_PAGE = 100;

/** What the table says of `userID` here (v1 11.4, v2 11.4). */
export const userIdOfList: UserIdWords = { forbidden: refusals.userIdForbidden, invalid: refusals.invalid('userID') };

/** The members of paging, which v2 dropped and some of its clients still send. */
export const pageMembers = () => ({
  // Without an error in the table: what is no size is the service's own.
  maxResults: member(
    z
      .number()
      .refine((size) => Number.isInteger(size) && size >= 1, failsAs('invalid'))
      .meta({ type: 'integer', minimum: 1 })
      .optional(),
    {},
    { isForgiven: true },
  ),
  pageToken: member(z.string().optional(), { invalid: refusals.invalid('pageToken') }),
  userID: userId(userIdOfList),
});

/** The page that is asked for. */
export function pageOf({ maxResults, pageToken }: { readonly maxResults?: number | undefined; readonly pageToken?: string | undefined }): ListRequest['page'] {
  return { size: Math.min(maxResults ?? LARGEST_PAGE, LARGEST_PAGE), ...(pageToken === undefined ? {} : { token: pageToken }) };
}

/** Reads a list request, `userID` in the words of its table. */
export function decodeList<S extends z.ZodObject>(request: S, members: Members, caller: Caller): Promise<z.output<S>> {
  return decode(request, members, { before: { userID: forbidUserId(members, serviceBearer(caller), userIdOfList) } });
}

/** The members of every answer. */
export const listAnswer = { credentialIDs: z.array(z.string()), nextPageToken: z.string().optional() };
