import type { AuthorisationFacts } from '@paraph/contracts';

/** Most signatures of the fake's credentials. */
export const MULTISIGN = 5;

/** What differs from the facts of most credentials. */
export type Facts = Partial<Omit<AuthorisationFacts, 'credentialId'>>;

interface Known {
  readonly credentials: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, Facts>;
}

/** The SAM's answer to `describeAuthorisation`: unknown credentials are left out. */
export function factsOf({ credentials, facts }: Known, asked: unknown): object[] {
  const common = { scal: '2', mayDefer: false, byPage: true, explicit: [], byLink: false };
  return (asked as string[]).filter((id) => credentials.has(id)).map((credentialId) => ({ credentialId, ...common, ...facts.get(credentialId) }));
}

/** A credential as the key lifecycle describes it. */
export function described(facts: object): object {
  const validity = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2036-01-01T00:00:00.000Z' };
  return { ...facts, algorithm: 'p256', certificates: ['AAAA'], multisign: MULTISIGN, description: 'For <leases>', ...validity };
}

/** A credential as the SAM's own record has it. */
export function bindingOf(facts: object): object {
  const means = [{ meansId: `mns_${'A'.repeat(22)}`, kind: 'oidc', hint: 'https://idp.example', usableFrom: '2026-01-01T00:00:00.000Z', isLocked: false }];
  return { ...facts, policyId: 'sandbox', subject: 'CN=Alice Example,C=FR', promise: 'shown', means, stated: {} };
}
