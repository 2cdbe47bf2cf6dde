import { describe, expect, it } from '@jest/globals';
import type { AuthorisationFacts } from '@paraph/contracts';
import { facts } from '../../../test/people.js';
import { factorsOf, type FactorsV1 } from './factors.js';

type Explicit = AuthorisationFacts['explicit'];

describe('v1 sees', () => {
  it.each<[string, Explicit, Omit<FactorsV1, 'mode'>]>([
    ['a PIN', [['PIN']], { pin: 'true', otp: 'false', code: 'OTP' }],
    ['a code that is sent', [['OTP']], { pin: 'false', otp: 'true', code: 'OTP' }],
    ['a code of a device', [['TOTP']], { pin: 'false', otp: 'true', code: 'TOTP' }],
    ['both', [['PIN', 'OTP']], { pin: 'true', otp: 'true', code: 'OTP' }],
    ['one that may be left out', [['OTP'], ['OTP', 'PIN']], { pin: 'optional', otp: 'true', code: 'OTP' }],
    ['one or the other', [['PIN'], ['OTP']], { pin: 'optional', otp: 'optional', code: 'OTP' }],
    [
      'the code that is sent where there are two',
      [
        ['PIN', 'TOTP'],
        ['PIN', 'OTP'],
      ],
      { pin: 'true', otp: 'true', code: 'OTP' },
    ],
    ['what it has words for, beside what it has not', [['ORDER'], ['PIN', 'TOTP'], ['OTP', 'TOTP']], { pin: 'true', otp: 'true', code: 'TOTP' }],
  ])('%s', (_, explicit, expected) => {
    expect(factorsOf(facts({ explicit }))).toEqual({ mode: 'explicit', ...expected });
  });

  it.each<[string, AuthorisationFacts | undefined, FactorsV1['mode']]>([
    ['a link as implicit', facts({ byLink: true, byPage: false }), 'implicit'],
    ['a page as oauth2code', facts(), 'oauth2code'],
    ['an order as oauth2code, since it has no word for it', facts({ explicit: [['ORDER']] }), 'oauth2code'],
    ['nothing as oauth2code', undefined, 'oauth2code'],
  ])('%s', (_, told, mode) => {
    expect(factorsOf(told)).toMatchObject({ mode, pin: 'false', otp: 'false' });
  });
});
