import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { ChangesWorld, type EquippedSigner } from '../../../test/changes-world.js';

const HOUR = 3_600_000;
let world: ChangesWorld;
let ada: EquippedSigner;

beforeEach(async () => {
  world = await ChangesWorld.make();
  ada = await world.signer();
});

const meansOf = async (kind: string) => (await world.binding(ada)).means.filter((means) => means.kind === kind);
const meansId = async (kind: string) => (await meansOf(kind))[0]?.meansId ?? '';
const eventsOf = async () => (await world.world.stores.events()).map(({ type, cause }) => (cause === undefined ? type : `${type}: ${cause}`));

describe('a change', () => {
  it('is completed once, and refused or late never', async () => {
    const [done, refused, late] = [
      await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }),
      await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }),
      await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }),
    ];
    await world.abandonChange.run(refused.changeId);
    expect(await world.give(ada, refused.changeId, 'passkey')).toBe('change.state');
    expect(await world.give(ada, done.changeId, 'passkey')).toBe('completed');
    expect(await world.give(ada, done.changeId, 'passkey')).toBe('change.state');
    world.clock.advance(600_000);
    expect(await world.give(ada, late.changeId, 'passkey')).toBe('change.expired');
    expect(await world.give(ada, newId('chg'), 'passkey')).toBe('change.unknown');
  });

  it('is worth nothing once the credential was changed otherwise', async () => {
    const [first, second] = [await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }), await world.offered(ada, world.page(), 'passkey')];
    expect(await world.give(ada, first.changeId, 'passkey')).toBe('completed');
    expect(await world.give(ada, second.changeId, 'passkey')).toBe('change.state');
  });

  it('is made once when its last evidence comes twice at the same time, and uses both up for nothing else', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    const challenge = await world.challenge(draft.changeId);
    const both = await Promise.all([world.evidence(ada, 'passkey', challenge), world.evidence(ada, 'passkey', challenge)]);
    const results = await Promise.allSettled(both.map((evidence) => world.world.present.run(draft.changeId, evidence)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await meansOf('passkey')).toHaveLength(2);
  });

  it('that two complete at the same time is written by one, and the other is told so', async () => {
    const [one, other] = [
      await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') }),
      await world.open(ada, { act: 'remove-means', meansId: await meansId('oidc') }),
    ];
    const evidence = await Promise.all([one, other].map(async ({ changeId }) => world.evidence(ada, 'passkey', await world.challenge(changeId))));
    const results = await Promise.allSettled([one, other].map(({ changeId }, place) => world.world.present.run(changeId, evidence[place] ?? fail())));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as { code?: string }).code] : []));
    expect(refused).toEqual(['change.state']);
  });

  it('whose record is written by somebody else at the last moment is not made', async () => {
    const { changeId } = await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') });
    const { records } = world.world;
    const sealNext = records.sealNext.bind(records);
    records.sealNext = async (...asked: Parameters<typeof sealNext>) => {
      records.sealNext = sealNext;
      const sealed = await sealNext(...asked);
      await world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'signer', reason: 'lost' });
      return sealed;
    };
    expect(await world.give(ada, changeId, 'passkey')).toBe('change.state');
    expect((await world.binding(ada)).state).toBe('suspended');
    expect((await meansOf('pin'))[0]?.usableUntil).toBeUndefined();
  });

  it('is not made again by the evidence it was made by, even for a database that has forgotten it', async () => {
    const { changeId } = await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') });
    const tables = [world.stores.changes.table, world.world.stores.records.table, world.stores.counters.table] as const;
    const before = tables.map((table) => new Map<string, unknown>(table));
    const idToken = await world.evidence(ada, 'oidc', await world.challenge(changeId));
    await world.world.present.run(changeId, idToken);
    for (const [place, table] of tables.entries()) for (const [id, row] of before[place] ?? []) (table as Map<string, unknown>).set(id, row);
    await expect(world.world.present.run(changeId, idToken)).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect((await world.world.stores.events()).at(-1)?.particulars).toMatchObject({ reason: 'used before' });
    expect(await world.give(ada, changeId, 'passkey')).toBe('completed');
  });

  it('leaves events that say what was done, by which evidence', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    await world.give(ada, draft.changeId, 'oidc', 'pin');
    const completed = (await world.world.stores.events()).find(({ type }) => type === 'change-completed');
    expect(completed).toMatchObject({
      outcome: 'success',
      particulars: {
        changeId: draft.changeId,
        credentialId: ada.credentialId,
        act: 'add-means',
        kind: 'passkey',
        meansId: (await meansOf('passkey'))[1]?.meansId,
        evidence: 'oidc pin',
        promise: 'presence',
        effectiveAt: new Date(world.clock.now().getTime() + HOUR).toISOString(),
      },
    });
  });

  it.each([
    ['what is changed', (draft: string) => draft.replace('remove-means', 'resume')],
    ['the wait', (draft: string) => draft.replace('"waitSeconds":3600', '"waitSeconds":0')],
    ['the evidence', (draft: string) => draft.replace('[["passkey"]', '[["pin"]')],
    ['the policy', (draft: string) => draft.replace('"policyId":"test"', '"policyId":"weak"')],
  ])('is refused when the database edited %s', async (_what, edit) => {
    const { changeId } = await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') });
    const row = world.stores.changes.table.get(changeId);
    if (!row) throw new Error('no row');
    expect(edit(row.draft)).not.toBe(row.draft);
    world.stores.changes.table.set(changeId, { ...row, draft: edit(row.draft) });
    expect(await world.give(ada, changeId, 'passkey')).toBe('record.tampered');
    world.stores.changes.table.set(changeId, row);
    expect(await world.give(ada, changeId, 'passkey')).toBe('completed');
  });

  it('is refused when the database says that evidence was given, or calls a refused one open', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    const { table } = world.stores.changes;
    const before = table.get(draft.changeId);
    if (!before) throw new Error('no row');
    table.set(draft.changeId, { ...before, progress: '{"proofs":[{"kind":"oidc"}]}' });
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('record.tampered');
    table.set(draft.changeId, before);
    await world.abandonChange.run(draft.changeId);
    const refused = table.get(draft.changeId);
    if (refused) table.set(draft.changeId, { ...refused, state: 'open' });
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('record.tampered');
  });
});

describe('abandoning a change', () => {
  it('changes nothing when it is repeated, or when the change is done', async () => {
    const [open, done] = [await world.offered(ada, world.page(), 'passkey'), await world.open(ada, { act: 'remove-means', meansId: await meansId('pin') })];
    await world.give(ada, done.changeId, 'passkey');
    await world.abandonChange.run(open.changeId);
    const events = await eventsOf();
    await world.abandonChange.run(open.changeId);
    await world.abandonChange.run(done.changeId);
    expect(await eventsOf()).toEqual(events);
    expect(events.filter((type) => type === 'change-abandoned: refused')).toHaveLength(1);
    await expect(world.abandonChange.run(newId('chg'))).rejects.toMatchObject({ code: 'change.unknown' });
  });
});

function fail(): never {
  throw new Error('no evidence');
}
