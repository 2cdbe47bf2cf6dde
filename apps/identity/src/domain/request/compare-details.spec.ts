import { expect, it } from '@jest/globals';
import { authorisesTheSame } from './compare-details.js';
import { parseDetail } from './parse-detail.js';

const hash = (fill: number, encoding: 'base64' | 'base64url' = 'base64'): string => Buffer.alloc(32, fill).toString(encoding);

function detail(hashes: readonly string[], change: object = {}): ReturnType<typeof parseDetail> {
  const documentDigests = hashes.map((one) => ({ hash: one }));
  return parseDetail({ type: 'credential', credentialID: 'c', documentDigests, hashAlgorithmOID: '2.16.840.1.101.3.4.2.1', ...change }, rules);
}

const rules = { creationPolicies: ['1.2.3', '1.2.4'] };
const creation = 'https://cloudsignatureconsortium.org/2025/credential-creation';
const deletion = 'https://cloudsignatureconsortium.org/2025/credential-deletion';

const authorised = detail([hash(0xfb), hash(2), hash(2)]);

it.each([
  ['the other Base64 alphabet', detail([hash(0xfb, 'base64url'), hash(2), hash(2)])],
  ['another order', detail([hash(2), hash(0xfb), hash(2)])],
  ['the type of CSC API 2.2', detail([hash(0xfb), hash(2), hash(2)], { type: 'https://cloudsignatureconsortium.org/2025/credential' })],
  ['the count said aloud', detail([hash(0xfb), hash(2), hash(2)], { numSignatures: 3 })],
])('%s authorises the same', (_what, other) => {
  expect(authorisesTheSame(authorised, other)).toBe(true);
});

it.each([
  ['another digest', detail([hash(0xfb), hash(2), hash(3)])],
  ['a digest less often', detail([hash(0xfb), hash(2)])],
  ['a digest more often', detail([hash(0xfb), hash(0xfb), hash(2)])],
  ['another credential', detail([hash(0xfb), hash(2), hash(2)], { credentialID: 'd' })],
  ['a qualifier more', detail([hash(0xfb), hash(2), hash(2)], { signatureQualifier: 'eu_eidas_aes' })],
  ['a deletion', parseDetail({ type: deletion, credentialID: 'c' }, rules)],
  ['a higher count', detail([hash(0xfb), hash(2), hash(2)], { numSignatures: 4 })],
])('%s does not', (_what, other) => {
  expect(authorisesTheSame(authorised, other)).toBe(false);
});

it('what is to be made or deleted is the same by its policy, or its credential', () => {
  const made = (certificatePolicy: string) => parseDetail({ type: creation, credentialCreationRequest: { certificatePolicy } }, rules);
  const deleted = (credentialID: string) => parseDetail({ type: deletion, credentialID }, rules);
  expect([authorisesTheSame(made('1.2.3'), made('1.2.3')), authorisesTheSame(deleted('c'), deleted('c'))]).toEqual([true, true]);
  expect([authorisesTheSame(made('1.2.3'), made('1.2.4')), authorisesTheSame(deleted('c'), deleted('d'))]).toEqual([false, false]);
  expect([authorisesTheSame(made('1.2.3'), deleted('c')), authorisesTheSame(deleted('c'), authorised)]).toEqual([false, false]);
});
