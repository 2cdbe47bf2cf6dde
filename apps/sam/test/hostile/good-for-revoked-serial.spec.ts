import { beforeEach, describe, expect, it } from '@jest/globals';
import { composeCrl, composeOcspAnswer } from '@paraph/contracts';
import { AuthorityWorld, type TestCertificate } from '../authority-world.js';
import { serialNumbersOn, statusIn } from '../certificate-status.js';
import { outcomeOf, refused } from './refusal.js';

describe('a database and a neighbour that want a revoked certificate called good', () => {
  let world: AuthorityWorld;
  let [ada, bob, eve]: TestCertificate[] = [];
  beforeEach(async () => {
    world = await AuthorityWorld.make();
    [ada, bob, eve] = [await world.certified(), await world.certified(), await world.certified()];
    await revoke(bob, 'superseded');
    await revoke(ada, 'keyCompromise');
    await world.authorities.responder('issuing');
  });

  const one = (of: TestCertificate | undefined): TestCertificate => {
    if (!of) throw new Error('no certificate');
    return of;
  };
  const revoke = (of: TestCertificate | undefined, reason: 'keyCompromise' | 'superseded') => world.revoke(one(of), reason);
  const ask = async (of: TestCertificate | undefined, by = world) => statusIn((await by.composeAnswer.run('issuing', one(of).serialNumber)).response);
  const list = async (by = world) => serialNumbersOn((await by.composeList.run('issuing')).crl);
  /** What is said of a certificate: its status, or why nothing is said. */
  const said = (of: TestCertificate | undefined, by = world): Promise<string> =>
    ask(of, by).catch((error: Error & { code?: string }) => error.code ?? error.message);
  const listing = (by = world) => outcomeOf(world.token, () => list(by));
  const rows = () => world.stores.certificates.revocations;
  const states = () => world.stores.states.table;
  const stateRow = () => {
    const row = states().get('revocations/issuing');
    if (!row) throw new Error('no state');
    return row;
  };
  const rowOf = (of: TestCertificate | undefined) => {
    const row = rows().get(one(of).serialNumber);
    if (!row) throw new Error('not revoked');
    return row;
  };

  it('get revoked for what was revoked and good for what was not, by answer and by list, from every replica', async () => {
    for (const by of [world, await world.replica()]) {
      expect([await ask(ada, by), await ask(bob, by), await ask(eve, by)]).toEqual(['revoked', 'revoked', 'good']);
      expect(await list(by)).toEqual([one(bob).serialNumber, one(ada).serialNumber]);
    }
    expect(statusIn((await world.composeAnswer.run('issuing', '4f')).response)).toBe('unknown');
  });

  it('have no word for it in the request', () => {
    const request = { authority: 'issuing', serialNumber: one(ada).serialNumber };
    expect(composeOcspAnswer.request.safeParse(request).success).toBe(true);
    for (const more of [{ status: 'good' }, { thisUpdate: '2020-01-01T00:00:00.000Z' }, { certificate: '' }]) {
      expect(composeOcspAnswer.request.safeParse({ ...request, ...more }).success).toBe(false);
    }
    for (const more of [{ number: 1 }, { revocations: [] }]) expect(composeCrl.request.safeParse({ authority: 'issuing', ...more }).success).toBe(false);
  });

  const edits: readonly [string, () => void][] = [
    ['is deleted', () => rows().delete(one(ada).serialNumber)],
    ['and that before it are deleted', () => rows().clear()],
    ['is for another reason', () => rows().set(one(ada).serialNumber, { ...rowOf(ada), reason: 'superseded' })],
    ['is of a later moment', () => rows().set(one(ada).serialNumber, { ...rowOf(ada), revokedAt: new Date(rowOf(ada).revokedAt.getTime() + 1) })],
    [
      'is for somebody else',
      () => {
        rows().set(one(eve).serialNumber, { ...rowOf(ada), serialNumber: one(eve).serialNumber });
        rows().delete(one(ada).serialNumber);
      },
    ],
    [
      'and another change places',
      () => {
        const [first, second] = [rowOf(bob), rowOf(ada)];
        rows().set(one(ada).serialNumber, { ...second, ordinal: first.ordinal });
        rows().set(one(bob).serialNumber, { ...first, ordinal: second.ordinal });
      },
    ],
    ['is of another issuer', () => rows().set(one(ada).serialNumber, { ...rowOf(ada), issuer: 'root' })],
    ['is deleted, its certificate too', () => [rows().delete(one(ada).serialNumber), world.stores.certificates.issued.delete(one(ada).serialNumber)]],
    ['is deleted, and the count with it', () => [rows().delete(one(ada).serialNumber), states().delete('revocations/issuing')]],
    [
      'is deleted, and the count is edited',
      () => {
        rows().delete(one(ada).serialNumber);
        const state = stateRow();
        states().set('revocations/issuing', { ...state, body: state.body.replace('"count":2', '"count":1') });
      },
    ],
  ];

  it.each(edits)('get no list and no good answer when the row %s', async (_what, edit) => {
    // Three that know what was there in different ways: by the act, by an answer, by nothing.
    const [asked, fresh] = [await world.replica(), await world.replica()];
    await ask(ada, asked);
    edit();
    for (const by of [world, asked, fresh]) expect(await listing(by)).toEqual(refused('record.tampered'));
    expect(await world.eventTypes()).toContain('record-tampered: record.tampered');
    expect(await said(ada, fresh)).toBe('record.tampered');
    // Whoever followed the chain before needs no row to know.
    for (const by of [world, asked]) expect(['record.tampered', 'revoked']).toContain(await said(ada, by));
  });

  it('get nothing signed by a row that nobody here wrote: it stops no certificate, it stops the answers', async () => {
    rows().set(one(eve).serialNumber, { ...rowOf(ada), serialNumber: one(eve).serialNumber, ordinal: 3 });
    expect(await outcomeOf(world.token, () => ask(eve))).toEqual(refused('record.tampered'));
    expect(await listing()).toEqual(refused('record.tampered'));
    rows().delete(one(eve).serialNumber);
    expect(await said(eve)).toBe('good');
    expect((await listing()).code).toBe('done');
  });

  it('keep no revocation away by taking its place', async () => {
    rows().set(one(eve).serialNumber, { ...rowOf(ada), serialNumber: one(eve).serialNumber, ordinal: 3 });
    await expect(revoke(eve, 'keyCompromise')).rejects.toMatchObject({ code: 'record.tampered' });
    expect((await world.records.find('binding', one(eve).credentialId))?.body.state).toBe('accepted');
    rows().delete(one(eve).serialNumber);
    expect(await revoke(eve, 'keyCompromise')).toBe(one(eve).serialNumber);
    expect(await revoke(eve, 'superseded')).toBeUndefined();
    expect([await said(eve), await listing()]).toEqual(['revoked', { code: 'done', signed: 1 }]);
  });

  it('choose not whose certificate a revocation ends', async () => {
    const issued = world.stores.certificates.issued;
    const [right, wrong] = [one(eve), await world.certified()];
    const [rightRow, wrongRow] = [issued.get(right.serialNumber), issued.get(wrong.serialNumber)];
    if (!rightRow || !wrongRow) throw new Error('not issued');
    issued.set(right.serialNumber, { ...rightRow, intent: { ...rightRow.intent, credentialId: wrong.credentialId } });
    issued.set(wrong.serialNumber, { ...wrongRow, intent: { ...wrongRow.intent, credentialId: right.credentialId } });
    await expect(revoke(eve, 'keyCompromise')).rejects.toMatchObject({ code: 'record.tampered' });
    expect(await outcomeOf(world.token, () => ask(wrong))).toEqual(refused('record.tampered'));
    issued.set(right.serialNumber, rightRow);
    issued.set(wrong.serialNumber, wrongRow);
    expect(await revoke(eve, 'keyCompromise')).toBe(right.serialNumber);
    expect([await said(eve), await said(wrong)]).toEqual(['revoked', 'good']);
  });

  it('get no good answer for a certificate that was hidden while its key was given up', async () => {
    const issued = world.stores.certificates.issued;
    const row = issued.get(one(eve).serialNumber);
    if (!row) throw new Error('not issued');
    issued.delete(one(eve).serialNumber);
    expect(await revoke(eve, 'keyCompromise')).toBeUndefined();
    expect(await said(eve)).toBe('unknown');
    issued.set(one(eve).serialNumber, row);
    for (const by of [world, await world.replica()]) expect(await outcomeOf(world.token, () => ask(eve, by))).toEqual(refused('record.tampered'));
    expect(await said(ada)).toBe('revoked');
  });

  it('get no list of an older number', async () => {
    await list();
    await list();
    world.stores.certificates.numbers.set('issuing', 0);
    expect(await listing()).toEqual(refused('record.tampered'));
    expect(await listing(await world.replica())).toEqual(refused('record.tampered'));
    world.stores.certificates.numbers.set('issuing', 2);
    expect((await world.composeList.run('issuing')).number).toBe(3);
  });

  it('get no good answer when state and rows are put back as they were: the key’s record knows', async () => {
    const [state, revocations, records] = [stateRow(), new Map(rows()), new Map(world.stores.records.table)];
    await revoke(eve, 'keyCompromise');
    states().set('revocations/issuing', state);
    rows().clear();
    for (const [serial, row] of revocations) rows().set(serial, row);
    for (const by of [world, await world.replica()]) expect(await outcomeOf(world.token, () => ask(eve, by))).toEqual(refused('record.tampered'));
    expect(await listing()).toEqual(refused('record.tampered'));

    // The record put back too: whoever saw the newer state still refuses.
    for (const [id, row] of records) world.stores.records.table.set(id, row);
    expect(await said(eve)).toBe('record.tampered');
    // One that starts afterwards reads in the journal that there was a newer one.
    expect(await said(eve, await world.replica())).toBe('record.tampered');
  });
});
