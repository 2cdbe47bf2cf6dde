/** Each process of the trial reads the files that its pod would have, as the preparation made them, and finds its configuration complete. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openState } from '../stack/state.ts';
import { networkPowers } from './arrows.ts';
import { render, renderer, type Manifest } from './render.ts';
import { preparedObjects } from './secret-files.ts';
import { laidOut } from './test/laid-out.ts';
import { planted } from './test/plant.ts';
import { writePrepared } from './write-prepared.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'paraph-k8s-config-'));
const described = renderer() === undefined ? describe.skip : describe;
const here = renderer() === undefined ? ' (not here: neither kubectl nor kustomize is installed)' : '';
const made = { 'ca.crt': '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n' };

let objects: readonly Manifest[] = [];

beforeAll(() => {
  if (renderer() === undefined) return;
  const state = openState(join(folder, 'prepared'));
  const issuer = 'https://login.paraph.example';
  const provider = {
    issuer,
    clientId: 'signing',
    authorizationEndpoint: `${issuer}/auth`,
    tokenEndpoint: `${issuer}/token`,
    algorithms: ['ES256'],
    keys: [publicKey('idp')],
  };
  const loginProvider = JSON.stringify({ issuer, clientId: 'login', clientSecret: 'a secret of the login client' });
  writePrepared(state, preparedObjects(state, { approvalOrigin: 'https://approve.paraph.example', loginProvider, providers: JSON.stringify([provider]) }));
  const published = { 'statement.jwk.json': JSON.stringify(publicKey('statement')), 'tree-head.jwk.json': JSON.stringify(publicKey('tree-head')) };
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sam-published' }, data: published };
  objects = [...render(join(ROOT, 'k8s/overlays/trial')), ...render(join(folder, 'prepared')), configMap];
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

described(`--check-config${here}`, () => {
  it.each(networkPowers.map(({ process }) => process))('of %s says that all is there', (process) => {
    expect(checked(process, objects)).toEqual({ status: 0, said: expect.stringContaining(`${process}: configuration is complete`) });
  });

  it('refuses a file that is none: the control', () => {
    const faulty = planted(objects, { in: 'ConfigMap/sam-trust', at: 'data/providers.json', becomes: 'no JSON' });
    expect(checked('sam', faulty)).toEqual({ status: 78, said: expect.stringContaining('SAM_PROVIDERS_FILE') });
  });
});

function checked(process: string, around: readonly Manifest[]): { readonly status: number | null; readonly said: string } {
  const place = mkdtempSync(join(folder, `${process}-`));
  const env = { PATH: globalThis.process.env['PATH'], ...laidOut(place, process, { objects: around, made }) };
  const { status, stdout, stderr } = spawnSync('node', [join(ROOT, 'apps', process, 'dist/main.js'), '--check-config'], { env, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

function publicKey(kid: string): object {
  return { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
}
