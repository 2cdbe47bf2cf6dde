import { describe, expect, it } from '@jest/globals';
import { credentialStates, ServiceError } from '@paraph/contracts';
import { causes, isUsable, mayMove, move, requesterOf, shownState, type Credential } from './credential.js';

/** Every move there may be, written out: from, to, by whom. Whatever is not here is forbidden. */
const allowed = new Set([
  'requested keyed operator',
  'requested keyed signer',
  'requested keyed client',
  'requested destroying service',
  'keyed certified signer',
  'keyed destroying service',
  'certified active signer',
  'certified destroying service',
  'active destroyed module',
  'suspended destroyed module',
  'expired destroyed module',
  'revoked destroyed module',
  'active suspended operator',
  'active suspended signer',
  'active suspended service',
  'active suspended authority',
  'active suspended module',
  'active expired time',
  'active revoked module',
  'suspended active module',
  'suspended expired time',
  'suspended revoked module',
  'destroying destroyed service',
]);

const pairs = credentialStates.flatMap((from) => credentialStates.map((to) => [from, to] as const));

const aCredential = (change: Partial<Credential> = {}): Credential => ({
  credentialId: 'cred_x',
  signerId: 'sgn_x',
  subscriberId: 'sub_x',
  algorithm: 'p256',
  policyId: 'sandbox',
  provider: 'https://idp.example',
  description: '',
  state: 'requested',
  version: 1,
  createdAt: new Date(0),
  ...change,
});

describe.each(pairs)('from %s to %s', (from, to) => {
  it.each(causes)('a %s may or may not', (by) => {
    const expected = allowed.has(`${from} ${to} ${by}`);
    const act = (): Credential => move(aCredential({ state: from }), { to, by });
    expect(mayMove(from, to, by)).toBe(expected);
    if (expected) expect(act().state).toBe(to);
    else expect(act).toThrow(ServiceError);
  });
});

it('the list of allowed moves has no move the table lacks', () => {
  const made = pairs.flatMap(([from, to]) => causes.filter((by) => mayMove(from, to, by)).map((by) => `${from} ${to} ${by}`));
  expect(new Set(made)).toEqual(allowed);
});

it('a key that could sign ends by what the SAM did, and by nothing else', () => {
  for (const from of ['active', 'suspended', 'expired', 'revoked'] as const)
    for (const to of ['revoked', 'destroying', 'destroyed'] as const) expect(causes.filter((by) => by !== 'module' && mayMove(from, to, by))).toEqual([]);
});

it('nobody but the SAM has a suspended one sign again, and only time has one expire', () => {
  expect(causes.filter((by) => mayMove('suspended', 'active', by))).toEqual(['module']);
  for (const from of credentialStates) expect(causes.filter((by) => by !== 'time' && mayMove(from, 'expired', by))).toEqual([]);
});

it.each([
  ['operator', {}],
  ['signer', { isHeld: true }],
  ['client', { sessionClientId: 'cli_x' }],
] as const)('one that a %s had made says so', (by, change) => {
  expect(requesterOf(aCredential(change))).toBe(by);
  expect(mayMove('requested', 'keyed', by)).toBe(true);
});

it('no move leads back to a key that was not proven yet, and none out of destruction', () => {
  for (const [from, to] of pairs) {
    const backwards = credentialStates.indexOf(to) <= credentialStates.indexOf(from) && !(from === 'suspended' && to === 'active');
    if (backwards) expect(causes.some((by) => mayMove(from, to, by))).toBe(false);
  }
});

describe('at a moment', () => {
  const validity = { from: new Date('2027-01-01T00:00:00Z'), to: new Date('2028-01-01T00:00:00Z') };
  const before = new Date('2026-12-31T23:59:59Z');
  const within = new Date('2027-12-31T23:59:59Z');
  const { to: end } = validity;

  it.each([
    ['active', within, 'active', true],
    ['active', before, 'active', false],
    ['active', end, 'expired', false],
    ['suspended', within, 'suspended', false],
    ['suspended', end, 'expired', false],
    ['revoked', end, 'revoked', false],
    ['destroying', end, 'destroying', false],
    ['destroyed', end, 'destroyed', false],
  ] as const)('a credential that is %s shows at %s as %s', (state, now, shown, usable) => {
    const credential = aCredential({ state, validity });
    expect([shownState(credential, now), isUsable(credential, now)]).toEqual([shown, usable]);
  });

  it.each([
    ['active', 'open', within, 'active', true],
    ['active', 'proposed', within, 'active', true],
    ['active', 'suspended', within, 'suspended', false],
    ['active', 'closed', within, 'suspended', false],
    ['active', 'suspended', end, 'expired', false],
    ['suspended', 'open', within, 'suspended', false],
    ['revoked', 'suspended', within, 'revoked', false],
    ['destroyed', 'closed', within, 'destroyed', false],
  ] as const)('one that is %s in a container that is %s shows at %s as %s', (state, containerState, now, shown, usable) => {
    const credential = aCredential({ state, validity, containerId: 'ctr_1', containerState });
    expect([shownState(credential, now), isUsable(credential, now)]).toEqual([shown, usable]);
  });

  it('a credential without a certificate is not usable', () => {
    expect(isUsable(aCredential({ state: 'active' }), within)).toBe(false);
  });
});
