import { ASYNCHRONOUS_VALIDITY_MS } from '@paraph/contracts';
import { z } from 'zod';
import type { LaterTerms } from '../../domain/signing-module.js';
import { CscRefusal, refusals } from '../csc-error.js';
import { failsAs, member } from '../wire/member.js';
import { validityPeriod } from '../wire/members-in-common.js';

const LONGEST_URI = 2_000;

/** How long a result stays where nothing is said, a day in milliseconds. */
const USUAL_VALIDITY_MS = 24 * 3_600_000;

/** The members of the asynchronous mode (CSC v2 11.10). Without `A` the last two are read and not used. */
export const operationModeMembers = () => ({
  operationMode: member(z.enum(['S', 'A']).default('S'), { invalid: refusals.invalid('operationMode') }),
  validity_period: validityPeriod(),
  response_uri: member(
    z
      .string()
      .refine((text) => text.length <= LONGEST_URI && isHttps(text), failsAs('invalid'))
      .meta({ format: 'uri' })
      .optional(),
    { invalid: refusals.invalid('response_uri') },
    { alias: { name: 'responseURI', leniency: 'camel-names' } },
  ),
});

/** The terms of an asynchronous order. @throws CscRefusal `Out of bounds parameter validity_period`, `Invalid parameter response_uri` for an address that the operator did not allow to the client */
export function termsOf(validityMs: number = USUAL_VALIDITY_MS, responseUri: string | undefined, allowed: readonly string[]): LaterTerms {
  if (validityMs < ASYNCHRONOUS_VALIDITY_MS.least) throw new CscRefusal(refusals.outOfBounds('validity_period'));
  if (responseUri === undefined) return { validityMs };
  if (!allowed.some((one) => isBelow(one, responseUri))) throw new CscRefusal(refusals.invalid('response_uri'));
  return { validityMs, responseUri };
}

/** Without a user name, which would be sent as one, and without a fragment, which is never sent. */
function isHttps(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '';
}

/** Whether an address is this one or below it, both as they are after `..` and the like have been resolved. */
function isBelow(allowed: string, address: string): boolean {
  const [root, one] = [URL.parse(allowed), URL.parse(address)];
  if (root === null || one === null || root.origin !== one.origin) return false;
  return one.pathname === root.pathname || one.pathname.startsWith(root.pathname.endsWith('/') ? root.pathname : `${root.pathname}/`);
}
