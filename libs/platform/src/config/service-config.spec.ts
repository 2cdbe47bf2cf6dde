import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { http, log } from './fragments.js';
import { ConfigProblems, readConfig, serviceConfig } from './service-config.js';
import { jsonFile, secretFile } from './setting.js';
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
  keys: { pin: secretFile('PIN_FILE', { purpose: 'the PIN' }), list: jsonFile('LIST_FILE', z.array(z.number()), { purpose: 'numbers' }) },
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
    expect({ ...values.http, ...values.log, list: values.keys.list }).toEqual({ host: '127.0.0.1', port: 8080, level: 'info', list: [1, 2] });
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
