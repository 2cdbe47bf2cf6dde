import { bus, http, jsonFile, log, optional, secretFile, serviceConfig, setting, when, type Setting, traces } from '@paraph/platform';
import type { Secret } from '@paraph/kernel';
import { z } from 'zod';
import { courierKeyFile } from './adapters/courier-key.js';
import { isLoopback } from './adapters/loopback.js';
import { isEmailAddress } from './domain/address.js';

/** An address of scheme, host and port: what one signs in with lies in files. */
const address = (protocols: readonly string[]) =>
  z.string().transform((text, context) => {
    const url = URL.parse(text);
    const isBare = url !== null && url.hostname !== '' && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    if (isBare && protocols.includes(url.protocol)) return url;
    context.addIssue(`expected an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}, with neither a name nor a query in it`);
    return z.NEVER;
  });

const serverAddress = (protocols: readonly string[]) => address(protocols).refine((url) => ['', '/'].includes(url.pathname), 'expected no path');
const isSafe = (url: URL): boolean => url.protocol === 'https:' || isLoopback(url.hostname);
const printable = (longest: number) => z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${longest}}$`), `expected 1 to ${longest} printable ASCII characters`);

/** A secret in a file that has to be of a certain form to be sent. */
function checkedSecret(key: string, expected: z.ZodType<string>, about: { purpose: string; form: string }): Setting<Secret> {
  const file = secretFile(key, about);
  const parse = (path: string): Secret => {
    const secret = file.parse(path);
    if (!expected.safeParse(secret.reveal()).success) throw new Error(`expected ${about.form} in the file`);
    return secret;
  };
  return { key, purpose: about.purpose, file: true, parse };
}

const smsKind = setting('SMS_KIND', z.enum(['none', 'smpp', 'http']), { purpose: 'gateway for SMS: none, smpp or http' });
const emailKind = setting('EMAIL_KIND', z.enum(['none', 'smtp']), { purpose: 'gateway for e-mail: none or smtp' });

const smtp = when(emailKind, 'smtp', {
  url: setting('EMAIL_SMTP_URL', serverAddress(['smtp:', 'smtps:']), {
    purpose: 'smtp://host:port of the mail server, which must then change to TLS unless it is on this machine, or smtps://host:port',
  }),
  sender: setting('EMAIL_SMTP_SENDER', z.string().refine(isEmailAddress, 'expected an e-mail address'), { purpose: 'address that e-mails come from' }),
  login: setting('EMAIL_SMTP_LOGIN', z.enum(['password', 'none']), {
    purpose: 'whether one signs in to the mail server: password or none',
    fallback: 'password',
  }),
});

/** Settings of courier. */
export const courierConfig = serviceConfig('courier', {
  http,
  log,
  traces,
  bus,
  key: { own: jsonFile('KEY_FILE', courierKeyFile, { purpose: 'private P-256 key (JWK with a kid) for which the SAM seals messages' }) },
  announce: {
    networks: setting('ANNOUNCE_NETWORKS', z.enum(['public', 'any']), {
      purpose: 'where results are announced: public (https to addresses on the public internet only), or any, with http on this machine (a trial)',
      fallback: 'public',
    }),
  },
  summary: {
    hook: optional(
      setting('SUMMARY_HOOK_URL', address(['https:', 'http:']).refine(isSafe, 'expected https, or http on this machine'), {
        purpose: 'where summaries of the audit log are posted as JSON, signed with the secret beside it; without one there is no web hook',
      }),
    ),
    secret: optional(
      secretFile('SUMMARY_HOOK_SECRET_FILE', {
        purpose: 'secret by which the web hook knows courier (HMAC with SHA-256), at least 32 characters',
        atLeast: 32,
      }),
    ),
  },
  sms: { kind: smsKind },
  smpp: when(smsKind, 'smpp', {
    url: setting('SMS_SMPP_URL', serverAddress(['ssmpp:', 'smpp:']), {
      purpose: 'ssmpp://host:port of the message centre (TLS), or smpp://host:port where a tunnel protects the way',
    }),
    systemId: setting('SMS_SMPP_SYSTEM_ID', printable(15), { purpose: 'name that the message centre gave' }),
    password: checkedSecret('SMS_SMPP_PASSWORD_FILE', printable(64), { purpose: 'password that belongs to the name', form: 'printable ASCII characters' }),
    systemType: setting('SMS_SMPP_SYSTEM_TYPE', z.string().regex(/^[\x21-\x7e]{0,12}$/, 'expected at most 12 printable ASCII characters'), {
      purpose: 'system_type, where the message centre asks for one',
      fallback: '',
    }),
    sender: setting(
      'SMS_SMPP_SENDER',
      z.string().regex(/^(?:\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9][A-Za-z0-9 ]{0,10})$/, 'expected a number, a short code or a name'),
      {
        purpose: 'who an SMS comes from: a number (+33…), a short code, or up to 11 letters and digits',
      },
    ),
    alphabet: setting('SMS_SMPP_ALPHABET', z.enum(['gsm', 'ucs2']), {
      purpose: 'gsm, or ucs2 where the default alphabet of the message centre is not that of GSM',
      fallback: 'gsm',
    }),
  }),
  smsHttp: when(smsKind, 'http', {
    url: setting('SMS_HTTP_URL', address(['https:', 'http:']).refine(isSafe, 'expected https, or http on this machine'), {
      purpose: 'where an SMS is posted as {"to", "text"}',
    }),
    token: checkedSecret('SMS_HTTP_TOKEN_FILE', z.string().regex(/^[A-Za-z0-9._~+/-]+=*$/), { purpose: 'bearer token of the gateway', form: 'a bearer token' }),
  }),
  email: { kind: emailKind },
  smtp,
  smtpLogin: when(smtp.login, 'password', {
    user: setting('EMAIL_SMTP_USER', z.string().min(1).max(254), { purpose: 'name one signs in with' }),
    password: secretFile('EMAIL_SMTP_PASSWORD_FILE', { purpose: 'password that belongs to the name' }),
  }),
});
