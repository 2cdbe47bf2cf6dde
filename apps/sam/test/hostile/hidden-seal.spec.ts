import { beforeEach, describe, expect, it } from '@jest/globals';
import { enrolmentChallenge, newId, toBase64Url } from '@paraph/kernel';
import { EnrolmentWorld } from '../enrolment-world.js';
import { payloadOf } from '../world.js';
import { outcomeOf, refused } from './refusal.js';

/**
 * A neighbour has a person enrol what they take for their own signing key, and names a client of its own whose orders
 * activate it: from then on it would sign in that person's name without asking. So the statement names the client.
 */
describe('an enrolment whose key another’s orders will activate', () => {
  let world: EnrolmentWorld;
  let clientId: string;
  const subscriberId = newId('sub');
  beforeEach(async () => {
    world = await EnrolmentWorld.make();
    world.policies.policy = { ...world.policies.policy, evidence: [['oidc'], ['order']] };
    clientId = newId('cli');
    await world.recordClient.run(clientId, { subscriberId, name: 'Mallory’s application', multisign: 400, keys: [] });
  });

  const open = async (orderingClientId?: string) =>
    (await world.openEnrolment.run({ ...world.order({ subscriberId }), ...(orderingClientId === undefined ? {} : { orderingClientId }) })).draft;
  const kinds = async (credentialId: string) => (await world.records.find('binding', credentialId))?.body.means.map(({ kind }) => kind);

  it('says so in the statement, with the name the SAM has for it; another one says nothing of the kind', async () => {
    expect(payloadOf((await open(clientId)).statement)).toMatchObject({ orderingClient: { id: clientId, name: 'Mallory’s application' } });
    expect(payloadOf((await open()).statement)).not.toHaveProperty('orderingClient');
  });

  it('is not accepted by what the person gave for an enrolment of their own', async () => {
    const [hidden, shown] = [await open(clientId), await open()];
    const given = await world.idToken(hidden, { claims: { nonce: toBase64Url(enrolmentChallenge(shown.statement)) } });
    expect(await outcomeOf(world.token, () => world.acceptEnrolment.run(hidden.enrolmentId, given))).toEqual(refused('evidence.invalid'));
    // The control: one signature, that of the request for the certificate.
    const accepted = await outcomeOf(world.token, () => world.acceptEnrolment.run(shown.enrolmentId, given));
    expect(accepted).toEqual({ code: 'done', signed: 1 });
    expect(await kinds(shown.credentialId)).toEqual(['oidc']);
  });

  it('does not become one by a database that writes the client into it', async () => {
    const draft = await open();
    const { table } = world.stores.enrolments;
    const row = table.get(draft.enrolmentId);
    if (!row) throw new Error('no row');
    const token = await world.idToken(draft);
    table.set(draft.enrolmentId, { ...row, draft: row.draft.replace('{', `{"orderingClientId":"${clientId}",`) });
    expect(await outcomeOf(world.token, () => world.acceptEnrolment.run(draft.enrolmentId, token))).toEqual(refused('record.tampered'));
    table.set(draft.enrolmentId, row);
    expect((await outcomeOf(world.token, () => world.acceptEnrolment.run(draft.enrolmentId, token))).code).toBe('done');
    expect(await kinds(draft.credentialId)).toEqual(['oidc']);
  });

  it('names no client of another house, and none where the policy takes no orders', async () => {
    const other = newId('cli');
    await world.recordClient.run(other, { subscriberId: newId('sub'), name: 'Somebody else’s', multisign: 1, keys: [] });
    expect(await outcomeOf(world.token, () => open(other))).toEqual(refused('client.unknown'));
    world.policies.policy = { ...world.policies.policy, evidence: [['oidc']] };
    expect(await outcomeOf(world.token, () => open(clientId))).toEqual(refused('request.invalid'));
    expect((await outcomeOf(world.token, () => open())).code).toBe('done');
  });
});
