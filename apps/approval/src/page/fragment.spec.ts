import { describe, expect, it } from '@jest/globals';
import { isApproverFragment, parseFragment } from './fragment.js';

const UID = 'V1StGXR8_Z5jdHi6B-myT';

describe('the fragment', () => {
  const nothing = { uid: undefined, given: [], sent: undefined, again: undefined, offered: undefined, lang: undefined };

  it('carries the interaction and the statement', () => {
    expect(parseFragment(`#uid=${UID}&statement=e30.e30.AA`)).toEqual({ ...nothing, uid: UID, statement: 'e30.e30.AA' });
  });

  it('carries hints, in any order', () => {
    const hints = { given: 'oidc,passkey', sent: 'sms:••• 42', again: 'evidence.locked', offered: 'A'.repeat(43), lang: 'fr' };
    const text = new URLSearchParams({ ...hints, statement: 'e30.e30.AA' }).toString();
    expect(parseFragment(`#${text}`)).toEqual({ ...hints, given: ['oidc', 'passkey'], statement: 'e30.e30.AA', uid: undefined });
  });

  it.each(['', '#'])('%j is no request', (fragment) => {
    expect(() => parseFragment(fragment)).toThrow('request.missing');
  });

  it.each([
    ['no statement', `#uid=${UID}`],
    ['two uids', `#uid=${UID}&uid=${UID}&statement=e30.e30.AA`],
    ['an address for identity', `#uid=${UID}&statement=e30.e30.AA&identity=https://evil.example`],
    ['a short uid', '#uid=abc&statement=e30.e30.AA'],
    ['a long uid', `#uid=${'a'.repeat(65)}&statement=e30.e30.AA`],
    ['a uid that climbs', '#uid=..%2F..%2Foauth2&statement=e30.e30.AA'],
    ['a uid with a query', `#uid=${UID}%3Fx&statement=e30.e30.AA`],
    ['a uid that ends a line', `#uid=${UID}%0A&statement=e30.e30.AA`],
    ['an empty uid', '#uid=&statement=e30.e30.AA'],
    ['a kind that is given and unknown', '#statement=e30.e30.AA&given=telepathy'],
    ['nothing given', '#statement=e30.e30.AA&given='],
    ['a kind given twice', '#statement=e30.e30.AA&given=pin,pin'],
    ['a code sent by other ways', '#statement=e30.e30.AA&sent=pigeon:42'],
    ['a code sent to nobody', '#statement=e30.e30.AA&sent=sms:'],
    ['a code sent in two lines', '#statement=e30.e30.AA&sent=sms:4%0A2'],
    ['an end it does not know', '#statement=e30.e30.AA&again=evidence.great'],
    ['the name of a member every object has', '#statement=e30.e30.AA&again=constructor'],
    ['a sentence of its own', '#statement=e30.e30.AA&again=Call%20this%20number'],
    ['a digest too short', `#statement=e30.e30.AA&offered=${'A'.repeat(42)}`],
    ['a digest with stray bits at its end', `#statement=e30.e30.AA&offered=${'A'.repeat(42)}B`],
    ['another language', '#statement=e30.e30.AA&lang=de'],
    ['a region of one', '#statement=e30.e30.AA&lang=fr-FR'],
    ['two languages', '#statement=e30.e30.AA&lang=fr&lang=en'],
    ['a statement of two parts', `#uid=${UID}&statement=e30.e30`],
    ['a statement with a blank', `#uid=${UID}&statement=e30.e30.A+A`],
    ['more than any request needs', `#uid=${UID}&statement=e30.e30.${'A'.repeat(2_000_000)}`],
  ])('with %s is refused', (_, fragment) => {
    expect(() => parseFragment(fragment)).toThrow('request.malformed');
  });
});

describe('an approver’s registration', () => {
  it.each(['#approver', '#approver&lang=fr', '#approver&lang=en'])('is asked for by %s', (fragment) => {
    expect(isApproverFragment(fragment)).toBe(true);
  });

  it.each(['#approver=1', '#approvers', '#approver&uid=x', '#approver&lang=de', '#approver&statement=e30.e30.AA', 'approver', '#lang=fr&approver'])(
    'is not asked for by %s',
    (fragment) => {
      expect(isApproverFragment(fragment)).toBe(false);
    },
  );
});
