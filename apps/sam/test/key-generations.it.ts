import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { CeremonyBook } from '../src/adapters/pkcs11/ceremony/ceremony-book.js';
import { commands, type CommandWords } from '../src/adapters/pkcs11/ceremony/commands.js';
import { finishKek } from '../src/adapters/pkcs11/ceremony/ceremony-keys.js';
import { holdCeremony, type CeremonyOrder } from '../src/adapters/pkcs11/ceremony/ceremony.js';
import { addGeneration } from '../src/adapters/pkcs11/ceremony/generations.js';
import { makeKekWithTemplate } from '../src/adapters/pkcs11/ceremony/kek-program.js';
import { readTokenState } from '../src/adapters/pkcs11/ceremony/token-state.js';
import { Cryptoki } from '../src/adapters/pkcs11/cryptoki.js';
import { KeyEncryptionKeys } from '../src/adapters/pkcs11/key-encryption-keys.js';
import { rewrap } from '../src/adapters/pkcs11/key-rewrap.js';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import { wrapping, recognised, type TokenFamily } from '../src/adapters/pkcs11/token-family.js';
import { PostgresRewrapRows } from '../src/adapters/postgres/postgres-rewrap-rows.js';
import { AuthorityKeys } from '../src/domain/keys/authority-keys.js';
import { BackupLife } from '../src/domain/keys/backup-life.js';
import { TakeKeyCensus } from '../src/domain/keys/key-census.js';
import { tokenKey } from '../src/domain/keys/key-seal.js';
import { KeyStore } from '../src/domain/keys/key-store.js';
import { RewrapKeys } from '../src/domain/keys/rewrap-keys.js';
import type { KeyRow } from '../src/domain/ports/key-rows.js';
import { SamDatabase } from './postgres-stores.js';
import { rewrapRowsSuite } from './rewrap-rows.suite.js';
import type { Stores } from './stores.js';
import { digestOf } from './token.suite.js';
import { emptySoftHsm } from './token-softhsm.js';

const DAY_MS = 86_400_000;
const softHsm = (): TokenFamily => wrapping(recognised({ module: 'SoftHSM', manufacturer: 'SoftHSM project', model: 'SoftHSM v2' }));

let database: SamDatabase;
beforeAll(async () => {
  database = await SamDatabase.start();
}, 60_000);
afterAll(() => database.close());

rewrapRowsSuite('generations in PostgreSQL', async () => {
  const stores = await database.stores(new FakeClock());
  await database.owner.query('TRUNCATE key_rewrapping');
  return { ...stores, rewrap: new PostgresRewrapRows(database.source) };
});

describe('a new generation of the key-encryption key', () => {
  let order: CeremonyOrder;
  let remove: () => void;
  let stores: Stores;
  let clock: FakeClock;
  let rows: PostgresRewrapRows;
  let folder: string;

  beforeEach(async () => {
    remove?.();
    ({ order, remove } = emptySoftHsm('paraph-generations'));
    await holdCeremony(order);
    clock = new FakeClock();
    stores = await database.stores(clock);
    await database.owner.query('TRUNCATE key_rewrapping');
    rows = new PostgresRewrapRows(database.source);
    folder = mkdtempSync(join(tmpdir(), 'paraph-book-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  afterAll(() => remove());

  const open = (): Promise<Pkcs11Token> => Pkcs11Token.open({ ...order, sessions: 4, cacheKeys: 10, cacheSeconds: 60 });
  const digest = digestOf(Buffer.from('x'));

  /** As the SAM does: with the token open, and closed again for the next ceremony. */
  async function withToken<T>(work: (token: Pkcs11Token, keys: KeyStore, rewrap: RewrapKeys) => Promise<T>): Promise<T> {
    const token = await open();
    try {
      const pace = { perSecond: 10_000, pause: () => Promise.resolve() };
      return await work(token, new KeyStore(stores.keys, token, stores.transactions), new RewrapKeys(rows, token, stores.transactions, clock, pace));
    } finally {
      await token.close();
    }
  }

  const makeKeys = (count: number): Promise<KeyRow[]> =>
    withToken(async (token, keys) => {
      await new AuthorityKeys(stores.keys, token, stores.transactions).open();
      const made: KeyRow[] = [];
      for (let index = 0; index < count; index += 1) {
        const row = await keys.generate(index % 5 === 4 ? 'p384' : 'p256');
        await stores.transactions.run((transaction) => keys.insert(transaction, row));
        made.push(row);
      }
      return made;
    });

  const census = (): Promise<string> =>
    withToken(async (token) => {
      const file = join(folder, 'census.json');
      writeFileSync(file, JSON.stringify((await new TakeKeyCensus(rows, token, clock, new BackupLife(30)).run()).sealed));
      return file;
    });
  const destroy = (file: string, at = clock.now()) => {
    const given: Readonly<Record<string, string>> = { generation: '1', census: file };
    const words: CommandWords = {
      book: new CeremonyBook(join(folder, 'book')),
      now: at,
      need: (option) => given[option] ?? '',
      all: () => [],
      say: () => undefined,
      heard: () => Readable.from([]),
    };
    return commands['destroy-generation']!(order, words);
  };
  const detail = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => 'done',
      (error: unknown) => String((error as { detail?: string }).detail),
    );

  it('closes every key anew: signers’ and authority keys sign on, RSA too, with the token’s own objects gone', async () => {
    const made = await makeKeys(20);
    const rsa = await withToken(async (_, keys) => {
      const row = await keys.generate('rsa3072');
      await stores.transactions.run((transaction) => keys.insert(transaction, row));
      return row;
    });
    await addGeneration(order, 2);
    await withToken(async (token, _, rewrap) => {
      const before = token.counters;
      expect(await rewrap.run()).toMatchObject({ generation: 2, rewrapped: 32, failed: 0 });
      expect(token.counters.signCalls).toBe(before.signCalls);
      for (const old of [made[0]!, made[4]!, rsa]) {
        const row = (await stores.keys.find(old.keyId))!;
        expect(row.kekGeneration).toBe(2);
        const matching = old === made[4] ? digestOf(Buffer.from('x'), 'sha384') : digest;
        const signature = await token.sign(tokenKey(row), matching);
        expect(await token.verify(old.publicKey, matching, signature)).toBe(true);
        // A blob of a backup still opens as long as its generation lives.
        expect(await token.verify(old.publicKey, matching, await token.sign(tokenKey(old), matching))).toBe(true);
      }
      await new AuthorityKeys(stores.keys, token, stores.transactions).open();
    });
  });

  it('has a replica that started before it open what one that started after it closed', async () => {
    const [old] = await makeKeys(1);
    await withToken(async (before) => {
      expect(await before.health()).toMatchObject({ kekGeneration: 1 });
      // The officer's part is another process; the user's is done beside the SAM.
      const [family, which] = [softHsm(), { family: softHsm(), generation: 2 }];
      await makeKekWithTemplate(order, { keyLabel: 'paraph-kek-2-unfinished', keyWrap: family.keyWrap });
      const cryptoki = Cryptoki.load(order.module);
      const session = cryptoki.call((native) => native.C_OpenSession(cryptoki.slotOf(order.label), 6));
      finishKek(cryptoki, session, which);
      const keks = KeyEncryptionKeys.find(cryptoki, session, family);
      const closed = await rewrap(cryptoki, session, { family, wrapped: tokenKey(old!).wrapped, from: keks.of(1), to: keks.of(2) });
      cryptoki.finalize();

      expect(closed.kekGeneration).toBe(2);
      expect(await before.verify(old!.publicKey, digest, await before.sign({ keyId: 'key_two', wrapped: closed }, digest))).toBe(true);
      await expect(before.sign({ keyId: 'key_three', wrapped: { ...closed, kekGeneration: 3 } }, digest)).rejects.toMatchObject({ code: 'hsm.refused' });
    });
  });

  it('lets the old one end only when no key and no backup needs it, and then nothing of it opens', async () => {
    const [old] = await makeKeys(5);
    expect(await detail(census().then(destroy))).toContain('it is the newest');
    await addGeneration(order, 2);
    expect(await detail(census().then(destroy))).toContain('key(s) are still closed with it');
    await withToken((_, __, rewrap) => rewrap.run());
    expect(await detail(census().then(destroy))).toContain('backups until');
    clock.advance(31 * DAY_MS);
    const file = await census();
    expect(await detail(destroy(file, new Date(clock.now().getTime() + 2 * DAY_MS)))).toContain('is not of the last day');
    expect((await readTokenState(order)).checks.keks.size).toBe(2);

    expect(await destroy(file)).toMatchObject({ destroyed: true, act: 'generation-destroyed', stillHeldBy: [] });
    expect([...(await readTokenState(order)).checks.keks.keys()]).toEqual([2]);
    await withToken(async (token) => {
      const row = (await stores.keys.find(old!.keyId))!;
      expect(await token.sign(tokenKey(row), digest)).toBeInstanceOf(Uint8Array);
      await expect(token.sign({ ...tokenKey(old!), keyId: 'key_backup' }, digest)).rejects.toMatchObject({ code: 'hsm.refused' });
    });
    expect(await destroy(await census())).toMatchObject({ destroyed: false });
  });

  it.each<[string, (sealed: { body: string; mac: string }) => { body: string; mac: string }]>([
    ['whose rows were counted away', ({ body, mac }) => ({ body: body.replace(/"rows":\d+/, '"rows":0'), mac })],
    ['without its seal', ({ body }) => ({ body, mac: '' })],
    ['with the seal of something else', ({ body }) => ({ body, mac: Buffer.alloc(32).toString('base64') })],
  ])('refuses a census %s', async (_, forge) => {
    await makeKeys(1);
    await addGeneration(order, 2);
    const sealed = await withToken(async (token) => (await new TakeKeyCensus(rows, token, clock, new BackupLife(0)).run()).sealed);
    const file = join(folder, 'forged.json');
    writeFileSync(file, JSON.stringify(forge(sealed)));
    expect(await detail(destroy(file))).toContain('was not sealed by the SAM of this token');
  });

  it('is made only as the next one, and once', async () => {
    expect(await detail(addGeneration(order, 3))).toContain('the next is 2');
    expect(await addGeneration(order, 2)).toEqual({ made: true, warnings: [] });
    expect(await addGeneration(order, 2)).toEqual({ made: false, warnings: [] });
    expect([...(await readTokenState(order)).checks.keks.keys()]).toEqual([1, 2]);
  });

  it('tells of its beginning and its end in the log', async () => {
    await makeKeys(2);
    await addGeneration(order, 2);
    await withToken((_, __, rewrap) => rewrap.run());
    const events = (await stores.events()).filter(({ type }) => type.startsWith('rewrapping'));
    expect(events.map(({ type, particulars }) => [type, particulars?.['left']])).toEqual([
      ['rewrapping-started', '13'],
      ['rewrapping-finished', '0'],
    ]);
  });
});
