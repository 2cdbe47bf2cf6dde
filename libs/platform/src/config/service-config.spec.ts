import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http, log } from './fragments.js';
import { ConfigProblems, readConfig, serviceConfig } from './service-config.js';
import { jsonFile, secretFile, setting, when } from './setting.js';
import { z } from 'zod';

const folder = mkdtempSync(join(tmpdir(), 'paraph-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const config = serviceConfig('key-lifecycle', {
  http,
  log,
  keys: { pin: secretFile('PIN_FILE', { purpose: 'the PIN', atLeast: 4 }), list: jsonFile('LIST_FILE', z.array(z.number()), { purpose: 'numbers' }) },
});
const complete = { KEY_LIFECYCLE_HTTP_PORT: '8080', KEY_LIFECYCLE_PIN_FILE: file('pin', ' 4711\n'), KEY_LIFECYCLE_LIST_FILE: file('list.json', '[1,2]') };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(config, environment);
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems;
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  it('becomes typed values, secrets wrapped', () => {
    const values = readConfig(config, complete);
    expect({ ...values.http, ...values.log, list: values.keys.list }).toEqual({
      host: '127.0.0.1',
      port: 8080,
      operationsHost: '127.0.0.1',
      operationsPort: undefined,
      tlsCertificate: undefined,
      tlsKey: undefined,
      level: 'info',
      list: [1, 2],
    });
    expect(values.keys.pin.reveal()).toBe('4711');
    expect(JSON.stringify(values)).not.toContain('4711');
  });

  it('leaves the keys of others alone', () => {
    expect(problemsOf({ ...complete, SAM_HTTP_PORT: 'x', HOME: '/' })).toEqual([]);
  });

  it('names every problem at once', () => {
    const problems = problemsOf({
      KEY_LIFECYCLE_HTTP_PORT: 'eighty',
      KEY_LIFECYCLE_LOG_LEVEL: 'loud',
      KEY_LIFECYCLE_PIN_FILE: '/nowhere',
      KEY_LIFECYCLE_TYPO: '1',
    });
    expect(problems.map((one) => one.split(/[ :]/)[0])).toEqual([
      'KEY_LIFECYCLE_HTTP_PORT',
      'KEY_LIFECYCLE_LOG_LEVEL',
      'KEY_LIFECYCLE_PIN_FILE',
      'KEY_LIFECYCLE_LIST_FILE',
      'KEY_LIFECYCLE_TYPO',
    ]);
  });

  it.each([
    ['an empty secret', { KEY_LIFECYCLE_PIN_FILE: file('empty', ' \n') }],
    ['a secret that is too short', { KEY_LIFECYCLE_PIN_FILE: file('short', ' 471 \n') }],
    ['a file that is not JSON', { KEY_LIFECYCLE_LIST_FILE: file('bad.json', '{') }],
    ['JSON of another shape', { KEY_LIFECYCLE_LIST_FILE: file('other.json', '{"a":1}') }],
    ['a port out of range', { KEY_LIFECYCLE_HTTP_PORT: '70000' }],
  ])('refuses %s', (_case, change) => {
    expect(problemsOf({ ...complete, ...change })).toHaveLength(1);
  });

  it('never puts a value into a problem', () => {
    expect(problemsOf({ ...complete, KEY_LIFECYCLE_HTTP_PORT: 'hunter2' }).join()).not.toContain('hunter2');
  });
});

describe('settings under a condition', () => {
  const kind = setting('KIND', z.enum(['none', 'smtp']), { purpose: 'which gateway' });
  const login = setting('LOGIN', z.enum(['password', 'none']), { purpose: 'how to sign in', fallback: 'password' });
  const conditional = when(kind, 'smtp', { login, host: setting('HOST', z.string().min(1), { purpose: 'the server' }) });
  const mail = serviceConfig('mail', {
    email: { kind, ...conditional, ...when(conditional.login, 'password', { user: setting('USER', z.string().min(1), { purpose: 'the name' }) }) },
  });
  const read = (environment: Record<string, string>) => {
    try {
      return readConfig(mail, environment).email;
    } catch (error) {
      return error instanceof ConfigProblems ? error.problems : [error];
    }
  };

  it('are undefined where the condition does not hold', () => {
    expect(read({ MAIL_KIND: 'none' })).toEqual({ kind: 'none', login: undefined, host: undefined, user: undefined });
  });

  it('are read where it does, conditions upon conditions too', () => {
    const login = { MAIL_KIND: 'smtp', MAIL_HOST: 'relay' };
    expect(read({ ...login, MAIL_USER: 'me' })).toEqual({ kind: 'smtp', login: 'password', host: 'relay', user: 'me' });
    expect(read({ ...login, MAIL_LOGIN: 'none' })).toEqual({ kind: 'smtp', login: 'none', host: 'relay', user: undefined });
  });

  it('are required where it does', () => {
    expect(read({ MAIL_KIND: 'smtp' })).toEqual(['MAIL_HOST is missing: the server', 'MAIL_USER is missing: the name']);
  });

  it('may not be written where it does not', () => {
    expect(read({ MAIL_KIND: 'none', MAIL_HOST: 'relay', MAIL_USER: 'me' })).toEqual([
      'MAIL_HOST is read only where MAIL_KIND is smtp',
      'MAIL_USER is read only where MAIL_LOGIN is password',
    ]);
  });
});
