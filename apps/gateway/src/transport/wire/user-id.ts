import { z } from 'zod';
import type { ServiceBearer } from '../../domain/bearer.js';
import { CscRefusal, type CscError } from '../csc-error.js';
import type { Members } from '../members.js';
import { member } from './member.js';

/** What a method's table says of `userID`. */
export interface UserIdWords {
  /** Beside a token that is a person's already. */
  readonly forbidden: CscError;
  readonly invalid: CscError;
}

/** The member `userID`: for a client's own token only. */
export const userId = ({ invalid }: UserIdWords) => member(z.string().optional(), { invalid });

/** To be looked at before the member is read, whatever it is. */
export function forbidUserId(members: Members, { signerId }: Pick<ServiceBearer, 'signerId'>, { forbidden }: UserIdWords): () => void {
  return () => {
    if (signerId !== undefined && members.has('userID')) throw new CscRefusal(forbidden);
  };
}
