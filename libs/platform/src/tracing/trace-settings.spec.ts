import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigProblems, readConfig, serviceConfig } from '../config/service-config.js';
import { readHeaders, traces } from './trace-settings.js';

const config = serviceConfig('gateway', { traces });
const folder = mkdtempSync(join(tmpdir(), 'paraph-traces-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

function headersFile(text: string): string {
  const file = join(folder, `${(made += 1)}.json`);
  writeFileSync(file, text);
  return file;
}

describe('where traces go', () => {
  it('is nowhere unless it is said', () => {
    expect(readConfig(config, {}).traces).toEqual({ url: undefined, headers: undefined, ratio: 1 });
  });

  it('is an address with headers, which are a secret, and a part of the requests', () => {
    const environment = {
      GATEWAY_TRACES_URL: 'https://collector.example/v1/traces',
      GATEWAY_TRACES_HEADERS_FILE: headersFile('{"authorization": "Bearer open-sesame"}'),
      GATEWAY_TRACES_RATIO: '0.05',
    };
    const { url, headers, ratio } = readConfig(config, environment).traces;
    expect({ url, ratio, headers: readHeaders(headers) }).toEqual({
      url: 'https://collector.example/v1/traces',
      ratio: 0.05,
      headers: { authorization: 'Bearer open-sesame' },
    });
    expect(JSON.stringify(headers)).not.toContain('sesame');
  });

  it.each([
    ['no address', { GATEWAY_TRACES_URL: 'collector' }],
    ['another scheme', { GATEWAY_TRACES_URL: 'file:///etc/passwd' }],
    ['more than all', { GATEWAY_TRACES_RATIO: '1.5' }],
    ['less than none', { GATEWAY_TRACES_RATIO: '-1' }],
    ['headers that are a list', { GATEWAY_TRACES_HEADERS_FILE: headersFile('["open-sesame"]') }],
  ])('is refused for %s, without a secret in the words', (_case, environment) => {
    let said = '';
    try {
      readConfig(config, environment);
    } catch (error) {
      said = error instanceof ConfigProblems ? error.message : '';
    }
    expect(said).toContain('1 problem');
    expect(said).not.toContain('sesame');
  });
});
