import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId, sha256, toBase64Url } from '@paraph/kernel';
import { FakeToken } from '../../../test/fake-token.js';
import { memoryStores } from '../../../test/stores.js';
import { FakeClock } from '@paraph/testing';
import { MemoryAuthorityStates } from '../../../test/authority-states.js';
import { AuthorityStates } from '../authority-state/authority-states.js';
import { ContainerDays } from '../containers/container-days.js';
import { SealedProgress } from '../activation/sealed-progress.js';
import type { ActivationState } from '../ports/activation-rows.js';
import type { Digest } from '../ports/token.js';
import type { SigningOutcome } from '../ports/signing-journal.js';
import type { ReservedFacts } from './activation-ledger.js';
import type { ConcludeEntry, LedgerAnswer, LedgerEntry, ReserveEntry } from './ledger-decisions.js';
import { LedgerGroup } from './ledger-group.js';

const HASHES = ['a', 'b', 'c'];
const SIGNED: SigningOutcome = [{ state: 'signed', signature: 'AA==' }];

const digest = (text: string): Digest => ({ algorithm: 'sha256', value: sha256(text) });

describe('requests that share a transaction of the ledger', () => {
  let stores: ReturnType<typeof memoryStores>;
  let progress: SealedProgress;
  let group: LedgerGroup;
  beforeEach(async () => {
    stores = memoryStores();
    progress = await SealedProgress.open(stores.activations, new FakeToken());
    const days = new ContainerDays(await AuthorityStates.open(new MemoryAuthorityStates(), new FakeToken(), stores.transactions));
    group = new LedgerGroup(stores.transactions, { progress, journal: stores.journal, used: stores.evidence, days }, new FakeClock());
  });

  const activation = async (occurrences = 'fff', state: ActivationState = 'issued'): Promise<string> => {
    const activationId = newId('act');
    const row = { activationId, clientId: 'cli_1', credentialId: 'cred_1', draft: '{}', draftMac: new Uint8Array(), expiresAt: new Date(0) };
    const stored = { ...row, ...progress.close(activationId, { state, occurrences, version: 1 }) };
    await stores.transactions.run((transaction) => stores.activations.insert(transaction, stored));
    return activationId;
  };
  const letters = (activationId: string) => stores.activations.table.get(activationId)?.occurrences;

  const wants = (activationId: string, wanted: readonly string[], more: Partial<ReserveEntry> = {}): ReserveEntry => {
    const attemptId = more.attemptId ?? newId('att');
    const facts = { attemptId, activationId, hashSet: 'h', keyId: 'k', credentialId: 'cred_1', clientId: 'cli_1', scheme: 'ecdsa', rulesDigest: 'r' };
    return {
      kind: 'reserve',
      activationId,
      attemptId,
      requestDigest: 'digest',
      edition: 1,
      authorised: HASHES,
      wanted,
      decidedBy: [],
      factsFor: (places) => ({ ...facts, digests: wanted.map(digest), places, unseen: 0 }) as unknown as ReservedFacts,
      within: (act) => act(),
      ...more,
    };
  };
  const ends = (facts: ReservedFacts, outcome: SigningOutcome): ConcludeEntry => {
    const { activationId, attemptId } = facts;
    return { kind: 'conclude', activationId, attemptId, facts, outcome, within: (act) => act() };
  };
  const told = (answer: PromiseSettledResult<LedgerAnswer> | undefined) =>
    answer?.status === 'fulfilled' ? answer.value.kind : ((answer?.reason as { code?: string }).code ?? String(answer?.reason));
  const commit = async (...entries: readonly LedgerEntry[]) => (await group.commit(entries)).map(told);
  const reserved = async (activationId: string, wanted: readonly string[]) => {
    const [answer] = await group.commit([wants(activationId, wanted)]);
    if (answer?.status !== 'fulfilled' || answer.value.kind !== 'reserved') throw new Error('not reserved');
    return answer.value.facts;
  };

  it('take what is free, one after the other, and each hears of its own', async () => {
    const [one, other] = [await activation(), await activation('sfb')];
    expect(
      await commit(wants(one, ['a', 'b']), wants(other, ['a']), wants(one, ['b', 'c']), wants(other, ['b']), wants(one, ['c']), wants(one, ['a'])),
    ).toEqual(['reserved', 'hash.not_authorised', 'hash.not_authorised', 'reserved', 'reserved', 'sad.spent']);
    expect([letters(one), letters(other)]).toEqual(['rrr', 'srb']);
    expect(stores.transactions.events.map(({ type }) => type)).toEqual(Array(3).fill('signature-intended'));
  });

  it('reserve and end in one transaction; what one gave back another takes later', async () => {
    const id = await activation();
    const [first, second] = [await reserved(id, ['a']), await reserved(id, ['b'])];
    expect(await commit(ends(first, SIGNED), ends(second, [{ state: 'released', cause: 'hsm.refused' }]), wants(id, ['b']))).toEqual([
      'concluded',
      'concluded',
      'reserved',
    ]);
    expect(letters(id)).toBe('srf');
  });

  it('write an activation once for all of them, with one new version', async () => {
    const id = await activation();
    await commit(wants(id, ['a']), wants(id, ['b']), wants(id, ['c']));
    expect(stores.activations.table.get(id)).toMatchObject({ occurrences: 'rrr', version: 2 });
    await commit(wants(id, ['a']));
    expect(stores.activations.table.get(id)?.version).toBe(2);
  });

  it('make one attempt once', async () => {
    const id = await activation();
    const attempt = wants(id, ['a']);
    expect(await commit(attempt, attempt, wants(id, ['b'], { attemptId: attempt.attemptId }))).toEqual(['reserved', 'repeated', 'repeated']);
    expect(await commit(attempt)).toEqual(['repeated']);
    expect(letters(id)).toBe('rff');
  });

  it('end an attempt once: the same outcome again is fine, another one is not, and neither is one of an attempt that is not there', async () => {
    const id = await activation();
    const facts = await reserved(id, ['a']);
    expect(await commit(ends(facts, SIGNED), ends(facts, SIGNED), ends(facts, [{ state: 'released', cause: 'x' }]))).toEqual([
      'concluded',
      'concluded',
      'Error: the attempt has an outcome already',
    ]);
    expect(await commit(ends(facts, SIGNED), ends({ ...facts, attemptId: newId('att') }, SIGNED))).toEqual(['concluded', 'Error: the attempt is gone']);
    expect(letters(id)).toBe('sff');
    expect(stores.transactions.events.map(({ type }) => type)).toEqual(['signature-intended', 'signature-made']);
  });

  it('tell the log which digests were signed, and of those that were not none', async () => {
    const id = await activation();
    const facts = await reserved(id, ['a', 'b']);
    await commit(ends(facts, [...SIGNED, { state: 'released', cause: 'hsm.refused' }]));
    const [signed] = facts.digests.map(({ value }) => toBase64Url(value));
    expect(stores.transactions.events.map(({ type, digests }) => [type, digests])).toEqual([
      ['signature-intended', undefined],
      ['signature-made', [signed]],
      ['signature-failed', undefined],
    ]);
  });

  it('end nothing that is not reserved, and not with fewer outcomes than places', async () => {
    const id = await activation();
    const facts = await reserved(id, ['a', 'b']);
    expect(await commit(ends(facts, SIGNED))).toEqual(['Error: 1 endings for 2 occurrences']);
    expect(await commit(ends({ ...facts, places: [0, 2] }, [...SIGNED, ...SIGNED]))).toEqual(['Error: occurrence 2 is not reserved']);
    expect(letters(id)).toBe('rrf');
  });

  it('use a proof once, and leave what a refused one wanted to those behind it', async () => {
    const id = await activation();
    const proof = { proofDigest: 'proof' };
    expect(await commit(wants(id, ['a'], proof), wants(id, ['b'], proof), wants(id, ['b']))).toEqual(['reserved', 'proof.invalid', 'reserved']);
    const other = await activation();
    expect(await commit(wants(other, ['a'], proof), wants(other, ['a'], { proofDigest: 'new' }), wants(other, ['c'], proof))).toEqual([
      'proof.invalid',
      'reserved',
      'proof.invalid',
    ]);
    expect(letters(other)).toBe('rff');
  });

  it('do not use up the proof of a request that is refused anyway', async () => {
    const id = await activation('sff');
    const proof = { proofDigest: 'proof' };
    expect(await commit(wants(id, ['a'], proof))).toEqual(['hash.not_authorised']);
    expect(await commit(wants(id, ['b'], proof))).toEqual(['reserved']);
  });

  it.each<[string, string, (id: string) => void]>([
    ['is not there', 'sad.invalid', (id) => stores.activations.table.delete(id)],
    [
      'does not carry its MAC',
      'record.tampered',
      (id) => {
        const row = stores.activations.table.get(id);
        if (row) stores.activations.table.set(id, { ...row, occurrences: 'ffff' });
      },
    ],
  ])('do not suffer from one whose activation %s', async (_what, code, change) => {
    const [good, bad] = [await activation(), await activation()];
    change(bad);
    expect(await commit(wants(good, ['a']), wants(bad, ['a']), wants(good, ['b']))).toEqual(['reserved', code, 'reserved']);
    expect(letters(good)).toBe('rrf');
  });

  it.each<ActivationState>(['draft', 'completed', 'abandoned'])('take nothing of an activation that is %s', async (state) => {
    const id = await activation('fff', state);
    expect(await commit(wants(id, ['a']))).toEqual(['sad.invalid']);
  });

  it('rely on what each decided by: an old record undoes the group, so that it is tried in parts', async () => {
    const id = await activation();
    const stop = { kind: 'stop', of: 'binding', id: 'cred_1', version: 3, act: 'suspended' } as const;
    await stores.transactions.run((transaction) => Promise.resolve(transaction.enter(stop)));
    const by = (version: number) => ({ decidedBy: [{ kind: 'binding', id: 'cred_1', version } as const] });
    await expect(group.commit([wants(id, ['a'], by(3)), wants(id, ['b'], by(2))])).rejects.toMatchObject({ code: 'record.tampered' });
    expect(letters(id)).toBe('fff');
    expect(await commit(wants(id, ['a'], by(3)))).toEqual(['reserved']);
  });

  it('record each event within its own request', async () => {
    const id = await activation();
    const order: string[] = [];
    const within = (name: string) => ({ within: (act: () => void) => (order.push(name), act()) });
    await commit(wants(id, ['a'], within('one')), wants(id, ['a'], within('refused')), wants(id, ['b'], within('other')));
    expect(order).toEqual(['one', 'other']);
  });
});
