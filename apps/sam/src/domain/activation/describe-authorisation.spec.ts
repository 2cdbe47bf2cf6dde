import { beforeEach, describe, expect, it } from '@jest/globals';
import { authorisationFacts } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { ApplicationWorld } from '../../../test/application-world.js';
import { PIN } from '../../../test/typed-world.js';
import type { Policy } from '../ports/policies.js';

describe('how a credential is authorised', () => {
  let app: ApplicationWorld;
  beforeEach(async () => void (app = await ApplicationWorld.make()));

  const facts = async (policy: Partial<Policy> = {}, credentialId = app.ada.credentialId) => {
    app.world.policies.policy = { ...app.world.policies.policy, ...policy };
    const [found] = await app.description.run([credentialId]);
    return found && authorisationFacts.parse(found);
  };

  it('is by the page alone, unless its policy says more', async () => {
    expect(await facts()).toEqual({ credentialId: app.ada.credentialId, scal: '2', mayDefer: false, byPage: true, explicit: [], byLink: false });
  });

  it.each<[string, Partial<Policy>, object]>([
    ['a PIN alone', { explicit: [['pin']] }, { explicit: [['PIN']] }],
    [
      'PIN and code, and where the code goes',
      { explicit: [['one-time-code', 'pin']] },
      { explicit: [['OTP', 'PIN']], message: { channel: 'sms', hint: '••• 42' } },
    ],
    ['a link, and where it goes', { byLink: true }, { byLink: true, message: { channel: 'sms', hint: '••• 42' } }],
    ['that nothing has to be named', { counted: 'free', scal: '1' }, { scal: '1', mayDefer: true }],
    ['that fewer may be named', { counted: 'ordered' }, { scal: '2', mayDefer: true }],
    ['what its signatures are', { signatureQualifier: 'eu_eidas_aes' }, { signatureQualifier: 'eu_eidas_aes' }],
  ])('says %s', async (_what, policy, expected) => {
    expect(await facts(policy)).toMatchObject(expected);
  });

  it('names only what the credential has means for now', async () => {
    const { typed, world } = app;
    const { credentialId } = await typed.signer([await typed.pin()]);
    const policy: Partial<Policy> = { explicit: [['one-time-code', 'pin'], ['totp'], ['pin']], byLink: true };
    expect(await facts(policy, credentialId)).toMatchObject({ explicit: [['PIN']], byLink: false });
    expect(await facts(policy, credentialId)).not.toHaveProperty('message');
    await world.change(credentialId, { means: [typed.phone()] });
    expect(await facts(policy, credentialId)).toMatchObject({ explicit: [], byPage: false, byLink: false });
  });

  it('sends no link by another channel than the policy’s', async () => {
    expect(await facts({ byLink: true, code: { ...app.world.policies.policy.code, channel: 'email' } })).toMatchObject({ byLink: false });
  });

  it('names a PIN that is locked: that it is, whoever tries it hears', async () => {
    const { world, ada } = app;
    world.policies.policy = { ...world.policies.policy, explicit: [['pin']] };
    const type = (value: string) =>
      world.authoriseExplicitly.run(world.opening(ada), [{ id: 'PIN', value }]).then(
        () => 'authorised',
        (error: { code: string }) => error.code,
      );
    for (const _try of [1, 2, 3]) await type('000000');
    expect(await type(PIN)).toBe('evidence.locked');
    expect(await facts()).toMatchObject({ explicit: [['PIN']] });
  });

  it('is told of suspended ones too, in the order asked, once each, and of no strange ones', async () => {
    const { typed, world, ada, description } = app;
    const others = await Promise.all(Array.from({ length: 9 }, () => typed.signer([typed.phone()])));
    await world.change(others[4]?.credentialId ?? '', { state: 'suspended' });
    const wanted = [...others.map(({ credentialId }) => credentialId), ada.credentialId];
    const answer = await description.run([newId('cred'), 'nope', ...wanted, ada.credentialId, '../', '']);
    expect(answer.map(({ credentialId }) => credentialId)).toEqual(wanted);
  });

  it('is not told of one whose policy is not in force, nor of one whose record was edited', async () => {
    const { world, ada, description } = app;
    await world.change(ada.credentialId, { policyId: 'gone' });
    expect(await description.run([ada.credentialId])).toEqual([]);
    const { table } = world.stores.records;
    const key = `binding/${ada.credentialId}`;
    const row = table.get(key);
    if (!row) throw new Error('no record');
    table.set(key, { ...row, body: row.body.replace('"gone"', '"test"') });
    await expect(description.run([ada.credentialId])).rejects.toMatchObject({ code: 'record.tampered' });
  });
});
