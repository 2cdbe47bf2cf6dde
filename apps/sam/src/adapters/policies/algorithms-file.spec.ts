import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keyAlgorithms, sha256Hex } from '@paraph/kernel';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AlgorithmsFile } from './algorithms-file.js';
import { PoliciesFolder } from './policies-folder.js';

const policies = resolve(import.meta.dirname, '../../../../../policies');
const shipped = join(policies, 'algorithms', 'default.json');
const text = readFileSync(shipped, 'utf8');

describe('the policy on algorithms that is shipped', () => {
  const rules = new AlgorithmsFile(shipped);

  it('says which it is', () => {
    expect(rules).toMatchObject({ id: 'default', version: '1', digest: sha256Hex(text), minimumRsaBits: 3072 });
  });

  it('has a row for every key algorithm, SHA-2 only, and both schemes of RSA', () => {
    for (const key of keyAlgorithms) {
      expect(rules.find(key)).toMatchObject({
        digests: ['sha256', 'sha384', 'sha512'],
        schemes: key.startsWith('rsa') ? ['pkcs1', 'pss'] : ['ecdsa'],
      });
    }
  });

  it('dates RSA 2048 and nothing else', () => {
    const dated = keyAlgorithms.filter((key) => Object.keys(rules.find(key) ?? {}).length > 2);
    expect(dated).toEqual(['rsa2048']);
    expect(rules.find('rsa2048')).toMatchObject({ signOnlyIfCertifiedBefore: new Date('2026-01-01T00:00:00Z'), signUntil: new Date('2029-01-01T00:00:00Z') });
  });

  it('is no credential policy', () => {
    expect(new PoliciesFolder(policies).find('default')).toBeUndefined();
  });
});

describe('a file with a policy on algorithms', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'paraph-algorithms-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  type Json = Record<string, unknown>;
  const read = (change: Json): AlgorithmsFile => {
    const path = join(folder, 'algorithms.json');
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(text) as Json), ...change }));
    return new AlgorithmsFile(path);
  };
  const p256 = { schemes: ['ecdsa'], digests: ['sha256'] };
  const rsa2048 = { schemes: ['pss'], digests: ['sha256'], signOnlyIfCertifiedBefore: '2026-01-01T00:00:00Z' };

  it('may leave algorithms out', () => {
    const rules = read({ keys: { p256 } });
    expect(rules.find('p256')).toEqual({ schemes: ['ecdsa'], digests: ['sha256'] });
    expect(rules.find('p384')).toBeUndefined();
  });

  it('may date every row', () => {
    const dates = { generateFrom: '2026-01-01T00:00:00Z', generateUntil: '2030-01-01T00:00:00Z', signUntil: '2033-01-01T00:00:00Z' };
    expect(read({ keys: { p256: { ...p256, ...dates } } }).find('p256')).toMatchObject({ generateFrom: new Date(dates.generateFrom) });
  });

  it.each<[string, Json, string]>([
    ['without an id', { id: undefined }, 'id'],
    ['without a version', { version: '' }, 'version'],
    ['with an unknown member', { default: 'allow' }, 'default'],
    ['without a shortest RSA key', { minimumRsaBits: undefined }, 'minimumRsaBits'],
    ['with a shortest RSA key that is too short', { minimumRsaBits: 1024 }, 'minimumRsaBits'],
    ['without any row', { keys: {} }, 'no key algorithm is allowed'],
    ['with an unknown algorithm', { keys: { p256, rsa1024: rsa2048 } }, 'rsa1024'],
    ['with an unknown member in a row', { keys: { p256: { ...p256, signFrom: '2026-01-01T00:00:00Z' } } }, 'signFrom'],
    ['with SHA-1', { keys: { p256: { ...p256, digests: ['sha1'] } } }, 'digests'],
    ['without digests', { keys: { p256: { ...p256, digests: [] } } }, 'digests'],
    ['without schemes', { keys: { p256: { ...p256, schemes: [] } } }, 'schemes'],
    ['with a scheme of RSA for a curve', { keys: { p256: { ...p256, schemes: ['ecdsa', 'pss'] } } }, 'keys.p256'],
    ['with ECDSA for RSA', { keys: { rsa3072: { ...rsa2048, schemes: ['pss', 'ecdsa'] } } }, 'keys.rsa3072'],
    ['with a date that is no moment', { keys: { p256: { ...p256, signUntil: '2030-01-01' } } }, 'signUntil'],
    ['with a moment of somewhere else', { keys: { p256: { ...p256, signUntil: '2030-01-01T00:00:00+02:00' } } }, 'signUntil'],
    ['with a moment that does not exist', { keys: { p256: { ...p256, signUntil: '2030-02-30T00:00:00Z' } } }, 'signUntil'],
    [
      'with an end before its beginning',
      { keys: { p256: { ...p256, generateFrom: '2030-01-01T00:00:00Z', generateUntil: '2030-01-01T00:00:00Z' } } },
      'generateFrom',
    ],
    ['with a short RSA key for any certificate', { keys: { rsa2048: { ...rsa2048, signOnlyIfCertifiedBefore: undefined } } }, 'keys.rsa2048'],
    [
      'with RSA 3072 for any certificate under a longer minimum',
      { minimumRsaBits: 4096, keys: { rsa3072: { schemes: ['pss'], digests: ['sha256'] } } },
      'rsa3072',
    ],
  ])('is refused %s, and says where', (_what, change, where) => {
    expect(() => read(change)).toThrow(where);
    expect(() => read({})).not.toThrow();
  });

  it('is refused when it is no JSON, empty or not there', () => {
    const path = join(folder, 'broken.json');
    for (const bytes of ['', '{', '[]', 'null']) {
      writeFileSync(path, bytes);
      expect(() => new AlgorithmsFile(path)).toThrow();
    }
    expect(() => new AlgorithmsFile(join(folder, 'nowhere.json'))).toThrow();
  });
});
