import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@paraph/kernel';
import { AuthorityWorld } from '../../../test/authority-world.js';

const DAY = 86_400_000;

describe('the embedded authorities', () => {
  let world: AuthorityWorld;
  beforeEach(async () => void (world = await AuthorityWorld.make()));

  it('are made once, however many replicas begin at the same time', async () => {
    const replicas = [world, await world.replica(), await world.replica()];
    const found = await Promise.all(replicas.map((one) => one.authorities.find('issuing')));
    expect(new Set(found.map(({ certificate }) => sha256Hex(certificate))).size).toBe(1);
    expect((await world.eventTypes()).filter((type) => type === 'certificate-composed')).toHaveLength(2);
  });

  it('chain: the root signs itself and the issuing authority', async () => {
    const [root, issuing] = [await world.authorities.find('root'), await world.authorities.find('issuing')];
    expect(world.reader.isSignedBy(root.certificate, root.publicKey)).toBe(true);
    expect(world.reader.isSignedBy(issuing.certificate, root.publicKey)).toBe(true);
    expect(world.reader.isSignedBy(issuing.certificate, issuing.publicKey)).toBe(false);
  });

  it('are refused when the database holds another certificate for them', async () => {
    const issuing = await world.authorities.find('issuing');
    const root = await world.authorities.find('root');
    for (const [serial, issued] of world.stores.certificates.issued) {
      world.stores.certificates.issued.set(serial, { ...issued, certificate: issued.intent.kind === 'issuing' ? root.certificate : issuing.certificate });
    }
    const other = await world.replica();
    await expect(other.authorities.find('root')).rejects.toMatchObject({ code: 'record.tampered' });
  });

  it('keep a responder’s certificate until a month before its end, then make another', async () => {
    const first = await world.authorities.responder('issuing');
    world.clock.advance(59 * DAY);
    expect((await world.authorities.responder('issuing')).certificate).toEqual(first.certificate);
    world.clock.advance(2 * DAY);
    const next = await world.authorities.responder('issuing');
    expect(next.certificate).not.toEqual(first.certificate);
    expect((await world.authorities.responder('issuing')).certificate).toEqual(next.certificate);
  });

  it('keep the time-stamping unit’s certificate for a year, then certify its key again', async () => {
    const first = await world.authorities.timestampUnit();
    world.clock.advance(364 * DAY);
    expect((await world.authorities.timestampUnit()).certificate).toEqual(first.certificate);
    world.clock.advance(2 * DAY);
    const next = await world.authorities.timestampUnit();
    expect(next.certificate).not.toEqual(first.certificate);
    expect(world.reader.read(next.certificate)?.publicKey).toEqual(world.reader.read(first.certificate)?.publicKey);
  });

  it('make no certificate after another that ends with its issuer', async () => {
    const issuing = await world.authorities.find('issuing');
    world.clock.advance(issuing.validTo.getTime() - world.clock.now().getTime() - 300 * DAY);
    const last = await world.authorities.timestampUnit();
    expect(world.reader.read(last.certificate)?.validTo).toEqual(issuing.validTo);
    world.clock.advance(299 * DAY);
    expect((await world.authorities.timestampUnit()).certificate).toEqual(last.certificate);
  });
});

describe('revocation lists', () => {
  let world: AuthorityWorld;
  beforeEach(async () => void (world = await AuthorityWorld.make()));

  it('have numbers that rise, whoever composes them, and live for a day', async () => {
    const other = await world.replica();
    const lists = [await world.composeList.run('issuing'), await other.composeList.run('issuing'), await world.composeList.run('root')];
    expect(lists.map(({ number }) => number)).toEqual([1, 2, 1]);
    expect(lists.map(({ thisUpdate, nextUpdate }) => nextUpdate.getTime() - thisUpdate.getTime())).toEqual([DAY, DAY, DAY]);
    expect((await world.eventTypes()).filter((type) => type === 'crl-composed')).toHaveLength(3);
  });

  it('never repeat a number after a failure of the token', async () => {
    await world.composeList.run('root');
    world.token.failNextSignature('hsm.unavailable');
    await expect(world.composeList.run('root')).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect((await world.composeList.run('root')).number).toBe(3);
  });

  it('are not signed when the number cannot be kept', async () => {
    await world.authorities.find('root');
    const before = world.token.counters.signCalls;
    world.stores.transactions.fail();
    await expect(world.composeList.run('root')).rejects.toThrow('the database is gone');
    expect(world.token.counters.signCalls).toBe(before);
  });
});

describe('status answers', () => {
  let world: AuthorityWorld;
  beforeEach(async () => void (world = await AuthorityWorld.make()));

  it('are refused for a row whose certificate is not ours', async () => {
    const { serialNumber } = await world.certified();
    const issued = world.stores.certificates.issued.get(serialNumber);
    if (!issued) throw new Error('not issued');
    world.stores.certificates.issued.set('4f', issued);
    await expect(world.composeAnswer.run('issuing', '4f')).rejects.toMatchObject({ code: 'record.tampered' });
    await expect(world.composeAnswer.run('issuing', serialNumber)).resolves.toBeDefined();
  });

  it('hold for an hour', async () => {
    const { nextUpdate } = await world.composeAnswer.run('issuing', '01');
    expect(nextUpdate.getTime() - world.clock.now().getTime()).toBe(3_600_000);
  });
});
