import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { PostgresCounterRows } from '../src/adapters/postgres/postgres-means-counters.js';
import { PostgresCodeRows } from '../src/adapters/postgres/postgres-one-time-codes.js';
import type { PostgresSealedRows } from '../src/adapters/postgres/postgres-sealed-rows.js';
import { FakeToken } from './fake-token.js';
import { SamDatabase } from './postgres-stores.js';
import type { Stores } from './stores.js';
import { notThe, PIN, totpAt, TypedWorld } from './typed-world.js';
import { World, type TestSigner } from './world.js';

/* What people type, over PostgreSQL: the locks of activation, code and counter meet in one transaction. */

let database: SamDatabase;
let typed: TypedWorld<Stores, PostgresSealedRows>;
let ada: TestSigner;

beforeAll(async () => {
  database = await SamDatabase.start();
});

afterAll(async () => {
  await database.close();
});

beforeEach(async () => {
  const world = await World.over(await database.stores(new FakeClock()), new FakeToken());
  await database.owner.query('TRUNCATE means_counter, one_time_code');
  const rows = { counters: new PostgresCounterRows(database.source), codes: new PostgresCodeRows(database.source) };
  typed = await TypedWorld.over(world, rows, [['one-time-code', 'pin'], ['one-time-code', 'totp'], ['supervised-code']]);
  ada = await typed.signer();
  world.clock.advance(60_000);
});

describe('what is typed, over PostgreSQL', () => {
  it('completes an activation by a code and a PIN, and the signer may sign once', async () => {
    const draft = await typed.world.open(ada);
    expect(await typed.type(draft, 'one-time-code', await typed.code(draft))).toBe('waiting');
    expect(await typed.type(draft, 'pin', PIN)).toBe('completed');
    expect(await typed.sign(ada, draft)).toEqual({ result: 1, signed: 1 });
    expect((await typed.world.eventTypes()).filter((type) => /evidence|code|activation/.test(type))).toEqual([
      'activation-opened',
      'code-sent',
      'evidence-given',
      'evidence-given',
      'activation-completed',
    ]);
  });

  it('completes it under supervision', async () => {
    const draft = await typed.world.open(ada);
    expect(await typed.present(draft, await typed.supervised(draft, await typed.code(draft)))).toBe('completed');
  });

  it('takes a code once from twenty at the same time', async () => {
    const draft = await typed.world.open(ada);
    const evidence = await typed.typed(draft, 'one-time-code', await typed.code(draft));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => typed.present(draft, evidence)));
    expect(outcomes.filter((one) => one === 'waiting')).toHaveLength(1);
    expect(new Set(outcomes.filter((one) => one !== 'waiting'))).toEqual(
      new Set(['activation.state', 'evidence.invalid', 'evidence.missing'].filter((code) => outcomes.includes(code))),
    );
  });

  it('looks at three of sixty guesses over two replicas', async () => {
    const draft = await typed.world.open(ada);
    const other = await typed.start();
    const code = await typed.code(draft);
    const wrong = notThe(code);
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, at) => typed.type(draft, 'one-time-code', wrong, at % 2 === 0 ? typed.replica : other)));
    expect(new Set(outcomes)).toEqual(new Set(['evidence.invalid']));
    const row = await typed.rows.codes.find(draft.activationId);
    expect(JSON.parse(row?.text ?? '')).toMatchObject({ tries: 3 });
    expect(await typed.type(draft, 'one-time-code', code)).toBe('evidence.invalid');
  });

  it('locks a PIN once, over ten activations at the same time', async () => {
    const drafts = [];
    for (let count = 0; count < 10; count += 1) {
      const draft = await typed.world.open(ada);
      await typed.type(draft, 'one-time-code', await typed.code(draft));
      drafts.push(draft);
    }
    const outcomes = await Promise.all(drafts.map((draft) => typed.type(draft, 'pin', notThe(PIN))));
    expect(outcomes.filter((one) => one === 'evidence.locked').length).toBeGreaterThanOrEqual(8);
    expect((await typed.world.eventTypes()).filter((type) => type.startsWith('means-locked'))).toHaveLength(1);
    for (const draft of drafts) expect(await typed.type(draft, 'pin', PIN)).toBe('evidence.locked');
  });

  it('takes a generator’s code once, over five activations at the same time', async () => {
    const drafts = [];
    for (let count = 0; count < 5; count += 1) {
      const draft = await typed.world.open(ada);
      await typed.type(draft, 'one-time-code', await typed.code(draft));
      drafts.push(draft);
    }
    const code = totpAt(typed.world.clock.now());
    const outcomes = await Promise.all(drafts.map((draft) => typed.type(draft, 'totp', code)));
    expect(outcomes.filter((one) => one === 'completed')).toHaveLength(1);
  });
});
