import { afterAll, describe, expect, it } from '@jest/globals';
import { ConfigProblems, readConfig } from '@paraph/platform';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caConnectorConfig } from './ca-connector.config.js';

const folder = mkdtempSync(join(tmpdir(), 'paraph-ca-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const common = {
  CA_CONNECTOR_HTTP_PORT: '8080',
  CA_CONNECTOR_BUS_URL: 'tls://127.0.0.1:4222',
  CA_CONNECTOR_BUS_CA_FILE: file('ca.pem', 'ca'),
  CA_CONNECTOR_BUS_NKEY_FILE: file('nkey', 'seed'),
  CA_CONNECTOR_DATABASE_URL_FILE: file('database', 'postgres://x'),
  CA_CONNECTOR_PUBLIC_ORIGIN: 'http://ca.localhost:7000',
};
const elsewhere = { ...common, CA_CONNECTOR_TSA_KIND: 'http', CA_CONNECTOR_TSA_URL: 'https://tsa.example/tsr' };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(caConnectorConfig, environment);
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems.map((one) => one.replaceAll('CA_CONNECTOR_', ''));
    throw error;
  }
  return [];
}

describe('where time-stamps come from', () => {
  it('is the SAM’s own unit unless said otherwise', () => {
    expect(readConfig(caConnectorConfig, common).timestamps.kind).toBe('embedded');
  });

  it.each(['https://tsa.example/tsr', 'https://tsa.example/tsr?account=1', 'http://127.0.0.1:8080/', 'http://localhost/'])('may be %s', (url) => {
    expect(problemsOf({ ...elsewhere, CA_CONNECTOR_TSA_URL: url })).toEqual([]);
  });

  it.each(['http://tsa.example/', 'http://127.0.0.1.example/', 'https://user:word@tsa.example/', 'ftp://tsa.example/', 'tsa.example', ''])(
    'is not %j',
    (url) => {
      expect(problemsOf({ ...elsewhere, CA_CONNECTOR_TSA_URL: url })).toEqual([expect.stringContaining('TSA_URL')]);
    },
  );

  it('wants name and password together, and only where one signs in', () => {
    expect(problemsOf({ ...elsewhere, CA_CONNECTOR_TSA_LOGIN: 'password' })).toHaveLength(2);
    expect(problemsOf({ ...elsewhere, CA_CONNECTOR_TSA_USER: 'paraph' })).toHaveLength(1);
    const login = { CA_CONNECTOR_TSA_LOGIN: 'password', CA_CONNECTOR_TSA_USER: 'paraph', CA_CONNECTOR_TSA_PASSWORD_FILE: file('word', 'word') };
    expect(problemsOf({ ...elsewhere, ...login })).toEqual([]);
  });

  it('wants anchors that are certificates', () => {
    expect(problemsOf({ ...elsewhere, CA_CONNECTOR_TSA_ANCHORS_FILE: file('none.pem', 'nothing') })).toEqual([expect.stringContaining('TSA_ANCHORS_FILE')]);
  });
});
