import { describe, expect, it } from '@jest/globals';
import { assertionOver, sealed } from '../../../test/fake-drafts.js';
import { readAct } from './act.js';

const text = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('an act', () => {
  it.each([
    { kind: 'accept' },
    { kind: 'refuse' },
    { kind: 'begin', means: 'supervised-code' },
    { kind: 'register', registrations: 'é'.repeat(30_000) },
    { kind: 'evidence', evidence: { kind: 'pin', sealed: sealed('1234') } },
    { kind: 'evidence', evidence: { kind: 'passkey', assertion: assertionOver('x') } },
  ])('is read as it was written (%#)', (act) => {
    expect(readAct(text(act))).toEqual(act);
  });

  it.each<[string, string | undefined]>([
    ['nothing', undefined],
    ['empty', ''],
    ['no base64url', '{}'],
    ['padded', `${text({ kind: 'accept' })}=`],
    ['no JSON', text('{')],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('base64url')],
    ['a list', text([])],
    ['null', text('null')],
    ['an unknown kind', text({ kind: 'approve' })],
    ['one member too many', text({ kind: 'accept', by: 'me' })],
    ['an unknown means', text({ kind: 'begin', means: 'pin' })],
    ['evidence without a kind', text({ kind: 'evidence', evidence: {} })],
    ['an ID token, which no page has', text({ kind: 'evidence', evidence: { kind: 'oidc', idToken: 'x'.repeat(40) } })],
    ['an order, which no person makes', text({ kind: 'evidence', evidence: { kind: 'order', order: 'a.b.c' } })],
    ['what is typed, in clear', text({ kind: 'evidence', evidence: { kind: 'pin', sealed: '1234' } })],
    [
      'an assertion with a member too many',
      text({ kind: 'evidence', evidence: { kind: 'passkey', assertion: { ...assertionOver('x'), type: 'public-key' } } }),
    ],
    ['registrations that are too long', text({ kind: 'register', registrations: 'x'.repeat(60_001) })],
    ['too long', 'A'.repeat(200_001)],
    ['a prototype', text('{"kind":"accept","__proto__":{"kind":"refuse"}}')],
  ])('is refused if it is %s', (_what, act) => {
    expect(() => readAct(act)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
