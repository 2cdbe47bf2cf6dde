import { describe, expect, it } from '@jest/globals';
import { destinations, type Act, type RequestKind } from './destination.js';

const CHALLENGE = 'c'.repeat(43);
const ORIGIN = 'https://identity.example';

describe('an act leads to identity’s carry page', () => {
  it.each<[RequestKind, { jti: string; uid?: string }, string]>([
    ['activation', { jti: 'act_1', uid: 'V1StGXR8_Z5jdHi6B-myT' }, '/interaction/V1StGXR8_Z5jdHi6B-myT'],
    ['activation', { jti: 'act_1' }, '/activation/act_1'],
    ['enrolment', { jti: 'enr_1' }, '/enrolment/enr_1'],
    ['enrolment', { jti: 'enr_1', uid: 'V1StGXR8' }, '/interaction/V1StGXR8'],
    ['change', { jti: 'chg_1' }, '/change/chg_1'],
    ['change', { jti: 'chg_1', uid: 'V1StGXR8' }, '/interaction/V1StGXR8'],
    ['proposal', { jti: 'prop_1' }, '/proposal/prop_1'],
  ])('of the %s (%j), and stands behind the #', (kind, names, base) => {
    const act: Act = { kind: 'begin', means: 'oidc' };
    const address = new URL(destinations(ORIGIN, kind, names).carry(CHALLENGE, act));
    const carried = new URLSearchParams(address.hash.slice(1));
    expect([address.origin, address.pathname, address.search]).toEqual([ORIGIN, `${base}/carry`, '']);
    expect([...carried.keys()]).toEqual(['challenge', 'act']);
    expect(carried.get('challenge')).toBe(CHALLENGE);
    expect(JSON.parse(Buffer.from(carried.get('act') ?? '', 'base64url').toString('utf8'))).toEqual(act);
  });

  it('in UTF-8, whatever it says', () => {
    const act: Act = { kind: 'register', registrations: '[{"note":"é €"}]' };
    const carried = new URL(destinations(ORIGIN, 'change', { jti: 'chg_1' }).carry(CHALLENGE, act)).hash.split('act=')[1] ?? '';
    expect(Buffer.from(carried, 'base64url').toString('utf8')).toBe(JSON.stringify(act));
  });
});

describe('a refusal', () => {
  it.each<RequestKind>(['activation', 'enrolment', 'change'])('within an interaction needs nothing but that (%s)', (kind) => {
    expect(destinations(ORIGIN, kind, { jti: 'x_1', uid: 'V1StGXR8' }).refuse(CHALLENGE)).toBe(`${ORIGIN}/interaction/V1StGXR8/refuse`);
  });

  it.each<RequestKind>(['activation', 'enrolment', 'change', 'proposal'])('of an %s by itself is carried', (kind) => {
    const { refuse, carry } = destinations(ORIGIN, kind, { jti: 'x_1' });
    expect(refuse(CHALLENGE)).toBe(carry(CHALLENGE, { kind: 'refuse' }));
  });
});
