import { beforeEach, describe, expect, it } from '@jest/globals';
import { changeChallenge, enrolmentChallenge, meansChallenge } from '@paraph/kernel';
import type { ApprovalPage } from '../approval-page.js';
import { ChangesWorld, type EquippedSigner } from '../changes-world.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { outcomeOf, refused } from './refusal.js';

describe('a neighbour that puts its own passkey in the place of one the signer adds', () => {
  let world: ChangesWorld;
  let ada: EquippedSigner;
  let hers: ApprovalPage;
  let own: ApprovalPage;

  beforeEach(async () => {
    world = await ChangesWorld.make({ meansWaitSeconds: 0 });
    ada = await world.signer();
    [hers, own] = [world.page(), world.page()];
  });

  const ids = async () => (await world.binding(ada)).means.flatMap((means) => (means.kind === 'passkey' ? [means.id] : []));
  const expectSwapFailed = async () => {
    expect(await ids()).not.toContain(own.passkey.id);
    expect(await world.sign({ ...ada, page: own })).toBe('evidence.invalid');
    expect(await world.sign(ada)).toBe(1);
  };
  const opened = async () => {
    const draft = await world.open(ada, { act: 'add-means', kind: 'passkey' });
    const challenge = changeChallenge(draft.statement);
    return { ...draft, challenge, text: await hers.registrations(challenge, 'passkey'), swapped: await own.registrations(challenge, 'passkey') };
  };

  it('before it is offered: the page asks for evidence over what it registered itself', async () => {
    const { changeId, challenge, text, swapped } = await opened();
    await world.offerMeans.run(changeId, swapped);
    // The page computes this from its own registration; what the SAM wants is over the other one.
    const evidence = await world.evidence(ada, 'passkey', meansChallenge(challenge, text));
    await expect(world.world.present.run(changeId, evidence)).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expectSwapFailed();

    await world.offerMeans.run(changeId, text);
    expect(await world.give(ada, changeId, 'passkey')).toBe('completed');
    expect(await ids()).toContain(hers.passkey.id);
  });

  it('while the evidence is on its way', async () => {
    const { changeId, text, swapped } = await opened();
    await world.offerMeans.run(changeId, text);
    const evidence = await world.evidence(ada, 'passkey', await world.challenge(changeId));
    await world.offerMeans.run(changeId, swapped);
    await expect(world.world.present.run(changeId, evidence)).rejects.toMatchObject({ code: 'evidence.invalid' });
    await expectSwapFailed();
  });

  it('at the very moment the evidence is looked at', async () => {
    const { changeId, text, swapped } = await opened();
    await world.offerMeans.run(changeId, text);
    const evidence = await world.evidence(ada, 'passkey', await world.challenge(changeId));
    const { verifiers } = world.world;
    const verify = verifiers.passkey.verify.bind(verifiers.passkey);
    verifiers.passkey.verify = async (...asked) => {
      const verified = await verify(...asked);
      await world.offerMeans.run(changeId, swapped);
      return verified;
    };
    await expect(world.world.present.run(changeId, evidence)).rejects.toMatchObject({ code: 'change.state' });
    verifiers.passkey.verify = verify;
    await expectSwapFailed();
  });

  it('between the first and the second piece of evidence', async () => {
    const { changeId, text, swapped } = await opened();
    await world.offerMeans.run(changeId, text);
    expect(await world.give(ada, changeId, 'oidc')).toBe('waiting');
    await expect(world.offerMeans.run(changeId, swapped)).rejects.toMatchObject({ code: 'change.state' });
    await expectSwapFailed();
    expect(await world.give(ada, changeId, 'pin')).toBe('completed');
    expect(await ids()).toContain(hers.passkey.id);
  });

  it('between the first and the second piece of evidence, with an older offer that the database kept', async () => {
    const { changeId, text, swapped } = await opened();
    const { table } = world.stores.offers;
    await world.offerMeans.run(changeId, swapped);
    const older = table.get(changeId);
    await world.offerMeans.run(changeId, text);
    const newer = table.get(changeId);
    if (!older || !newer) throw new Error('no rows');
    expect(await world.give(ada, changeId, 'oidc')).toBe('waiting');
    table.set(changeId, older);
    expect(await world.give(ada, changeId, 'pin')).toBe('change.state');
    await expectSwapFailed();
    table.set(changeId, newer);
    expect(await world.give(ada, changeId, 'pin')).toBe('completed');
  });

  it('with the help of the database: edited, or from another change', async () => {
    const { changeId, text, swapped } = await opened();
    const other = await opened();
    await world.offerMeans.run(changeId, text);
    await world.offerMeans.run(other.changeId, other.swapped);
    const { table } = world.stores.offers;
    const [mine, theirs] = [table.get(changeId), table.get(other.changeId)];
    if (!mine || !theirs) throw new Error('no rows');
    for (const row of [
      { ...theirs, reference: changeId },
      { ...mine, body: mine.body.replaceAll(hers.passkey.id, own.passkey.id).replaceAll(hers.passkey.publicKey, own.passkey.publicKey) },
    ]) {
      table.set(changeId, row);
      await expect(world.world.drafts.chg.find(changeId)).rejects.toMatchObject({ code: 'record.tampered' });
    }
    expect(swapped).not.toBe(text);
    table.delete(changeId);
    await expect(world.world.drafts.chg.find(changeId)).rejects.toMatchObject({ code: 'evidence.missing' });
    await expectSwapFailed();
  });
});

describe('a neighbour that puts its own passkey in the place of one that is enrolled', () => {
  let world: EnrolmentWorld;
  beforeEach(async () => {
    world = await EnrolmentWorld.make();
    world.policies.policy = { ...world.policies.policy, evidence: [['passkey']] };
  });

  const passkeyOf = async (credentialId: string) => (await world.records.find('binding', credentialId))?.body.means.find(({ kind }) => kind === 'passkey');

  it('after the sign-in began gets nothing: the token is over what was offered then', async () => {
    const draft = await world.opened();
    const [hers, own] = [world.page(), world.page()];
    const challenge = enrolmentChallenge(draft.statement);
    const text = await hers.registrations(challenge, 'passkey');
    await world.offerMeans.run(draft.enrolmentId, text);
    const idToken = await world.idToken(draft);
    await world.offerMeans.run(draft.enrolmentId, await own.registrations(challenge, 'passkey'));
    const accept = () => world.acceptEnrolment.run(draft.enrolmentId, idToken);
    expect(await outcomeOf(world.token, accept)).toEqual(refused('evidence.invalid'));
    expect(await passkeyOf(draft.credentialId)).toBeUndefined();
    await world.offerMeans.run(draft.enrolmentId, text);
    await accept();
    expect(await passkeyOf(draft.credentialId)).toMatchObject({ id: hers.passkey.id });
  });

  it('at the moment of the acceptance gets nothing: what was verified is what is written', async () => {
    const draft = await world.opened();
    const [hers, own] = [world.page(), world.page()];
    const challenge = enrolmentChallenge(draft.statement);
    await world.offerMeans.run(draft.enrolmentId, await hers.registrations(challenge, 'passkey'));
    const idToken = await world.idToken(draft);
    const find = world.offers.find.bind(world.offers);
    world.offers.find = async (reference) => {
      const found = await find(reference);
      world.offers.find = find;
      await world.offerMeans.run(draft.enrolmentId, await own.registrations(challenge, 'passkey'));
      return found;
    };
    await world.acceptEnrolment.run(draft.enrolmentId, idToken);
    expect(await passkeyOf(draft.credentialId)).toMatchObject({ id: hers.passkey.id });
  });

  // What remains: an identity provider shows nothing of what it is asked over. A neighbour that offers its own passkey before
  // the sign-in begins has it enrolled, and the signer finds out when their own one is not asked for. Only evidence that the
  // page itself gives over its registrations, as for every later change, rules that out.
  it('before the sign-in began has it enrolled: the provider shows nobody what it vouches for', async () => {
    const draft = await world.opened();
    const own = world.page();
    await world.offerMeans.run(draft.enrolmentId, await own.registrations(enrolmentChallenge(draft.statement), 'passkey'));
    await world.acceptEnrolment.run(draft.enrolmentId, await world.idToken(draft));
    expect(await passkeyOf(draft.credentialId)).toMatchObject({ id: own.passkey.id });
  });
});
