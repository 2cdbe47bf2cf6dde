import { describe, expect, it } from '@jest/globals';
import { evidenceKind } from '@paraph/contracts';
import { evidenceKinds, type EvidenceKind, type StatedMeans } from '../reading/asking.js';
import { alternativeName, alternativesOf } from './alternatives.js';

const means: StatedMeans = {
  passkeys: [{ id: 'aWQ', transports: [] }],
  provider: 'https://idp.example',
  code: { channel: 'sms', hint: '••• 42' },
  supervisors: [{ id: 'apr_1', name: 'N', passkey: 'aWQ' }],
};
const of = (evidence: EvidenceKind[][], given: EvidenceKind[] = [], changes: Partial<{ means: StatedMeans; hasWebAuthn: boolean }> = {}) =>
  alternativesOf(evidence, given, { means, hasWebAuthn: true, ...changes });

it('the page knows the kinds that the contract knows', () => {
  expect([...evidenceKinds].sort()).toEqual([...evidenceKind.options].sort());
});

describe('what is asked next', () => {
  it.each<[string, EvidenceKind[], EvidenceKind[], EvidenceKind]>([
    ['what cannot be guessed comes first', ['pin', 'passkey'], [], 'passkey'],
    ['a PIN comes after everything else', ['pin', 'totp', 'one-time-code'], ['one-time-code'], 'totp'],
    ['a sign-in comes before a PIN', ['pin', 'oidc'], [], 'oidc'],
    ['what was given is not asked again', ['oidc', 'pin'], ['oidc'], 'pin'],
  ])('%s', (_, kinds, given, next) => {
    expect(of([kinds], given).map((one) => one.next)).toEqual([next]);
  });

  it('leaves only the alternatives that what was given belongs to', () => {
    const found = of([['passkey'], ['oidc', 'pin'], ['oidc', 'totp']], ['oidc']);
    expect(found.map(({ kinds, given, next }) => [kinds, given, next])).toEqual([
      [['oidc', 'pin'], ['oidc'], 'pin'],
      [['oidc', 'totp'], ['oidc'], 'totp'],
    ]);
  });

  it.each<[string, EvidenceKind[]]>([
    ['fits no alternative', ['totp']],
    ['would leave nothing to ask', ['oidc', 'pin']],
  ])('does not follow a hint that %s', (_, given) => {
    expect(of([['oidc', 'pin']], given)).toEqual(of([['oidc', 'pin']]));
  });
});

describe('what stands in the way', () => {
  it.each<[EvidenceKind, Partial<{ means: StatedMeans; hasWebAuthn: boolean }>, string | undefined]>([
    ['passkey', {}, undefined],
    ['passkey', { means: {} }, 'noPasskey'],
    ['passkey', { hasWebAuthn: false }, 'noWebAuthn'],
    ['oidc', { means: {} }, 'noProvider'],
    ['one-time-code', { means: {} }, 'noCode'],
    ['one-time-code', { hasWebAuthn: false }, undefined],
    ['supervised-code', { means: { code: { channel: 'sms', hint: '4' } } }, 'noSupervisor'],
    ['supervised-code', { hasWebAuthn: false }, 'noWebAuthn'],
    ['pin', { means: {}, hasWebAuthn: false }, undefined],
    ['totp', { means: {}, hasWebAuthn: false }, undefined],
    ['order', {}, 'byApplication'],
  ])('of %s', (kind, changes, obstacle) => {
    expect(of([[kind]], [], changes)[0]?.obstacle).toBe(obstacle);
  });

  it('of a later step counts at once, and of one that was given no longer', () => {
    expect(of([['pin', 'order']])[0]?.obstacle).toBe('byApplication');
    expect(of([['passkey', 'pin']], ['passkey'], { hasWebAuthn: false })[0]?.obstacle).toBeUndefined();
  });
});

it('an alternative keeps its name while its parts are given', () => {
  const [before] = of([['pin', 'oidc']]);
  const [after] = of([['pin', 'oidc']], ['oidc']);
  expect(before && alternativeName(before)).toBe(after && alternativeName(after));
});
