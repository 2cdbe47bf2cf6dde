import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigProblems, readConfig } from '@paraph/platform';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aKeyPair } from '../test/messages.js';
import { courierConfig } from './courier.config.js';
import { gatewaysOf } from './gateways.wiring.js';

const folder = mkdtempSync(join(tmpdir(), 'paraph-courier-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const pair = aKeyPair();
const common = {
  COURIER_HTTP_PORT: '8080',
  COURIER_BUS_URL: 'tls://127.0.0.1:4222',
  COURIER_BUS_CA_FILE: file('ca.pem', 'ca'),
  COURIER_BUS_NKEY_FILE: file('nkey', 'seed'),
  COURIER_KEY_FILE: file('key.json', JSON.stringify(pair.file)),
};
const none = { ...common, COURIER_SMS_KIND: 'none', COURIER_EMAIL_KIND: 'none' };
const smpp = {
  ...none,
  COURIER_SMS_KIND: 'smpp',
  COURIER_SMS_SMPP_URL: 'ssmpp://smsc.example:3550',
  COURIER_SMS_SMPP_SYSTEM_ID: 'paraph',
  COURIER_SMS_SMPP_PASSWORD_FILE: file('smpp', 'hunter22'),
  COURIER_SMS_SMPP_SENDER: 'Paraph',
};
const smsHttp = {
  ...none,
  COURIER_SMS_KIND: 'http',
  COURIER_SMS_HTTP_URL: 'https://sms.example/v1/messages',
  COURIER_SMS_HTTP_TOKEN_FILE: file('token', 'hunter22token'),
};
const smtp = {
  ...none,
  COURIER_EMAIL_KIND: 'smtp',
  COURIER_EMAIL_SMTP_URL: 'smtp://mail.example:587',
  COURIER_EMAIL_SMTP_SENDER: 'no-reply@paraph.example',
  COURIER_EMAIL_SMTP_USER: 'paraph',
  COURIER_EMAIL_SMTP_PASSWORD_FILE: file('smtp', 'hunter22'),
};

function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readConfig(courierConfig, environment);
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems.map((one) => one.replaceAll('COURIER_', ''));
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  it.each([
    ['no gateway at all', none, 'none', 'none'],
    ['SMPP', smpp, 'smpp', 'none'],
    ['an HTTP gateway', smsHttp, 'http', 'none'],
    ['a mail server', smtp, 'none', 'smtp'],
    ['both', { ...smtp, ...smsHttp, COURIER_EMAIL_KIND: 'smtp' }, 'http', 'smtp'],
  ])('may choose %s', (_what, environment, sms, email) => {
    const gateways = gatewaysOf(readConfig(courierConfig, environment));
    expect([gateways.of('sms').kind, gateways.of('email').kind]).toEqual([sms, email]);
  });

  it('shows no secret', () => {
    const shown = JSON.stringify([smpp, smsHttp, smtp].map((one) => readConfig(courierConfig, one)));
    expect(shown).not.toContain('hunter22');
    expect(shown).not.toContain(pair.file.d);
  });
});

describe('everything is told at once', () => {
  it('when nothing is set', () => {
    const names = problemsOf({}).map((one) => one.split(' ')[0]);
    expect(names).toEqual(['HTTP_PORT', 'BUS_URL', 'BUS_CA_FILE', 'BUS_NKEY_FILE', 'KEY_FILE', 'SMS_KIND', 'EMAIL_KIND']);
  });

  it('when only the kinds are chosen', () => {
    const names = problemsOf({ COURIER_SMS_KIND: 'smpp', COURIER_EMAIL_KIND: 'smtp' }).map((one) => one.split(' ')[0]);
    expect(names.slice(5)).toEqual([
      'SMS_SMPP_URL',
      'SMS_SMPP_SYSTEM_ID',
      'SMS_SMPP_PASSWORD_FILE',
      'SMS_SMPP_SENDER',
      'EMAIL_SMTP_URL',
      'EMAIL_SMTP_SENDER',
      'EMAIL_SMTP_USER',
      'EMAIL_SMTP_PASSWORD_FILE',
    ]);
  });
});

describe('one thing is wrong', () => {
  it.each<[string, Record<string, string | undefined>]>([
    ['an unknown kind', { ...none, COURIER_SMS_KIND: 'pigeon' }],
    ['a kind in capitals', { ...none, COURIER_EMAIL_KIND: 'SMTP' }],
    ['a key nobody knows', { ...none, COURIER_SMS_URL: 'https://sms.example' }],
    ['a setting of a kind that was not chosen', { ...none, COURIER_SMS_HTTP_URL: 'https://sms.example' }],
    ['a password where one does not sign in', { ...smtp, COURIER_EMAIL_SMTP_LOGIN: 'none', COURIER_EMAIL_SMTP_USER: undefined }],
    ['http to another machine', { ...smsHttp, COURIER_SMS_HTTP_URL: 'http://sms.example/v1' }],
    ['http to a name that looks local', { ...smsHttp, COURIER_SMS_HTTP_URL: 'http://127.0.0.1.example/v1' }],
    ['a token in the address', { ...smsHttp, COURIER_SMS_HTTP_URL: 'https://me:hunter22@sms.example/v1' }],
    ['a token in the query', { ...smsHttp, COURIER_SMS_HTTP_URL: 'https://sms.example/v1?key=hunter22' }],
    ['an address that is no web address', { ...smsHttp, COURIER_SMS_HTTP_URL: 'file:///etc/passwd' }],
    ['a token with a line end', { ...smsHttp, COURIER_SMS_HTTP_TOKEN_FILE: file('bad', 'hunter22\r\nX: y') }],
    ['a mail server by http', { ...smtp, COURIER_EMAIL_SMTP_URL: 'http://mail.example' }],
    ['a mail server with a path', { ...smtp, COURIER_EMAIL_SMTP_URL: 'smtp://mail.example/inbox' }],
    ['a password in the address', { ...smtp, COURIER_EMAIL_SMTP_URL: 'smtp://me:hunter22@mail.example' }],
    ['a sender with a name', { ...smtp, COURIER_EMAIL_SMTP_SENDER: 'Paraph <no-reply@paraph.example>' }],
    ['a centre without a host', { ...smpp, COURIER_SMS_SMPP_URL: 'smpp://' }],
    ['a sender that is too long', { ...smpp, COURIER_SMS_SMPP_SENDER: 'ParaphSignatures' }],
    ['a name that is too long', { ...smpp, COURIER_SMS_SMPP_SYSTEM_ID: 'x'.repeat(16) }],
    ['an alphabet nobody has', { ...smpp, COURIER_SMS_SMPP_ALPHABET: 'latin1' }],
    ['a public key', { ...none, COURIER_KEY_FILE: file('public.json', JSON.stringify({ ...pair.publicKey, kid: 'x' })) }],
    ['a key of another curve', { ...none, COURIER_KEY_FILE: file('curve.json', JSON.stringify({ ...pair.file, crv: 'P-384' })) }],
    ['a key without a name', { ...none, COURIER_KEY_FILE: file('nameless.json', JSON.stringify({ ...pair.file, kid: undefined })) }],
    ['a key that is no point', { ...none, COURIER_KEY_FILE: file('point.json', JSON.stringify({ ...pair.file, x: pair.file.d, y: pair.file.d })) }],
    [
      'a key of two halves that do not belong together',
      { ...none, COURIER_KEY_FILE: file('halves.json', JSON.stringify({ ...aKeyPair().file, d: pair.file.d })) },
    ],
    ['a key that is no JSON', { ...none, COURIER_KEY_FILE: file('noise.json', 'hunter22') }],
  ])('%s', (_what, environment) => {
    const problems = problemsOf(environment);
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('hunter22');
    expect(problems.join()).not.toContain(pair.file.d);
  });
});
