import { describe, expect, it } from '@jest/globals';
import { destinations, type Act, type RequestKind } from './destination.js';

const CHALLENGE = 'c'.repeat(43);
const ORIGIN = 'https://identity.example';

describe('an act leads to identity’s carry page', () => {
  it.each<[RequestKind, string, string]>([
    ['activation', 'V1StGXR8_Z5jdHi6B-myT', '/interaction/V1StGXR8_Z5jdHi6B-myT'],
    ['enrolment', 'enr_1', '/enrolment/enr_1'],
    ['change', 'chg_1', '/change/chg_1'],
    ['proposal', 'prop_1', '/proposal/prop_1'],
  ])('of the %s, and stands behind the #', (kind, id, base) => {
    const act: Act = { kind: 'begin', means: 'oidc' };
    const address = new URL(destinations(ORIGIN, kind, id).carry(CHALLENGE, act));
    const carried = new URLSearchParams(address.hash.slice(1));
    expect([address.origin, address.pathname, address.search]).toEqual([ORIGIN, `${base}/carry`, '']);
    expect([...carried.keys()]).toEqual(['challenge', 'act']);
    expect(carried.get('challenge')).toBe(CHALLENGE);
    expect(JSON.parse(Buffer.from(carried.get('act') ?? '', 'base64url').toString('utf8'))).toEqual(act);
  });

  it('in UTF-8, whatever it says', () => {
    const act: Act = { kind: 'register', registrations: '[{"note":"é €"}]' };
    const carried = new URL(destinations(ORIGIN, 'change', 'chg_1').carry(CHALLENGE, act)).hash.split('act=')[1] ?? '';
    expect(Buffer.from(carried, 'base64url').toString('utf8')).toBe(JSON.stringify(act));
  });
});

describe('a refusal', () => {
  it('of a signature needs nothing but the interaction', () => {
    expect(destinations(ORIGIN, 'activation', 'V1StGXR8').refuse(CHALLENGE)).toBe(`${ORIGIN}/interaction/V1StGXR8/refuse`);
  });

  it.each<RequestKind>(['enrolment', 'change', 'proposal'])('of an %s is carried', (kind) => {
    const { refuse, carry } = destinations(ORIGIN, kind, 'x_1');
    expect(refuse(CHALLENGE)).toBe(carry(CHALLENGE, { kind: 'refuse' }));
  });
});
