/** What `kubectl apply -k` would send, overlay by overlay; and that each of these checks finds what was put wrong on purpose. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ServiceConfig } from '@paraph/platform';
import { z } from 'zod';
import { schemaOf } from '../deployment/environment-problems.ts';
import { openState } from '../stack/state.ts';
import { isOnTheBus, networkPowers, unconnected } from './arrows.ts';
import { hardeningProblems } from './hardening.ts';
import { builtImages, imageProblems } from './images.ts';
import { schemaProblems } from './published-schemas.ts';
import { intendedReach, reachOf } from './reach.ts';
import { referenceProblems } from './references.ts';
import { render, renderer, type Manifest } from './render.ts';
import { preparedObjects } from './secret-files.ts';
import { settingsProblems } from './settings.ts';
import { planted, type Fault } from './test/plant.ts';
import { withAdded, writePrepared } from './write-prepared.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const { version: VERSION } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
const given = { approvalOrigin: 'https://approve.paraph.example', loginProvider: '{}', providers: '[]' };

/** What each overlay wants beyond what the preparation makes by itself. */
const overlays: Readonly<Record<string, readonly string[]>> = {
  trial: [],
  production: ['courier-secrets/smtp.password', 'sam-trust/devices.json'],
  'vendor-hsm': ['courier-secrets/smtp.password', 'sam-trust/devices.json', 'hsm-client/client.pem', 'hsm-client/client.key', 'hsm-client/servers.pem'],
};
/** Made from what the SAM says at its ceremony (tools/kubernetes/published.ts). */
const published: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'sam-published' },
  data: { 'statement.jwk.json': '', 'tree-head.jwk.json': '' },
};

const folder = mkdtempSync(join(tmpdir(), 'paraph-k8s-'));
const rendered = new Map<string, readonly Manifest[]>();
const schemas = new Map<string, ServiceConfig>();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const renders = renderer();
const described = renders === undefined ? describe.skip : describe;
const here = renders === undefined ? ' (not here: neither kubectl nor kustomize is installed)' : '';

const objectsOf = (overlay: string): readonly Manifest[] => rendered.get(overlay) ?? [];

beforeAll(async () => {
  if (renders === undefined) return;
  writeFileSync(join(folder, 'own'), 'a file of the operator');
  for (const [overlay, added] of Object.entries(overlays)) {
    const state = openState(join(folder, overlay));
    writePrepared(
      state,
      withAdded(
        preparedObjects(state, given),
        added.map((word) => `${word}=${join(folder, 'own')}`),
      ),
    );
    rendered.set(overlay, [...render(join(ROOT, 'k8s/overlays', overlay)), ...render(join(folder, overlay)), published]);
  }
  for (const { process } of networkPowers) schemas.set(process, await schemaOf(process));
}, 60_000);

described.each(Object.keys(overlays))(`the overlay %s${here}`, (overlay) => {
  it('is right by the published schemas, with no field that they do not know', async () => {
    expect(await schemaProblems(ROOT, objectsOf(overlay))).toEqual([]);
  }, 60_000);

  it('gives no pod more than it needs', () => {
    expect(hardeningProblems(objectsOf(overlay))).toEqual([]);
  });

  it('has the settings that each process wants, and none that it does not know', () => {
    expect(settingsProblems(objectsOf(overlay), schemas)).toEqual([]);
  });

  it('names nothing that nobody makes: objects, keys, files', () => {
    expect(referenceProblems(objectsOf(overlay))).toEqual([]);
  });

  it('runs images that are built, of this version', () => {
    expect(imageProblems(objectsOf(overlay), builtImages(ROOT), VERSION)).toEqual([]);
  });

  it('lets through exactly the arrows of the table, and the SAM to networks of one’s own that the overlay names', () => {
    const own = [...reachOf(objectsOf(overlay))].filter((arrow) => /^sam > 10\./.test(arrow));
    expect([...reachOf(objectsOf(overlay))].sort()).toEqual([...intendedReach(), ...own].sort());
    expect(own).toEqual(
      { trial: [], production: [expect.stringMatching('UDP/123')] }[overlay] ?? [expect.stringMatching('TCP/1792'), expect.stringMatching('UDP/123')],
    );
  });
});

described(`the migrations alone${here}`, () => {
  it.each(['trial', 'production'])('of %s are those of the whole overlay', (overlay) => {
    const jobs = objectsOf(overlay).filter(({ kind }) => kind === 'Job');
    const alone = render(join(ROOT, 'k8s/overlays', overlay, 'migrations'));
    expect(alone.filter(({ kind }) => kind === 'Job')).toEqual(jobs);
    expect(jobs.map(({ metadata }) => metadata.name)).toHaveLength(networkPowers.filter(({ database }) => database !== undefined).length);
  });
});

describe('the table of arrows', () => {
  it('has every process, and each with a database or without as its settings have', async () => {
    const processes = await Promise.all(networkPowers.map(async ({ process, database }) => ({ process, database, keys: keysOf(await schemaOf(process)) })));
    for (const { process, database, keys } of processes) {
      expect({ process, database: database !== undefined, bus: isOnTheBus(process) }).toEqual({
        process,
        database: keys.includes('DATABASE_URL_FILE'),
        bus: keys.includes('BUS_URL'),
      });
    }
  });

  it('leads to each address that settings name, and from no setting that does not exist', async () => {
    for (const { process, outside } of networkPowers) {
      const { prefix, ...schema } = await schemaOf(process);
      const keys = keysOf({ prefix, ...schema });
      const addresses = keys.filter((key) =>
        /(_URL|_SOURCES|_PROVIDER_FILE|^PROVIDERS_FILE|AUTHORITIES_FILE|_NETWORKS|TOKEN_MODULE|TOKENS_FILE|_HOOK)$/.test(key),
      );
      const named = outside.flatMap(({ settings }) => settings);
      const excused = Object.keys(unconnected).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
      expect({ process, named: [...named, ...excused, ...(keys.includes('BUS_URL') ? ['BUS_URL'] : [])].sort() }).toEqual({ process, named: addresses.sort() });
    }
  });
});

const keysOf = ({ shape }: ServiceConfig): string[] => Object.values(shape).flatMap((area) => Object.values(area).map(({ key }) => key));

const POD = 'spec/template/spec';
const CONTAINER = `${POD}/containers/0`;
const everybody = { from: [{ podSelector: {} }] };

described(`what is wrong on purpose${here}`, () => {
  const trialWith = (...faults: readonly Fault[]): readonly Manifest[] => planted(objectsOf('trial'), ...faults);

  it('is found by the schemas: a field that does not exist, one of another type, a word that is none of those allowed', async () => {
    const faulty = trialWith(
      { in: 'Deployment/gateway', at: `${CONTAINER}/readinessprobe`, becomes: {} },
      { in: 'Service/gateway', at: 'spec/ports', becomes: 'http' },
      { in: 'Certificate/nats', at: 'spec/privateKey/algorithm', becomes: 'DSA' },
    );
    const found = await schemaProblems(ROOT, faulty);
    expect(found.filter((problem) => /^Deployment\/gateway: .*readinessprobe/.test(problem))).toHaveLength(1);
    expect(found.filter((problem) => problem.startsWith('Service/gateway'))).not.toEqual([]);
    expect(found.filter((problem) => problem.startsWith('Certificate/nats'))).not.toEqual([]);
    expect(found.filter((problem) => !/^(?:Deployment\/gateway|Service\/gateway|Certificate\/nats)/.test(problem))).toEqual([]);
  }, 60_000);

  it.each([
    ['a root that can be written', `${CONTAINER}/securityContext/readOnlyRootFilesystem`, false, 'readOnlyRootFilesystem'],
    ['a capability', `${CONTAINER}/securityContext/capabilities/add`, ['NET_ADMIN'], 'capabilities'],
    ['no end to its memory', `${CONTAINER}/resources/limits/memory`, undefined, 'no memory in limits'],
    ['root', `${POD}/securityContext/runAsUser`, 0, 'non-root'],
    ['no seccomp profile', `${POD}/securityContext/seccompProfile`, undefined, 'seccomp'],
    ['a token of the cluster', `${POD}/automountServiceAccountToken`, undefined, 'token of the cluster'],
    ['variables of every service', `${POD}/enableServiceLinks`, undefined, 'unknown settings'],
    ['a path of the machine', `${POD}/volumes/-`, { name: 'x', hostPath: { path: '/' } }, 'path of the machine'],
    ['no version', `${CONTAINER}/image`, 'paraph/sam', 'no version'],
  ])('%s is found', (_what, at, becomes, says) => {
    expect(hardeningProblems(trialWith({ in: 'Deployment/sam', at, becomes })).join('\n')).toContain(says);
  });

  it.each([
    ['a typing error', 'SAM_TOKEN_LABLE', 'x', 'SAM_TOKEN_LABLE is not a setting'],
    ['a setting left out', 'SAM_CA_ORIGIN', undefined, 'SAM_CA_ORIGIN is missing'],
    ['a value that is refused', 'SAM_HTTP_PORT', 'http', 'SAM_HTTP_PORT: '],
    ['a setting that is not read where another one says so', 'SAM_TOKENS_FILE', '/x', 'SAM_TOKENS_FILE is not read'],
  ])('%s is found', (_what, key, becomes, says) => {
    expect(settingsProblems(trialWith({ in: 'ConfigMap/sam-settings', at: `data/${key}`, becomes }), schemas).join('\n')).toContain(says);
  });

  it.each([
    ['a secret that nobody makes', { in: 'Deployment/gateway', at: `${POD}/volumes/0/projected/sources/0/secret/name`, becomes: 'x' }, 'no Secret/x'],
    ['a file that is mounted nowhere', { in: 'ConfigMap/gateway-settings', at: 'data/GATEWAY_BUS_NKEY_FILE', becomes: '/run/x' }, 'no file /run/x'],
    ['a key that an object has not', { in: 'ConfigMap/sam-published', at: 'data/tree-head.jwk.json' }, 'has no tree-head.jwk.json'],
    ['an account that is not there', { in: 'ServiceAccount/sam', at: 'metadata/name', becomes: 'x' }, 'no ServiceAccount sam'],
  ])('%s is found', (_what, fault, says) => {
    expect(referenceProblems(trialWith(fault)).join('\n')).toContain(says);
  });

  it('an image that nobody builds is found', () => {
    const other = trialWith({ in: 'Deployment/courier', at: `${CONTAINER}/image`, becomes: 'paraph/pigeon:0.0.9' });
    expect(imageProblems(other, builtImages(ROOT), VERSION)).toEqual([expect.stringMatching('no image pigeon'), expect.stringMatching('not version')]);
  });

  it.each([
    ['a way to the SAM past the broker', ['sam', 'ingress', everybody], ['gateway', 'egress', {}]],
    ['the SAM on the internet', ['sam', 'egress', { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }], undefined],
    ['the SAM’s database for another process', ['sam-database', 'ingress', everybody], ['audit', 'egress', { to: [{ podSelector: {} }] }]],
  ] as const)('%s is found', (_what, first, second) => {
    const faults = [first, second].flatMap((one) => (one ? [{ in: `NetworkPolicy/${one[0]}`, at: `spec/${one[1]}/-`, becomes: one[2] }] : []));
    expect([...reachOf(trialWith(...faults))].filter((arrow) => !intendedReach().has(arrow))).not.toEqual([]);
  });

  it('a pod that no policy holds is found', () => {
    const open = objectsOf('trial').filter(({ kind, metadata }) => !(kind === 'NetworkPolicy' && ['sam', 'deny-by-default'].includes(metadata.name)));
    expect(() => reachOf(open)).toThrow('sam is under no policy');
  });
});
