/**
 * What a client's profile lets pass that the text of the CSC API does not: each is one divergence of a known client, switched on for that client
 * alone. Strict clients have none. What is always let through because it cannot be misread (either Base64 alphabet, `null` for an absent member,
 * `info` by GET) is no leniency and not listed.
 */
export const leniencies = {
  'text-booleans': 'the texts "true" and "false" count as booleans in JSON bodies',
  'text-numbers': 'a text of digits counts as a number in JSON bodies',
  'old-names': '`hash` and `hashAlgo` count as `hashes` and `hashAlgorithmOID` under /csc/v2',
  'camel-names': '`validityPeriod` and `responseURI` count as `validity_period` and `response_uri`',
  'top-level-factors': '`PIN` and `OTP` beside `authData` under /csc/v2 count as elements of it',
  'derived-pss': 'RSASSA-PSS without `signAlgoParams` takes MGF1 and salt from the digest that is named',
  'query-parameters': 'the token endpoint also takes its parameters from the query',
  'detail-object': '`authorization_details` may be one object instead of an array',
  'unrepeated-details': '`authorization_details` need not be repeated at the token endpoint',
  'scope-with-details': '`scope=credential` and equal plain parameters may accompany `authorization_details`',
  'plain-challenge': 'PKCE with `code_challenge_method=plain`',
  'revoked-200': 'a revocation is answered 200 instead of 204',
  'unknown-token-revoked': 'revoking an unknown token succeeds (RFC 7009 section 2.2) instead of 400',
} as const;

export type Leniency = keyof typeof leniencies;

interface ProfileFacts {
  /** Which clients it was made for. */
  readonly for: string;
  readonly leniencies: readonly Leniency[];
}

const all = Object.keys(leniencies) as Leniency[];

/** The named profiles a client can be registered with. */
export const clientProfiles = {
  strict: { for: 'clients that do what the text says', leniencies: [] },
  'eudi-kt': { for: 'the Kotlin library of the EUDI wallet', leniencies: ['scope-with-details'] },
  'eudi-ios': { for: 'the Swift library of the EUDI wallet', leniencies: ['scope-with-details', 'unrepeated-details'] },
  'eudi-tester': { for: 'the Python tester and relying party of the EUDI wallet', leniencies: ['text-booleans', 'query-parameters', 'detail-object'] },
  siros: { for: 'the SIROS client', leniencies: ['camel-names', 'top-level-factors'] },
  documenso: { for: 'Documenso and other clients on arctic', leniencies: ['derived-pss', 'revoked-200'] },
  lenient: { for: 'trying out a client that nobody has looked at yet; never for production', leniencies: all },
} as const satisfies Record<string, ProfileFacts>;

export type ClientProfile = keyof typeof clientProfiles;

/** Names of the profiles, for schemas at the door. */
export const clientProfileNames = Object.keys(clientProfiles) as [ClientProfile, ...ClientProfile[]];

/** Tells whether a profile has a leniency. */
export function isLenient(profile: ClientProfile, leniency: Leniency): boolean {
  return (clientProfiles[profile].leniencies as readonly Leniency[]).includes(leniency);
}
