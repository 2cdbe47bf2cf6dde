import { beforeEach, describe, expect, it } from '@jest/globals';
import { SAD_PREFIX } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { SigningClient } from '../client-keys.js';
import { hashOf, World, type TestSigner } from '../world.js';
import { RestartedSam } from './restarted-sam.js';
import { outcomeOf, type Outcome } from './refusal.js';

/** A seal is activated by its client's order. Gateway, identity and database want a second seal on the same order. */
describe('a client’s order, once the database has forgotten it', () => {
  let world: World;
  let client: SigningClient;
  let seal: TestSigner;
  let sam: RestartedSam;
  beforeEach(async () => {
    world = await World.make();
    sam = await RestartedSam.over(world);
    world.policies.policy = { ...world.policies.policy, evidence: [['order']], explicit: [['order']] };
    client = await SigningClient.make(world);
    const means = [{ kind: 'order', meansId: newId('mns'), usableFrom: world.clock.now().toISOString(), clientId: client.clientId } as const];
    seal = await world.signer({ binding: { means } });
  });

  const opening = () => ({ ...world.opening(seal, ['invoice.xml']), clientId: client.clientId });
  const ordered = () => client.order({ credentialId: seal.credentialId, hashes: [hashOf('invoice.xml')] });
  const redeem = (sad: string) => world.signHash.run({ ...world.request(seal, `${SAD_PREFIX}${sad}`, ['invoice.xml']), clientId: client.clientId });
  const onPage = (order: string): Promise<Outcome> =>
    outcomeOf(world.token, async () => {
      const { activationId } = await world.openActivation.run(opening());
      await world.present.run(activationId, { kind: 'order', order });
      await redeem((await world.issueSad.run({ activationId, clientId: client.clientId })).sad);
    });
  const explicitly = (order: string): Promise<Outcome> =>
    outcomeOf(world.token, async () => redeem((await world.authoriseExplicitly.run(opening(), [{ id: 'order', value: order }])).sad));
  /** Statement, SAD and seal. */
  const SEALED: Outcome = { code: 'done', signed: 3 };
  /** The statement of a draft that nothing completes. */
  const DRAFTED: Outcome = { code: 'evidence.invalid', signed: 1 };
  /** The same, and the database is shown to have lost something. */
  const FORGOTTEN: Outcome = { code: 'record.tampered', signed: 1 };

  it.each([
    ['through the page', onPage, onPage],
    ['in explicit mode', explicitly, explicitly],
    ['in explicit mode, after the page', onPage, explicitly],
  ])('seals once %s', async (_where, first, second) => {
    const order = await ordered();
    expect(await first(order)).toEqual(SEALED);
    world.stores.evidence.used.clear();
    expect(await second(order)).toEqual(FORGOTTEN);
    // A SAM that starts remembers nothing itself; the journal does.
    await sam.stop();
    await sam.start();
    expect(await second(order)).toEqual(FORGOTTEN);
    expect(await second(await ordered())).toEqual(SEALED);
  });

  it('seals once for many that come together', async () => {
    const order = await ordered();
    world.policies.policy = { ...world.policies.policy, openDrafts: { perCredential: 100, perClient: 100 } };
    world.stores.evidence.used.set = () => world.stores.evidence.used;
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => onPage(order)));
    expect(outcomes.filter(({ code }) => code === 'done')).toHaveLength(1);
    expect(outcomes.filter(({ code }) => code === 'record.tampered')).toHaveLength(11);
  });

  it('is no order any more when its time is over', async () => {
    const order = await ordered();
    expect(await onPage(order)).toEqual(SEALED);
    world.stores.evidence.used.clear();
    world.clock.advance(306_000);
    expect(await onPage(order)).toEqual(DRAFTED);
  });
});
