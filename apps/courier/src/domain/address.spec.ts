import { describe, expect, it } from '@jest/globals';
import { isEmailAddress, isPhoneNumber } from './address.js';

describe('a telephone number', () => {
  it.each(['+33612345678', '+15551234567', '+4915112345678', '+8801712345678'])('may be %s', (text) => {
    expect(isPhoneNumber(text)).toBe(true);
  });

  it.each([
    '0612345678',
    '33612345678',
    '+033612345678',
    '+33 6 12 34 56 78',
    '+33612345678 ',
    '+33612345678\n',
    '\n+33612345678',
    '+336123456789012345',
    '+336',
    '+',
    '',
    'tel:+33612345678',
    '+33612345678,+33600000000',
    '+٣٣٦١٢٣٤٥٦٧٨',
    'alice@example.org',
  ])('may not be %j', (text) => {
    expect(isPhoneNumber(text)).toBe(false);
  });
});

describe('an e-mail address', () => {
  it.each(['alice@example.org', 'a.b+c@sub.example.co.uk', "o'neil@example.org", `${'l'.repeat(64)}@example.org`, 'x@xn--bcher-kva.example'])(
    'may be %s',
    (text) => {
      expect(isEmailAddress(text)).toBe(true);
    },
  );

  it.each([
    'alice',
    '@example.org',
    'alice@',
    'alice@example',
    'alice@@example.org',
    'alice@example.org ',
    'alice@example.org\r\nBcc: eve@example.org',
    'alice@example.org\n',
    'alice@example.org,eve@example.org',
    'alice@example.org;eve@example.org',
    'Alice <alice@example.org>',
    '<alice@example.org>',
    '"alice eve"@example.org',
    'alice(eve)@example.org',
    'alice..b@example.org',
    '.alice@example.org',
    'alice@-example.org',
    'alice@example..org',
    'alice@[127.0.0.1]',
    'alice@127.0.0.1',
    'alicé@example.org',
    'alice@exämple.org',
    `${'l'.repeat(65)}@example.org`,
    `a@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(60)}.org`,
    'alice@example.org\u0000',
  ])('may not be %j', (text) => {
    expect(isEmailAddress(text)).toBe(false);
  });
});
