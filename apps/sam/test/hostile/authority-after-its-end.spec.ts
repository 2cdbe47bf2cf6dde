import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuthorityWorld, type TestCertificate } from '../authority-world.js';
import { statusIn } from '../certificate-status.js';
import { outcomeOf, refused } from './refusal.js';

describe('a database and a connector that want an authority to go on after its end', () => {
  let world: AuthorityWorld;
  let certified: TestCertificate;
  /** The database as it was before the end. */
  let backup: { readonly name: string; readonly restore: () => void }[];
  beforeEach(async () => {
    world = await AuthorityWorld.make();
    certified = await world.certified();
    await world.authorities.timestampUnit();
    await world.authorities.responder('issuing');
    const { keys, states, lists, certificates } = world.stores;
    backup = [
      copyOf('keys', keys.table),
      copyOf('states', states.table),
      copyOf('lists', lists.table),
      copyOf('revocations', certificates.revocations),
      copyOf('numbers', certificates.numbers),
    ];
  });

  function copyOf<Row>(name: string, table: Map<string, Row>) {
    const rows = new Map(table);
    return {
      name,
      restore: () => {
        table.clear();
        for (const [key, row] of rows) table.set(key, row);
      },
    };
  }

  async function end(): Promise<void> {
    await world.stores.transactions.run((transaction) => world.ending.decide(transaction, 'The provider ends its service.'));
    await world.ending.finish();
  }
  /** What a SAM that starts now makes of it; one that refuses to start signs nothing either. */
  const attempts = async (by: () => Promise<AuthorityWorld>) => {
    const { credentialId } = await world.accepted();
    const hash = { hashAlgorithmOid: '2.16.840.1.101.3.4.2.1', hash: new Uint8Array(32), certificate: false };
    return [
      await outcomeOf(world.token, async () => (await by()).composeCertificate.run(credentialId)),
      await outcomeOf(world.token, async () => (await by()).authorityKeys.signDer('ca-issuing', Uint8Array.of(0x30, 0))),
      await outcomeOf(world.token, async () => (await by()).composeTimestamp.run(hash)),
    ];
  };
  const restored = (...names: readonly string[]) => {
    for (const { name, restore } of backup) if (names.includes(name)) restore();
  };

  it('have certificates and time-stamps as long as it has not ended: nothing else is in the way', async () => {
    const done = await attempts(() => world.replica());
    expect(done.map(({ code }) => code)).toEqual(['done', 'done', 'done']);
  });

  it('get nothing signed from a SAM that was there, and nothing from one that starts', async () => {
    await end();
    for (const by of [() => Promise.resolve(world), () => world.replica()])
      expect(await attempts(by)).toEqual([refused('certificate.refused'), refused('certificate.refused'), refused('hsm.refused')]);
  });

  it('get nothing signed when the wrapped keys come back from a backup', async () => {
    await end();
    restored('keys');
    expect(await attempts(() => world.replica())).toEqual([refused('certificate.refused'), refused('certificate.refused'), refused('hsm.refused')]);
  });

  it.each([
    ['the states', ['states']],
    ['the keys and the states', ['keys', 'states']],
    ['everything', ['keys', 'states', 'lists', 'revocations', 'numbers']],
  ])('get nothing certified when %s are as they were: the journal knows of the end', async (_name, tables) => {
    await end();
    restored(...tables);
    const { credentialId } = await world.accepted();
    const start = async () => AuthorityWorld.over(world.stores, world.token, world.clock);
    expect(await outcomeOf(world.token, async () => (await start()).composeCertificate.run(credentialId))).toEqual(refused('record.tampered'));
    expect(await outcomeOf(world.token, () => world.composeCertificate.run(credentialId))).toEqual(refused('record.tampered'));
    expect(await outcomeOf(world.token, () => world.composeList.run('issuing'))).toEqual(refused('record.tampered'));
  });

  it('get no good answer about what it certified, whatever is hidden or put back', async () => {
    await end();
    const said = async (by: AuthorityWorld) =>
      by.composeAnswer.run('issuing', certified.serialNumber).then(
        ({ response }) => statusIn(response),
        (error: { readonly code?: string }) => error.code,
      );
    expect(await said(world)).toBe('revoked');
    restored('revocations');
    expect([await said(await world.replica()), await said(world)]).toEqual(['record.tampered', 'record.tampered']);
    restored('states');
    expect(await said(world)).toBe('record.tampered');
  });
});
