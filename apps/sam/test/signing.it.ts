import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { createPublicKey, verify } from 'node:crypto';
import { Pkcs11Token } from '../src/adapters/pkcs11/pkcs11-token.js';
import type { Token } from '../src/domain/ports/token.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';
import type { Stores } from './stores.js';
import { startSoftHsm, type SoftHsm } from './token-softhsm.js';
import { hashOf, SHA256, World, type TestSigner } from './world.js';

let database: SamDatabase;
let softHsm: SoftHsm;
let real: Pkcs11Token;

beforeAll(async () => {
  database = await SamDatabase.start();
  softHsm = await startSoftHsm();
  real = await Pkcs11Token.open(softHsm.settings);
}, 60_000);

afterAll(async () => {
  await real.close();
  softHsm.remove();
  await database.close();
});

describe.each<[string, () => Token]>([
  ['a token in memory', () => new FakeToken()],
  ['SoftHSM', () => real],
])('signing over PostgreSQL with %s', (_name, token) => {
  let world: World<Stores, Token>;
  let ada: TestSigner;
  beforeEach(async () => {
    world = await World.over(await database.stores(new FakeClock()), token());
    ada = await world.signer();
  });

  const race = async (uses: readonly Promise<readonly string[]>[]) => {
    const settled = await Promise.allSettled(uses);
    const codes = settled.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code?: string }).code ?? String(one.reason)] : []));
    return { signed: settled.length - codes.length, codes: [...new Set(codes)] };
  };

  it('signs what was approved, once, and says so in order', async () => {
    const sad = await world.sad(ada, ['a', 'b']);
    const request = world.request(ada, sad, ['b', 'a']);
    const signatures = await world.signHash.run(request);
    expect(signatures).toHaveLength(2);
    expect(await world.signHash.run(request)).toEqual(signatures);
    await expect(world.signHash.run(world.request(ada, sad, ['a']))).rejects.toThrow('sad.spent');
    expect((await world.eventTypes()).slice(-7)).toEqual([
      'activation-opened',
      'evidence-given',
      'activation-completed',
      'sad-issued',
      'signature-intended',
      'signature-made',
      'signature-refused: sad.spent',
    ]);
  });

  it('signs once for a thousand uses of one SAD at the same time', async () => {
    const sad = await world.sad(ada);
    const before = world.token.counters.signCalls;
    const result = await race(Array.from({ length: 1_000 }, () => world.signHash.run(world.request(ada, sad))));
    expect(result).toEqual({ signed: 1, codes: ['sad.spent'] });
    expect(world.token.counters.signCalls - before).toBe(1);
    const refused = (await world.eventTypes()).filter((type) => type === 'signature-refused: sad.spent');
    expect(refused).toHaveLength(999);
  }, 60_000);

  it('signs once for many repeats of one attempt at the same time', async () => {
    const request = world.request(ada, await world.sad(ada));
    const before = world.token.counters.signCalls;
    await race(Array.from({ length: 100 }, () => world.signHash.run(request)));
    expect(world.token.counters.signCalls - before).toBe(1);
  });

  it('reserves a batch all or nothing among many at the same time', async () => {
    const documents = Array.from({ length: 20 }, (_, place) => `document ${place}`);
    const sad = await world.sad(ada, documents);
    const before = world.token.counters.signCalls;
    const pairs = Array.from({ length: 100 }, (_, place) => [documents[place % 20] ?? '', documents[(place + 1) % 20] ?? '']);
    const { signed } = await race(pairs.map((pair) => world.signHash.run(world.request(ada, sad, pair))));
    expect(world.token.counters.signCalls - before).toBe(2 * signed);
    const [row] = await database.source.query<{ occurrences: string }[]>('SELECT occurrences FROM activation');
    expect([...(row?.occurrences ?? '')].filter((letter) => letter === 's')).toHaveLength(2 * signed);
  }, 30_000);

  it.each(['', "'; DROP TABLE activation; --", 'cred_\u0000', `cred_${'x'.repeat(195)}`])('knows no credential %j', async (credentialId) => {
    const sad = await world.sad(ada);
    await expect(world.signHash.run({ ...world.request(ada, sad), credentialId })).rejects.toThrow('credential.unknown');
    await expect(world.openActivation.run({ ...world.opening(ada), credentialId })).rejects.toThrow('credential.unknown');
  });

  it('refuses rows that their owner changed, and signs when they are as before', async () => {
    const bob = await world.signer();
    const sad = await world.sad(ada, ['a', 'b', 'c']);
    const before = world.token.counters.signCalls;
    const swap = `UPDATE signing_key AS one SET blob = other.blob FROM signing_key AS other
      WHERE (one.key_id, other.key_id) IN (('${ada.keyId}', '${bob.keyId}'), ('${bob.keyId}', '${ada.keyId}'))`;
    const changes: readonly [string, string][] = [
      [swap, swap],
      [
        `UPDATE activation SET draft = replace(draft, '${hashOf('a')}', '${hashOf('x')}')`,
        `UPDATE activation SET draft = replace(draft, '${hashOf('x')}', '${hashOf('a')}')`,
      ],
      [`UPDATE activation SET state = 'completed'`, `UPDATE activation SET state = 'issued'`],
      [`UPDATE activation SET occurrences = 'ffff'`, `UPDATE activation SET occurrences = 'fff'`],
      [`UPDATE activation SET progress_mac = progress_mac || '\\x00'`, `UPDATE activation SET progress_mac = substring(progress_mac FOR 32)`],
      [`UPDATE trust_record SET version = version + 1`, `UPDATE trust_record SET version = version - 1`],
    ];
    for (const [change, back] of changes) {
      await database.owner.query(change);
      await expect(world.signHash.run(world.request(ada, sad, ['a']))).rejects.toThrow('record.tampered');
      await database.owner.query(back);
    }
    expect(world.token.counters.signCalls).toBe(before);
    await expect(world.signHash.run(world.request(ada, sad, ['a']))).resolves.toHaveLength(1);
  });

  it('signs nothing twice for a database that calls what was signed free, or what was abandoned issued', async () => {
    const sad = await world.sad(ada, ['a', 'b']);
    await world.signHash.run(world.request(ada, sad, ['a']));
    const before = world.token.counters.signCalls;
    await database.owner.query(`UPDATE activation SET occurrences = 'ff'`);
    await expect(world.signHash.run(world.request(ada, sad, ['a']))).rejects.toThrow('record.tampered');
    await database.owner.query(`UPDATE activation SET occurrences = 'sf'`);
    const [row] = await database.owner.query<{ activation_id: string }[]>('SELECT activation_id FROM activation');
    await world.abandonActivation.run(row?.activation_id ?? '', 'revoked');
    await database.owner.query(`UPDATE activation SET state = 'issued', occurrences = 'sf'`);
    await expect(world.signHash.run(world.request(ada, sad, ['b']))).rejects.toThrow('record.tampered');
    expect(world.token.counters.signCalls).toBe(before);
  });
});

describe('signing over PostgreSQL with SoftHSM', () => {
  it.each([
    ['p256', '1.2.840.10045.4.3.2', undefined],
    ['p384', '1.2.840.10045.4.3.2', undefined],
    ['rsa3072', '1.2.840.113549.1.1.1', SHA256],
  ] as const)('answers %s signatures that another implementation accepts', async (algorithm, signAlgorithmOid, hashAlgorithmOid) => {
    const world = await World.over(await database.stores(new FakeClock()), real);
    const signer = await world.signer({ algorithm });
    const sad = await world.sad(signer);
    const [signature = ''] = await world.signHash.run({ ...world.request(signer, sad), signAlgorithmOid, hashAlgorithmOid });
    const key = createPublicKey({ key: Buffer.from(signer.publicKey), format: 'der', type: 'spki' });
    const accepts = (document: string) => verify('sha256', Buffer.from(document), key, Buffer.from(signature, 'base64'));
    expect([accepts('contract.pdf'), accepts('mortgage.pdf')]).toEqual([true, false]);
  });
});
