import { authObjects } from '@paraph/contracts';
import type { Secret } from '@paraph/kernel';
import { z } from 'zod';
import type { AuthData } from '../../domain/signing-module.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';
import { member } from '../wire/member.js';
import { secretText } from '../wire/members-in-common.js';

type AuthObjectId = keyof typeof authObjects;

/** Longest value: an order over as many digests as an authorisation covers. */
const LONGEST_VALUE = 64_000;

/** The object by which the signer is asked through a link: there is nothing to bring for it. */
const LINK = 'LINK';

// Of some objects of the standard there is no value; `null` counts as absent, as everywhere.
const element = z.object({ id: z.string(), value: secretText().nullish() });

/** The member `authData` (CSC v2 11.6). What the signer knows is wrapped as it is read, so that nothing on the way can print it. */
export const authDataMember = () => member(z.array(element), { missing: refusals.missingArray('authData'), invalid: refusals.invalid('authData') });

/** What came as `authData`. */
export type AuthDataMember = readonly z.output<typeof element>[];

/**
 * What was brought. Nothing is brought where the signer is to be asked: no element at all, or `LINK` alone.
 *
 * @throws CscRefusal `The authentication data is invalid` for what has the form and cannot be right: an id twice or one no credential has, no value
 */
export function broughtOf(elements: AuthDataMember): AuthData[] {
  if (elements.length === 1 && elements[0]?.id.toUpperCase() === LINK && isAbsent(elements[0].value)) return [];
  const brought = elements.map(({ id, value }) => {
    const known = authObjectId(id);
    if (known === undefined || value === undefined || value === null || isAbsent(value) || value.reveal().length > LONGEST_VALUE) {
      throw new CscRefusal(refusals.authentication);
    }
    return { id: known, value };
  });
  if (new Set(brought.map(({ id }) => id)).size < brought.length) throw new CscRefusal(refusals.authentication);
  return brought;
}

/** For clients that send them so: `PIN` and `OTP` beside `authData` become elements of it. */
export function withTopLevelFactors(members: Members): Members {
  const beside = (['PIN', 'OTP'] as const).filter((id) => members.has(id)).map((id) => ({ id, value: members.raw(id) }));
  if (beside.length === 0 || !members.allows('top-level-factors')) return members;
  const came = members.raw('authData');
  return members.with('authData', [...(Array.isArray(came) ? (came as unknown[]) : []), ...beside]);
}

/** The authentication object of this name, in capitals or not. */
export function authObjectId(text: string): AuthObjectId | undefined {
  const id = text.toUpperCase();
  return isAuthObjectId(id) ? id : undefined;
}

function isAuthObjectId(id: string): id is AuthObjectId {
  return Object.hasOwn(authObjects, id);
}

function isAbsent(value: Secret | null | undefined): boolean {
  return value === undefined || value === null || value.reveal() === '';
}
