import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { ctx, extension, seq } from '../der-writer.js';
import { digestOf, later, OutsideAuthority, softKey } from '../outside-authority.js';
import { OUTSIDE, OutsideWorld, type OutsideSigner } from '../outside-world.js';
import { outcomeOf, refused } from './refusal.js';

const DAY = 86_400_000;
const DONE = { code: 'done', signed: 0 };

/**
 * A certificate connector that wants a key destroyed says that its authority revoked the certificate. A destroyed key never
 * comes back, so its word counts for nothing: the authority's own signature does, over a statement that is about this very certificate.
 */
describe('a revocation on a message alone', () => {
  let world: OutsideWorld;
  let ada: OutsideSigner;
  beforeEach(async () => {
    world = await OutsideWorld.make();
    ada = await world.signer({ validFrom: later(world.enrolling.clock, -2 * DAY) });
  });

  const prove = (statement: Uint8Array, kind: 'crl' | 'ocsp' = 'crl', of: Pick<OutsideSigner, 'credentialId'> = ada) =>
    outcomeOf(world.enrolling.token, () => world.prove(of, statement, kind));
  const expectUnharmed = async () => {
    expect([await world.state(ada), (await world.world.keys.publicKey(ada.keyId)) !== undefined]).toEqual(['active', true]);
    expect((await outcomeOf(world.enrolling.token, () => world.sign(ada))).code).toBe('done');
  };

  it('ends key, record and what was authorised where the authority says so, by list and by answer', async () => {
    for (const kind of ['crl', 'ocsp'] as const) {
      const signer = await world.signer({ serialNumber: kind === 'crl' ? '51' : '52' });
      const sad = await world.world.sad(signer);
      const statement = kind === 'crl' ? world.authority.list(signer.serialNumber) : world.authority.answer(signer.serialNumber);
      expect(await prove(statement, kind, signer)).toEqual(DONE);
      expect([await world.state(signer), await world.world.keys.publicKey(signer.keyId)]).toEqual(['revoked', undefined]);
      expect(await outcomeOf(world.enrolling.token, () => world.world.signHash.run(world.world.request(signer, sad)))).toEqual(refused('credential.disabled'));
    }
    await world.changeNotices.settled();
    const told = (await world.enrolling.stores.events()).filter(({ type }) => type === 'notice-sent');
    // Nobody here has an address: what was to be told is in the event.
    expect(told.map(({ particulars }) => particulars?.['kind'])).toEqual(['credential-destroyed', 'credential-destroyed']);
  });

  it('leaves an event with what was proven, and answers the same again', async () => {
    const list = world.authority.list(ada.serialNumber);
    const first = await world.prove(ada, list);
    expect(await world.prove(ada, list)).toEqual(first);
    expect(await world.prove(ada, new Uint8Array([1]))).toEqual(first);
    const proven = (await world.enrolling.stores.events()).filter(({ type }) => type === 'revocation-proven');
    expect(proven.map(({ particulars }) => particulars)).toEqual([
      expect.objectContaining({ credentialId: ada.credentialId, authority: 'outside', serialNumber: ada.serialNumber, kind: 'crl', digest: digestOf(list) }),
    ]);
  });

  it('ends one that is suspended, which is what a revocation that was noticed does first', async () => {
    await world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'authority', reason: 'listed' });
    expect(await prove(world.authority.list(ada.serialNumber))).toEqual(DONE);
    expect(await world.state(ada)).toBe('revoked');
  });

  it('ends one that is suspended at this very moment', async () => {
    const { records } = world.world;
    const seal = records.sealNext.bind(records);
    records.sealNext = async (previous, body) => {
      const sealed = await seal(previous, body);
      records.sealNext = seal;
      await world.suspend.run({ credentialId: ada.credentialId, requestedBy: 'operator', reason: 'meanwhile' });
      return sealed;
    };
    expect(await prove(world.authority.list(ada.serialNumber))).toEqual(DONE);
    expect([await world.state(ada), await world.world.keys.publicKey(ada.keyId)]).toEqual(['revoked', undefined]);
  });

  it('is worth nothing without a statement', async () => {
    const asked = outcomeOf(world.enrolling.token, () => world.revoke.run({ credentialId: ada.credentialId, kind: 'crl', digest: 'A'.repeat(43) }));
    expect(await asked).toEqual(refused('proof.unfit'));
    await expectUnharmed();
  });

  const forgeries: readonly [string, string | RegExp, 'crl' | 'ocsp', () => Promise<Uint8Array> | Uint8Array][] = [
    ['a list it signed itself', /by no key of the issuer/, 'crl', () => world.authority.list(ada.serialNumber, { key: softKey() })],
    [
      'a list of an authority of its own, of the same name',
      /by no key of the issuer/,
      'crl',
      async () => (await OutsideAuthority.make(world.enrolling.clock)).list(ada.serialNumber),
    ],
    ['a genuine list that is about others', /does not list/, 'crl', () => world.authority.list('99')],
    [
      'a genuine list of last month',
      /out of date/,
      'crl',
      () => world.authority.list(ada.serialNumber, { thisUpdate: later(world.enrolling.clock, -DAY), nextUpdate: later(world.enrolling.clock, -1) }),
    ],
    [
      'a list of before the certificate',
      /before the certificate/,
      'crl',
      () => world.authority.list(ada.serialNumber, { thisUpdate: later(world.enrolling.clock, -3 * DAY) }),
    ],
    [
      'a genuine list of what changed',
      /only what changed/,
      'crl',
      () => world.authority.list(ada.serialNumber, { extensions: [extension('2.5.29.27', seq(), true)] }),
    ],
    ['a genuine hold', /on hold/, 'crl', () => world.authority.list(ada.serialNumber, { entries: [world.authority.entry(ada.serialNumber, { reason: 6 })] })],
    ['a genuine answer called a list', /no revocation list/, 'crl', () => world.authority.answer(ada.serialNumber)],
    ['a genuine list called an answer', /no OCSP answer/, 'ocsp', () => world.authority.list(ada.serialNumber)],
    ['an answer it signed itself', /neither by the issuer nor/, 'ocsp', () => world.authority.answer(ada.serialNumber, { key: softKey() })],
    [
      'an answer by a responder it appointed itself',
      /neither by the issuer nor/,
      'ocsp',
      async () => {
        const key = softKey();
        return world.authority.answer(ada.serialNumber, { key, certificates: [await world.authority.responder(key, {}, key)] });
      },
    ],
    [
      'an answer by a signer of the authority',
      /neither by the issuer nor/,
      'ocsp',
      async () => {
        const key = softKey();
        const subject = [{ attribute: 'CN', value: 'Mallory' }] as const;
        return world.authority.answer(ada.serialNumber, { key, certificates: [await world.authority.certificate({ subject, publicKey: key.publicKey })] });
      },
    ],
    ['a genuine answer about another', /another certificate/, 'ocsp', () => world.authority.answer('99')],
    ['a genuine answer that says good', /good/, 'ocsp', () => world.authority.answer(ada.serialNumber, { status: world.authority.good })],
    [
      'a genuine answer about the same serial number of another issuer',
      /another certificate/,
      'ocsp',
      () => world.authority.answer(ada.serialNumber, { issuerName: seq(ctx(0)) }),
    ],
  ];
  it.each(forgeries)('does not come true by %s', async (_what, reason, kind, statement) => {
    expect(await prove(await statement(), kind)).toEqual(refused('proof.unfit'));
    expect(await world.reason('revocation-refused')).toMatch(reason);
    await expectUnharmed();
    expect(await prove(world.authority.list(ada.serialNumber))).toEqual(DONE);
  });

  it('does not come true by a statement that another authority pinned here signed', async () => {
    const other = await OutsideAuthority.make(world.enrolling.clock, 'Other CA');
    world.enrolling.trusted.list.push(other.trusted('other'));
    expect(await prove(other.list(ada.serialNumber))).toEqual(refused('proof.unfit'));
    expect(await prove(other.list(ada.serialNumber, { issuerName: world.authority.issuer.encodedName }))).toEqual(refused('proof.unfit'));
    await expectUnharmed();
  });

  it('does not come true by another issuing key of the same authority, under another name', async () => {
    const other = await OutsideAuthority.make(world.enrolling.clock, 'Other CA');
    world.enrolling.trusted.list.splice(0, 1, world.authority.trusted(OUTSIDE, { issuers: [other.issuer, world.authority.issuer] }));
    expect(await prove(other.list(ada.serialNumber))).toEqual(refused('proof.unfit'));
    expect(await prove(other.answer(ada.serialNumber), 'ocsp')).toEqual(refused('proof.unfit'));
    await expectUnharmed();
    expect(await prove(world.authority.list(ada.serialNumber))).toEqual(DONE);
  });

  it('does not come true by a database that exchanges the parts of what was offered', async () => {
    const list = world.authority.list(ada.serialNumber);
    const other = world.authority.list('99');
    await world.offer(other);
    const [row] = [...world.parts.table.values()];
    if (!row) throw new Error('nothing was offered');
    world.parts.table.set(`${digestOf(other)}/0`, { ...row, bytes: list });
    const asked = () => world.revoke.run({ credentialId: ada.credentialId, kind: 'crl', digest: digestOf(other) });
    expect(await outcomeOf(world.enrolling.token, asked)).toEqual(refused('proof.unfit'));
    await expectUnharmed();
  });

  it('does not come true once the authority is no longer pinned', async () => {
    const [pinned] = world.enrolling.trusted.list.splice(0);
    expect(await prove(world.authority.list(ada.serialNumber))).toEqual(refused('proof.unfit'));
    if (pinned) world.enrolling.trusted.list.push(pinned);
    await expectUnharmed();
  });

  it('ends nobody else, and nobody who does not exist', async () => {
    const bob = await world.signer({ serialNumber: '61' });
    expect(await prove(world.authority.list(bob.serialNumber))).toEqual(refused('proof.unfit'));
    expect(await prove(world.authority.list(bob.serialNumber), 'crl', { credentialId: newId('cred') })).toEqual(refused('credential.unknown'));
    await expectUnharmed();
  });

  it('ends nothing that the embedded authority certified: that revokes through the SAM alone', async () => {
    const record = await world.world.records.find('binding', ada.credentialId);
    if (!record?.body.certificate) throw new Error('nothing bound');
    const { issuer: _outside, ...certificate } = record.body.certificate;
    const sealed = await world.world.records.sealNext(record, { ...record.body, certificate });
    await world.enrolling.stores.transactions.run((transaction) => world.world.records.write(transaction, sealed));
    expect(await prove(world.authority.list(ada.serialNumber))).toEqual(refused('proof.unfit'));
    expect(await world.reason('revocation-refused')).toBe('the embedded authority issued the certificate');
  });

  it('ends nothing that was never bound', async () => {
    const { credentialId } = await world.accepted();
    expect(await prove(world.authority.list('4a11'), 'crl', { credentialId })).toEqual(refused('credential.state'));
  });
});
