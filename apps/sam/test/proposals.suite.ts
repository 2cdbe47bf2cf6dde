import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import type { ProposalRow, ProposalRows } from '../src/domain/quorum/proposal-rows.js';
import type { ProposalView } from '../src/domain/quorum/standing-proposal.js';
import type { FakeToken } from './fake-token.js';
import { quorumOf, type QuorumWorld } from './quorum-world.js';
import type { Stores } from './stores.js';

type AnyQuorum = QuorumWorld<Stores, FakeToken, ProposalRows>;

/** The facts about proposals, for memory and PostgreSQL alike. */
export function proposalsSuite(name: string, make: () => Promise<AnyQuorum>): void {
  describe(name, () => {
    let quorum: AnyQuorum;
    beforeEach(async () => void (quorum = await make()));

    describe('rows of proposals', () => {
      const rows = () => quorum.rows.proposals;
      const run: Stores['transactions']['run'] = (work) => quorum.world.stores.transactions.run(work);
      const aRow = (change: Partial<ProposalRow> = {}): ProposalRow => ({
        proposalId: newId('prop'),
        draft: '{"a":"é"}',
        draftMac: Uint8Array.of(1, 0, 255),
        state: 'open',
        approvals: '[]',
        decisionMac: Uint8Array.of(2, 0, 254),
        ...change,
      });

      it('come back as they were written, once under each id', async () => {
        const row = aRow();
        await run((transaction) => rows().insert(transaction, row));
        expect(await rows().find(row.proposalId)).toEqual(row);
        expect(await rows().find(newId('prop'))).toBeUndefined();
        await expect(run((transaction) => rows().insert(transaction, row))).rejects.toThrow();
      });

      it('change in what was decided, and in nothing else', async () => {
        const row = aRow();
        await run((transaction) => rows().insert(transaction, row));
        const decision = { state: 'done', approvals: '[1]', decisionMac: Uint8Array.of(3) } as const;
        await run(async (transaction) => {
          expect(await rows().lock(transaction, row.proposalId)).toEqual({ state: 'open', approvals: '[]', decisionMac: row.decisionMac });
          await rows().advance(transaction, row.proposalId, decision);
        });
        expect(await rows().find(row.proposalId)).toEqual({ ...row, ...decision });
        expect(await run((transaction) => rows().lock(transaction, newId('prop')))).toBeUndefined();
      });

      it('are listed newest first, as many as asked for', async () => {
        const at = (openedAt: string): ProposalRow => aRow({ draft: JSON.stringify({ openedAt }) });
        const [old, newest, middle] = [at('2998-01-01T00:00:00.000Z'), at('2999-01-01T00:00:00.000Z'), at('2998-07-01T00:00:00.000Z')];
        for (const row of [old, newest, middle]) await run((transaction) => rows().insert(transaction, row));
        expect(await rows().latest(2)).toEqual([newest.proposalId, middle.proposalId]);
        expect(await rows().latest(3)).toContain(old.proposalId);
        await run(async (transaction) => {
          for (const { proposalId } of [old, newest, middle])
            await rows().advance(transaction, proposalId, { state: 'done', approvals: '[]', decisionMac: Uint8Array.of(3) });
        });
        expect(await rows().latest(1)).toEqual([newest.proposalId]);
      });

      it('are as before when the transaction fails', async () => {
        const row = aRow();
        await run((transaction) => rows().insert(transaction, row));
        const failing = run(async (transaction) => {
          await rows().lock(transaction, row.proposalId);
          await rows().advance(transaction, row.proposalId, { state: 'done', approvals: '[1]', decisionMac: Uint8Array.of(3) });
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        expect(await rows().find(row.proposalId)).toEqual(row);
      });
    });

    describe('records that are held', () => {
      it('answer their version, and 0 where there is none', async () => {
        const { stores, clientId } = quorum.world;
        const held = (id: string) => stores.transactions.run((transaction) => stores.records.hold(transaction, 'client', id));
        expect([await held(clientId), await held(newId('cli'))]).toEqual([1, 0]);
      });

      it('refuse whoever read them before they were changed', async () => {
        const { records, stores, clientId } = quorum.world;
        const read = await records.find('client', clientId);
        if (!read) throw new Error('no client');
        const sealed = await records.sealNext(read, { ...read.body, multisign: 9 });
        await expect(stores.transactions.run((transaction) => records.hold(transaction, read))).resolves.toBeUndefined();
        await stores.transactions.run((transaction) => records.write(transaction, sealed));
        await expect(stores.transactions.run((transaction) => records.hold(transaction, read))).rejects.toThrow('request.duplicate');
      });
    });

    describe('decisions', () => {
      const limit = () => ({ act: 'limit-client', clientId: quorum.world.clientId, multisign: 7 }) as const;
      const types = async (type: string) => (await quorum.world.eventTypes()).filter((one) => one === type);

      it('are made with the approval that completes them', async () => {
        const proposal = await quorum.propose.run(limit());
        expect(await quorum.approve(quorum.people[0], proposal)).toMatchObject({ state: 'open' });
        expect((await quorum.world.records.find('client', quorum.world.clientId))?.body.multisign).toBe(100);
        expect(await quorum.approve(quorum.people[2], proposal)).toMatchObject({ state: 'done' });
        expect((await quorum.world.records.find('client', quorum.world.clientId))?.body.multisign).toBe(7);
        expect(await quorum.describe.run(proposal.proposalId)).toMatchObject({ state: 'done', approvals: [{ name: 'Ann' }, { name: 'Cem' }] });
      });

      it('are made once by a thousand approvals at the same time', async () => {
        const proposal = await quorum.propose.run(limit());
        const given = quorum.people.map((one) => quorum.assertion(one, proposal));
        const attempts = Array.from({ length: 1_000 }, (_, place) => quorum.approveProposal.run(proposal.proposalId, given[place % 3]!));
        const all = await Promise.allSettled(attempts);
        const taken = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.state] : []));
        expect(taken.sort()).toEqual(['done', 'open']);
        // Whoever waited too long for a turn was told so, and nothing was done for them.
        const refusals = /proposal\.(?:state|refused)|service\.unavailable: the request waited too long/;
        for (const one of all) if (one.status === 'rejected') expect(String(one.reason)).toMatch(refusals);
        expect(await types('proposal-approved')).toHaveLength(2);
        expect(await types('proposal-done')).toHaveLength(1);
        expect((await quorum.world.records.find('client', quorum.world.clientId))?.version).toBe(2);
      }, 120_000);

      it('are made by the people of one version: who approves while they change comes before or too late', async () => {
        const [ann, ben, cem] = quorum.people;
        const change = await quorum.propose.run({ act: 'change-quorum', quorum: quorumOf(2, [ann, ben]) });
        const others: ProposalView[] = [];
        for (let count = 0; count < 6; count += 1) others.push(await quorum.propose.run(limit()));
        for (const proposal of [change, ...others]) await quorum.approve(ann, proposal);
        const all = await Promise.allSettled([
          ...others.slice(0, 3).map((proposal) => quorum.approve(cem, proposal)),
          quorum.approve(ben, change),
          ...others.slice(3).map((proposal) => quorum.approve(cem, proposal)),
        ]);
        for (const one of all) if (one.status === 'rejected') expect(String(one.reason)).toMatch(/proposal\.(?:state|refused)/);
        const done = all.filter((one) => one.status === 'fulfilled').length;
        expect(await types('proposal-done')).toHaveLength(done);
        expect((await quorum.world.records.find('quorum', 'quorum'))?.version).toBe(2);
        // From now on Cem decides nothing.
        await expect(quorum.approve(cem, await quorum.propose.run(limit()))).rejects.toThrow('proposal.refused');
      }, 60_000);

      it('two at a time about one thing are both made, one after the other', async () => {
        const [ann, ben, cem] = quorum.people;
        const both = [await quorum.propose.run(limit()), await quorum.propose.run({ ...limit(), multisign: 8 })] as const;
        for (const proposal of both) await quorum.approve(ann, proposal);
        const all = await Promise.all([quorum.approve(ben, both[0]), quorum.approve(cem, both[1])]);
        expect(all.map(({ state }) => state)).toEqual(['done', 'done']);
        expect((await quorum.world.records.find('client', quorum.world.clientId))?.version).toBe(3);
      });
    });
  });
}
