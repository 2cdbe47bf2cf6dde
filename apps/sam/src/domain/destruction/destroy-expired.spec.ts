import { beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { DestructionWorld } from '../../../test/destruction-world.js';

const DAY = 86_400_000;
/** The certificates of this world last for 730 days. */
const LIFE = 730 * DAY;
type Signer = Awaited<ReturnType<DestructionWorld['signer']>>;

let world: DestructionWorld;
let ada: Signer;

beforeEach(async () => {
  world = await DestructionWorld.make();
  ada = await world.signer();
});

const stateOf = async ({ credentialId }: Signer) => (await world.changing.binding({ ...ada, credentialId })).state;
const hasKey = ({ keyId }: Signer) => world.enrolling.stores.keys.table.has(keyId);
const run = async (...signers: readonly Signer[]) =>
  (await world.destroyExpired.run(signers.map(({ credentialId }) => credentialId))).map(({ outcome }) => outcome);
const destroyed = async () => (await world.enrolling.stores.events()).filter(({ type }) => type === 'key-destroyed');

describe('the destruction of what has expired', () => {
  it('ends the key once the certificate is over by the SAM’s record: the control', async () => {
    expect(await world.changing.sign(ada)).toBe(1);
    world.changing.clock.advance(LIFE + 1_000);
    expect(await run(ada)).toEqual(['destroyed']);
    expect([await stateOf(ada), hasKey(ada), await world.changing.token.isRemembered(ada.keyId)]).toEqual(['destroyed', false, false]);
    expect(await destroyed()).toMatchObject([{ cause: 'expired', particulars: { credentialId: ada.credentialId, blob: 'erased', tokens: 'fake' } }]);
  });

  it.each([
    ['a certificate that has a day left', LIFE - DAY],
    ['the second in which it ends', LIFE - 1_000],
  ])('leaves alone %s, whoever asks', async (_, after) => {
    world.changing.clock.advance(after);
    expect(await run(ada)).toEqual(['kept']);
    expect([await stateOf(ada), hasKey(ada), await destroyed()]).toEqual(['active', true, []]);
  });

  it('leaves alone what never had a certificate', async () => {
    const { draft } = await world.enrolling.openEnrolment.run(world.enrolling.order());
    await world.enrolling.acceptEnrolment.run(draft.enrolmentId, await world.enrolling.idToken(draft));
    world.changing.clock.advance(LIFE * 2);
    expect(await world.destroyExpired.run([draft.credentialId])).toEqual([{ credentialId: draft.credentialId, outcome: 'kept' }]);
    expect(world.enrolling.stores.keys.table.has(draft.keyId)).toBe(true);
  });

  it('ends a suspended one too', async () => {
    await world.changing.suspend.run({ credentialId: ada.credentialId, requestedBy: 'operator', reason: 'x' });
    world.changing.clock.advance(LIFE + 1_000);
    expect(await run(ada)).toEqual(['destroyed']);
    expect(hasKey(ada)).toBe(false);
  });

  it('does not revoke a certificate that is over', async () => {
    world.changing.clock.advance(LIFE + 1_000);
    await run(ada);
    expect([...world.enrolling.stores.certificates.revocations.values()]).toEqual([]);
  });

  it('says of many what became of each, in one entry of the journal', async () => {
    const bob = await world.signer();
    // Enrolments have a clock of their own in this world.
    for (const clock of [world.changing.clock, world.enrolling.clock]) clock.advance(LIFE + 1_000);
    const carol = await world.signer();
    const before = world.enrolling.stores.chain.journal.head.sequence;
    expect(await world.destroyExpired.run([ada.credentialId, newId('cred'), bob.credentialId, carol.credentialId])).toMatchObject([
      { outcome: 'destroyed' },
      { outcome: 'unknown' },
      { outcome: 'destroyed' },
      { outcome: 'kept' },
    ]);
    expect(world.enrolling.stores.chain.journal.head.sequence - before).toBe(1);
    expect([hasKey(ada), hasKey(bob), hasKey(carol)]).toEqual([false, false, true]);
  });

  it('happens once, however often it is asked for', async () => {
    world.changing.clock.advance(LIFE + 1_000);
    expect([await run(ada), await run(ada), await run(ada, ada)]).toEqual([['destroyed'], ['destroyed'], ['destroyed']]);
    expect(await destroyed()).toHaveLength(1);
  });

  it('does nothing about a record that was tampered with, and goes on with the others', async () => {
    const bob = await world.signer();
    world.changing.clock.advance(LIFE + 1_000);
    const { table } = world.enrolling.stores.records;
    const row = table.get(`binding/${ada.credentialId}`);
    if (!row) throw new Error('no row');
    table.set(`binding/${ada.credentialId}`, { ...row, body: row.body.replace('"active"', '"active" ') });
    expect(await run(ada, bob)).toEqual(['tampered', 'destroyed']);
    expect([hasKey(ada), hasKey(bob)]).toEqual([true, false]);
  });

  it('burns what was authorised and not signed yet', async () => {
    world.changing.clock.advance(LIFE - 60_000);
    const { activationId } = await world.changing.world.open(ada);
    world.changing.clock.advance(61_000);
    await run(ada);
    expect((await world.changing.world.stores.activations.find(activationId))?.state).toBe('abandoned');
  });
});
