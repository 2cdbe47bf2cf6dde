import { beforeAll, describe, expect, it } from '@jest/globals';
import { presentEvidence, signHash } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import fc from 'fast-check';
import type { ActivationRow } from '../../src/domain/ports/activation-rows.js';
import type { KeyRow } from '../../src/domain/ports/key-rows.js';
import type { SealedRecord } from '../../src/domain/ports/record-store.js';
import { World, type TestSigner } from '../world.js';
import { Door } from './door.js';
import { mangledJson, mangledText, parsed } from './mutations.js';
import { runs, TIMEOUT } from './runs.js';

const bytes = (good: Uint8Array) =>
  fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => good.with(at, (good[at] ?? 0) ^ bits)),
  );
/** The text of an object, changed anywhere: the statement and the hashes are inside. */
const text = (good: string) => fc.oneof(mangledText(good), mangledJson(parsed(good) as Record<string, unknown>)).filter((other) => other !== good);

/** A database writes anything into a column. Either it is noticed, or it changes nothing that counts. */
describe('rows of any shape', () => {
  let world: World;
  let door: Door;
  let ada: TestSigner;
  let sad: string;
  let activation: ActivationRow;
  let draft: ActivationRow;
  beforeAll(async () => {
    world = await World.make();
    world.policies.policy = { ...world.policies.policy, evidence: [['oidc', 'order']] };
    door = new Door(world);
    const usableFrom = world.clock.now().toISOString();
    const account = world.account('ada');
    ada = {
      ...(await world.signer({ binding: { means: [account, { kind: 'order', meansId: newId('mns'), usableFrom, clientId: world.clientId }] } })),
      account: 'ada',
    };
    // A draft with one of two pieces given: it has a completion of its own.
    const opened = await world.open(ada, ['a', 'b']);
    await world.signIn(ada, opened);
    draft = rowOf(opened.activationId);
    world.policies.policy = { ...world.policies.policy, evidence: [['oidc']], counted: 'off' };
    sad = await world.sad(ada, ['a', 'b']);
    activation = [...world.stores.activations.table.values()].at(-1) ?? draft;
  });

  const rowOf = (activationId: string): ActivationRow => {
    const row = world.stores.activations.table.get(activationId);
    if (!row) throw new Error('no row');
    return row;
  };
  const sign = () => {
    const { signerId: _nobody, ...request } = world.request(ada, sad, ['a']);
    return door.knock(signHash, request, (one) => world.signHash.run(one));
  };
  const present = () => {
    const evidence = { kind: 'order', order: 'e30.e30.AAAA' };
    return door.knock(presentEvidence, { reference: draft.activationId, evidence }, (request) => world.present.run(request.reference, request.evidence));
  };
  /** With another row in its place; then it is put back. */
  const trying = async <Row>(table: Map<string, Row>, key: string, { row, work }: { row: Row; work: () => Promise<string> }): Promise<string> => {
    const genuine = table.get(key);
    table.set(key, row);
    try {
      return await work();
    } finally {
      if (genuine) table.set(key, genuine);
    }
  };
  const noticed = ['record.tampered'];

  it(
    'of activations sign nothing',
    async () => {
      const changed: fc.Arbitrary<Partial<ActivationRow>> = fc.oneof(
        text(activation.draft).map((one) => ({ draft: one })),
        bytes(activation.draftMac).map((draftMac) => ({ draftMac })),
        fc
          .string({ maxLength: 4 })
          .filter((occurrences) => occurrences !== activation.occurrences)
          .map((occurrences) => ({ occurrences })),
        fc.constantFrom('draft', 'completed', 'abandoned').map((state) => ({ state: state })),
        bytes(activation.progressMac).map((progressMac) => ({ progressMac })),
        fc.tuple(fc.json(), fc.uint8Array()).map(([one, mac]) => ({ extension: { text: one, mac } })),
        text(activation.completion?.text ?? '{}').map((one) => ({ completion: { text: one, mac: activation.completion?.mac ?? new Uint8Array() } })),
      );
      await fc.assert(
        fc.asyncProperty(changed, async (change) => {
          const row = { ...activation, ...change };
          expect(noticed).toContain(await trying(world.stores.activations.table, activation.activationId, { row, work: sign }));
        }),
        runs(300),
      );
    },
    TIMEOUT,
  );

  it(
    'of drafts complete nothing',
    async () => {
      const changed: fc.Arbitrary<Partial<ActivationRow>> = fc.oneof(
        text(draft.draft).map((one) => ({ draft: one })),
        text(draft.completion?.text ?? '{}').map((one) => ({ completion: { text: one, mac: draft.completion?.mac ?? new Uint8Array() } })),
        bytes(draft.completion?.mac ?? new Uint8Array(1)).map((mac) => ({ completion: { text: draft.completion?.text ?? '', mac } })),
        fc.constantFrom('completed', 'issued').map((state) => ({ state: state })),
      );
      await fc.assert(
        fc.asyncProperty(changed, async (change) => {
          const row = { ...draft, ...change };
          expect(noticed).toContain(await trying(world.stores.activations.table, draft.activationId, { row, work: present }));
        }),
        runs(200),
      );
    },
    TIMEOUT,
  );

  it(
    'of keys sign nothing, and no blob of theirs reaches the token',
    async () => {
      const key = world.stores.keys.table.get(ada.keyId);
      if (!key) throw new Error('no key');
      const changed: fc.Arbitrary<Partial<KeyRow>> = fc.oneof(
        bytes(key.blob).map((blob) => ({ blob })),
        bytes(key.publicKey).map((publicKey) => ({ publicKey })),
        bytes(key.mac).map((mac) => ({ mac })),
        fc
          .integer()
          .filter((generation) => generation !== key.kekGeneration)
          .map((kekGeneration) => ({ kekGeneration })),
        fc
          .string()
          .filter((family) => family !== key.tokenFamily)
          .map((tokenFamily) => ({ tokenFamily })),
      );
      const { unwrapCalls } = world.token.counters;
      await fc.assert(
        fc.asyncProperty(changed, async (change) => {
          // What was reserved is free again: the token was never asked.
          expect(noticed).toContain(await trying(world.stores.keys.table, ada.keyId, { row: { ...key, ...change }, work: sign }));
        }),
        runs(150),
      );
      expect(world.token.counters.unwrapCalls).toBe(unwrapCalls);
    },
    TIMEOUT,
  );

  it(
    'of trust records sign nothing; with all rows as they were, the signature is made',
    async () => {
      const { table } = world.stores.records;
      const name = `binding/${ada.credentialId}`;
      const record = table.get(name);
      if (!record) throw new Error('no record');
      const changed: fc.Arbitrary<Partial<SealedRecord>> = fc.oneof(
        text(record.body).map((body) => ({ body })),
        bytes(record.mac).map((mac) => ({ mac })),
        fc
          .integer()
          .filter((version) => version !== record.version)
          .map((version) => ({ version })),
      );
      await fc.assert(
        fc.asyncProperty(changed, async (change) => {
          expect(noticed).toContain(await trying(table, name, { row: { ...record, ...change }, work: sign }));
        }),
        runs(200),
      );
      expect(await sign()).toBe('answered');
    },
    TIMEOUT,
  );
});
