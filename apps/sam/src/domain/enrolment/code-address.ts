import { refusedEvidence } from '../evidence/refused-evidence.js';
import { askedKinds } from '../means/registered-kinds.js';
import type { Policy } from '../ports/policies.js';
import type { CodeMeans } from '../records/record-kinds.js';

/** Where one-time codes and links go. */
export type CodeAddress = Pick<CodeMeans, 'channel' | 'address'>;

/** E.164: a plus, a country code that begins with no zero, fifteen digits at most. */
const NUMBER = /^\+[1-9]\d{5,14}$/;
/** One `@`, nothing that hides or separates: an address that courier can write into a header as it is. */
const MAILBOX = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+$/;

const claims = {
  sms: { claim: 'phone_number', scope: 'phone', shape: NUMBER },
  email: { claim: 'email', scope: 'email', shape: MAILBOX },
} as const;

/** What a provider is asked for beside the names, so that codes and links have somewhere to go (OpenID Connect Core 5.4). */
export function codeScopes(policy: Pick<Policy, 'evidence' | 'explicit' | 'byLink' | 'code'>): readonly string[] {
  return sendsMessages(policy) ? [claims[policy.code.channel].scope] : [];
}

/**
 * Where the codes and links of a policy reach the person a token proved, from claims the provider says it verified: an address on a
 * neighbour's word would send every code to that neighbour.
 *
 * @throws `evidence.invalid` if the policy sends messages and the token has no such claim
 */
export function codeAddress(
  policy: Pick<Policy, 'evidence' | 'explicit' | 'byLink' | 'code'>,
  attributes: Readonly<Record<string, string>>,
): CodeAddress | undefined {
  if (!sendsMessages(policy)) return undefined;
  const { channel } = policy.code;
  const { claim, shape } = claims[channel];
  const address = attributes[claim];
  if (address === undefined) throw refusedEvidence(`the claim ${claim} is missing, or not one the provider verified`);
  if (address.length > 254 || !shape.test(address)) throw refusedEvidence(`the claim ${claim} is no address of its kind`);
  return { channel, address };
}

// A link goes where a code would.
function sendsMessages(policy: Pick<Policy, 'evidence' | 'explicit' | 'byLink'>): boolean {
  return policy.byLink || askedKinds(policy).some((kind) => kind === 'one-time-code' || kind === 'supervised-code');
}
