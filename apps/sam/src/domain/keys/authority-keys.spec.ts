import { beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { FakeToken } from '../../../test/fake-token.js';
import { memoryStores } from '../../../test/stores.js';
import { headerOf } from '../../../test/world.js';
import { AuthorityKeys } from './authority-keys.js';
import { authorityKinds, type AuthorityPurpose, type X509Purpose } from './key-purpose.js';

const purposes = Object.keys(authorityKinds) as AuthorityPurpose[];

describe('authority keys', () => {
  let token: FakeToken;
  let stores: ReturnType<typeof memoryStores>;
  beforeEach(() => {
    token = new FakeToken();
    stores = memoryStores();
  });

  const open = async () => {
    const keys = new AuthorityKeys(stores.keys, token, stores.transactions);
    await keys.open();
    return keys;
  };

  it('are made once, one for each purpose, with an event for each', async () => {
    const first = await open();
    const second = await open();
    expect(token.counters.generateCalls).toBe(purposes.length);
    for (const purpose of purposes) expect(second.publicKey(purpose)).toEqual(first.publicKey(purpose));
    expect(new Set(purposes.map((purpose) => Buffer.from(first.publicKey(purpose)).toString('hex'))).size).toBe(purposes.length);
    expect((await stores.events()).map(({ type }) => type)).toEqual(purposes.map(() => 'key-generated'));
  });

  it('are made once by many that start at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, open));
    expect(token.counters.generateCalls).toBe(purposes.length);
    for (const keys of all) expect(keys.publicKey('sad')).toEqual(all[0]?.publicKey('sad'));
  });

  it('gain one that is missing', async () => {
    const first = await open();
    const [id] = [...stores.keys.table.values()].filter(({ purpose }) => purpose === 'ocsp').map(({ keyId }) => keyId);
    stores.keys.table.delete(id ?? '');
    const second = await open();
    expect(second.publicKey('statement')).toEqual(first.publicKey('statement'));
    expect(second.publicKey('ocsp')).not.toEqual(first.publicKey('ocsp'));
  });

  describe('tell what they signed from everything else', () => {
    const parts = (jws: string): [input: string, signature: Uint8Array] => {
      const at = jws.lastIndexOf('.');
      return [jws.slice(0, at), new Uint8Array(Buffer.from(jws.slice(at + 1), 'base64url'))];
    };

    it.each([
      ['of this process', (keys: AuthorityKeys) => Promise.resolve(keys)],
      ['of another one, the first time and the second', open],
    ])('a signature %s is right', async (_whose, other) => {
      const keys = await open();
      const [input, signature] = parts(await (await other(keys)).signJws('sad', { a: 1 }));
      expect([keys.isSigned('sad', input, signature), keys.isSigned('sad', input, signature)]).toEqual([true, true]);
    });

    it('with one bit of the signature another, it is wrong, also after the right one', async () => {
      const keys = await open();
      const [input, signature] = parts(await keys.signJws('sad', { a: 1 }));
      expect(keys.isSigned('sad', input, signature)).toBe(true);
      for (let bit = 0; bit < 8 * signature.length; bit += 1) {
        const other = signature.map((byte, place) => (place === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        expect(keys.isSigned('sad', input, other)).toBe(false);
      }
    });

    it('over another text it is wrong', async () => {
      const keys = await open();
      const [input, signature] = parts(await keys.signJws('sad', { a: 1 }));
      const changed = [...input].map((letter, place) => input.slice(0, place) + (letter === 'A' ? 'B' : 'A') + input.slice(place + 1));
      expect([`${input}A`, input.slice(1), '', ...changed].filter((text) => keys.isSigned('sad', text, signature))).toEqual([]);
    });

    it('of another purpose it is wrong', async () => {
      const keys = await open();
      const [input, signature] = parts(await keys.signJws('statement', { a: 1 }));
      expect(keys.isSigned('statement', input, signature)).toBe(true);
      expect(keys.isSigned('sad', input, signature)).toBe(false);
    });

    it('what an earlier key signed is nothing under the one that took its place', async () => {
      const keys = await open();
      const [input, signature] = parts(await keys.signJws('sad', { a: 1 }));
      expect(keys.isSigned('sad', input, signature)).toBe(true);
      const [id] = [...stores.keys.table.values()].filter(({ purpose }) => purpose === 'sad').map(({ keyId }) => keyId);
      stores.keys.table.delete(id ?? '');
      await keys.open();
      expect(keys.isSigned('sad', input, signature)).toBe(false);
    });
  });

  it.each([
    ['statement', 'paraph-statement+jwt'],
    ['sad', 'paraph-sad+jwt'],
    ['oidc-client', 'JWT'],
    ['tree-head', 'paraph-tree-head+jwt'],
    ['receipt', 'paraph-receipt+jwt'],
  ] as const)('sign only their own type of JWS (%s)', async (purpose, typ) => {
    const keys = await open();
    const jws = await keys.signJws(purpose, { typ: 'paraph-sad+jwt', a: 1 });
    expect(headerOf(jws)).toEqual({ alg: 'ES256', typ, kid: keys.publicJwk(purpose).kid });
    const [header, payload, signature = ''] = jws.split('.');
    const signed = Buffer.from(`${header}.${payload}`);
    const all = ['statement', 'sad', 'oidc-client', 'tree-head', 'receipt'] as const;
    const check = (by: (typeof all)[number]) =>
      verify(
        'sha256',
        signed,
        { key: createPublicKey({ key: { ...keys.publicJwk(by) }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      );
    expect(all.filter(check)).toEqual([purpose]);
  });

  it.each(['ca-root', 'ca-issuing', 'ocsp', 'timestamp', 'registration'] as const)(
    'sign DER with the digest of their kind (%s)',
    async (purpose: X509Purpose) => {
      const keys = await open();
      const bytes = new TextEncoder().encode('to be signed');
      const signature = await keys.signDer(purpose, bytes);
      const { digest } = authorityKinds[purpose];
      const value = new Uint8Array(createHash(digest).update(bytes).digest());
      expect(await token.verify(keys.publicKey(purpose), { algorithm: digest, value }, signature)).toBe(true);
    },
  );

  it.each<[string, (sign: FakeToken['sign']) => FakeToken['sign']]>([
    ['a bit is wrong', (sign) => async (key, digest) => flipped(await sign(key, digest))],
    ['another digest was signed', (sign) => (key, digest) => sign(key, { ...digest, value: flipped(digest.value) })],
    [
      'another key signed',
      (sign) => async (_key, digest) => sign({ keyId: 'other', wrapped: (await token.generateKeyPair('p256', 'authority')).wrapped }, digest),
    ],
    ['it is none', () => () => Promise.resolve(new Uint8Array())],
  ])('let no signature out of which the truth is: %s', async (_what, fault) => {
    const keys = await open();
    const sign = token.sign.bind(token);
    token.sign = fault(sign);
    for (const document of ['statement', 'sad', 'oidc-client', 'tree-head', 'receipt'] as const) {
      await expect(keys.signJws(document, { a: 1 })).rejects.toMatchObject({ code: 'hsm.ambiguous' });
    }
    await expect(keys.signDer('timestamp', Uint8Array.of(1))).rejects.toMatchObject({ code: 'hsm.ambiguous' });
    token.sign = sign;
    await expect(keys.signJws('sad', { a: 1 })).resolves.toBeDefined();
  });

  it.each<[string, (rows: ReturnType<typeof memoryStores>['keys']['table']) => void]>([
    ['whose blobs were swapped', (table) => swap(table, (one, other) => ({ ...one, blob: other.blob }))],
    ['whose purposes were swapped', (table) => swap(table, (one, other) => ({ ...one, purpose: other.purpose }))],
    ['whose public keys were swapped', (table) => swap(table, (one, other) => ({ ...one, publicKey: other.publicKey }))],
  ])('are refused at the start when two were changed: %s', async (_what, change) => {
    await open();
    const before = new Map(stores.keys.table);
    change(stores.keys.table);
    await expect(open()).rejects.toThrow('record.tampered');
    expect((await stores.events()).at(-1)?.type).toBe('record-tampered');
    for (const [id, row] of before) stores.keys.table.set(id, row);
    await expect(open()).resolves.toBeDefined();
  });

  it('are refused when a signer’s key takes the place of one', async () => {
    await open();
    const row = [...stores.keys.table.values()].find(({ purpose }) => purpose === 'sad');
    if (!row) throw new Error('no key');
    const made = await token.generateKeyPair('p256', 'signer');
    stores.keys.table.set(row.keyId, { ...row, publicKey: made.publicKey, blob: made.wrapped.blob, mac: await token.mac('wrapped-key', new Uint8Array()) });
    await expect(open()).rejects.toThrow('record.tampered');
  });
});

function flipped(bytes: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed;
}

type Table = ReturnType<typeof memoryStores>['keys']['table'];
type Row = Table extends Map<string, infer R> ? R : never;

function swap(table: Table, change: (one: Row, other: Row) => Row): void {
  const [statement, sad] = ['statement', 'sad'].map((purpose) => [...table.values()].find((row) => row.purpose === purpose));
  if (!statement || !sad) throw new Error('no keys');
  table.set(statement.keyId, change(statement, sad));
  table.set(sad.keyId, change(sad, statement));
}
