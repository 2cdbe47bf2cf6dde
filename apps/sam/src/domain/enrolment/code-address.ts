import { refusedEvidence } from '../evidence/refused-evidence.js';
import { askedKinds } from '../means/registered-kinds.js';
import type { Policy } from '../ports/policies.js';
import type { CodeMeans } from '../records/record-kinds.js';

/** Where one-time codes go. */
export type CodeAddress = Pick<CodeMeans, 'channel' | 'address'>;

/** E.164: a plus, a country code that begins with no zero, fifteen digits at most. */
const NUMBER = /^\+[1-9]\d{5,14}$/;
/** One `@`, nothing that hides or separates: an address that courier can write into a header as it is. */
const MAILBOX = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+$/;

const claims = {
  sms: { claim: 'phone_number', scope: 'phone', shape: NUMBER },
  email: { claim: 'email', scope: 'email', shape: MAILBOX },
} as const;

/** What a provider is asked for beside the names, so that codes have somewhere to go (OpenID Connect Core 5.4). */
export function codeScopes(policy: Pick<Policy, 'evidence' | 'explicit' | 'code'>): readonly string[] {
  return usesCodes(policy) ? [claims[policy.code.channel].scope] : [];
}

/**
 * Where the codes of a policy reach the person a token proved, from claims the provider says it verified: an address on a
 * neighbour's word would send every code to that neighbour.
 *
 * @throws `evidence.invalid` if the policy uses codes and the token has no such claim
 */
export function codeAddress(policy: Pick<Policy, 'evidence' | 'explicit' | 'code'>, attributes: Readonly<Record<string, string>>): CodeAddress | undefined {
  if (!usesCodes(policy)) return undefined;
  const { channel } = policy.code;
  const { claim, shape } = claims[channel];
  const address = attributes[claim];
  if (address === undefined) throw refusedEvidence(`the claim ${claim} is missing, or not one the provider verified`);
  if (address.length > 254 || !shape.test(address)) throw refusedEvidence(`the claim ${claim} is no address of its kind`);
  return { channel, address };
}

function usesCodes(policy: Pick<Policy, 'evidence' | 'explicit'>): boolean {
  return askedKinds(policy).some((kind) => kind === 'one-time-code' || kind === 'supervised-code');
}
