import { beforeEach, describe, expect, it } from '@jest/globals';
import { changeChallenge, meansChallenge, proposalChallenge, supervisorChallenge, activationChallenge } from '@paraph/kernel';
import { ChangesWorld, type EquippedSigner } from '../changes-world.js';

const code = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: Error & { code?: string }) => error.code ?? error.message,
  );

/** A PIN is typed to register it and typed as evidence, under one kind and for one key: what tells them apart is the challenge alone. */
describe('what was typed or touched for one thing', () => {
  let world: ChangesWorld;
  let ada: EquippedSigner;
  beforeEach(async () => {
    world = await ChangesWorld.make();
    ada = await world.signer();
  });

  const triesOfPin = async () => {
    const pin = (await world.binding(ada)).means.find(({ kind }) => kind === 'pin');
    return (await world.counters.read(pin?.meansId ?? '')).wrongTries;
  };

  it('a PIN that was registered is no evidence for its own change, and costs no try', async () => {
    const { changeId, statement } = await world.open(ada, { act: 'add-means', kind: 'pin' });
    const text = await ada.page.registrations(changeChallenge(statement), 'pin');
    await world.offerMeans.run(changeId, text);
    expect(await world.give(ada, changeId, 'oidc')).toBe('waiting');
    const [{ sealed }] = JSON.parse(text) as [{ sealed: string }];
    expect(await code(world.world.present.run(changeId, { kind: 'pin', sealed }))).toBe('evidence.invalid');
    expect(await triesOfPin()).toBe(0);
    expect(await world.give(ada, changeId, 'pin')).toBe('completed');
  });

  it('a PIN typed as evidence is not registered', async () => {
    const first = await world.offered(ada, ada.page, 'pin');
    const sealed = await ada.page.typed(await world.challenge(first.changeId), 'pin', ada.page.pin);
    const next = await world.open(ada, { act: 'add-means', kind: 'pin' });
    for (const { changeId } of [first, next])
      expect(await code(world.offerMeans.run(changeId, JSON.stringify([{ kind: 'pin', sealed }])))).toBe('evidence.invalid');
    expect(await code(world.offerMeans.run(next.changeId, await ada.page.registrations(changeChallenge(next.statement), 'pin')))).toBe('done');
  });

  it('a touch over any other thing of the SAM’s is none over an activation', async () => {
    const { activationId, statement } = await world.world.open(ada);
    const others = [changeChallenge, proposalChallenge].map((challenge) => challenge(statement));
    others.push(supervisorChallenge(activationChallenge(statement)), meansChallenge(activationChallenge(statement), '[]'));
    for (const challenge of others) {
      const assertion = ada.page.passkey.assert(challenge);
      expect(await code(world.world.present.run(activationId, { kind: 'passkey', assertion }))).toBe('evidence.invalid');
    }
    expect(await world.give(ada, activationId, 'passkey')).toBe('completed');
  });
});
