import { authObjects } from '@paraph/contracts';
import { Secret } from '@paraph/kernel';
import type { AuthData } from '../../domain/signing-module.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';

type AuthObjectId = keyof typeof authObjects;

/** Longest value: an order over as many digests as an authorisation covers. */
const LONGEST_VALUE = 64_000;

/**
 * The member `authData` (CSC v2 11.6). What the signer knows is wrapped at once, so that nothing on the way can print it.
 *
 * @throws CscRefusal `Missing (or invalid type) array parameter authData`, `Invalid parameter authData` for what has not the form, `The authentication data is
 * invalid` for what has and cannot be right: nothing, an id twice or one no credential has, no value
 */
export function decodeAuthData(members: Members): AuthData[] {
  const list = members.raw('authData');
  if (!Array.isArray(list)) throw new CscRefusal(refusals.missingArray('authData'));
  const pairs = list.map(pairOf);
  const brought = pairs.map(({ id, value }) => {
    const known = authObjectId(id);
    if (known === undefined || value === undefined || value === '' || value.length > LONGEST_VALUE) throw new CscRefusal(refusals.authentication);
    return { id: known, value: new Secret(value) };
  });
  if (brought.length === 0 || new Set(brought.map(({ id }) => id)).size < brought.length) throw new CscRefusal(refusals.authentication);
  return brought;
}

/** The authentication object of this name, in capitals or not. */
export function authObjectId(text: string): AuthObjectId | undefined {
  const id = text.toUpperCase();
  return isAuthObjectId(id) ? id : undefined;
}

function isAuthObjectId(id: string): id is AuthObjectId {
  return Object.hasOwn(authObjects, id);
}

function pairOf(one: unknown): { readonly id: string; readonly value: string | undefined } {
  if (typeof one !== 'object' || one === null) throw new CscRefusal(refusals.invalid('authData'));
  const { id, value }: Readonly<Record<string, unknown>> = { ...one };
  // Of some objects of the standard there is no value; `null` counts as absent, as everywhere.
  const isGood = typeof id === 'string' && (typeof value === 'string' || value === undefined || value === null);
  if (!isGood) throw new CscRefusal(refusals.invalid('authData'));
  return { id, value: value ?? undefined };
}
