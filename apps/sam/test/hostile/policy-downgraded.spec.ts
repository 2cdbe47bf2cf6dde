import { beforeEach, describe, expect, it } from '@jest/globals';
import { enrolmentChallenge, sha256Hex } from '@paraph/kernel';
import type { Policy } from '../../src/domain/ports/policies.js';
import { ChangesWorld, type EquippedSigner } from '../changes-world.js';
import { EnrolmentWorld } from '../enrolment-world.js';
import { outcomeOf, refused } from './refusal.js';

/** What somebody would like the policy to be: one sign-in, which identity can arrange. */
const weak: Partial<Policy> = { evidence: [['oidc']], digest: sha256Hex('a weaker file'), meansWaitSeconds: 0 };

describe('a policy that is made weaker', () => {
  let world: ChangesWorld;
  let ada: EquippedSigner;
  beforeEach(async () => {
    world = await ChangesWorld.make({ evidence: [['passkey'], ['oidc', 'pin']] });
    ada = await world.signer();
  });

  const policies = () => world.world.policies;
  const edit = (change: (body: string) => string): (() => void) => {
    const { table } = world.world.stores.records;
    const row = table.get(`binding/${ada.credentialId}`);
    if (!row) throw new Error('no row');
    expect(change(row.body)).not.toBe(row.body);
    table.set(`binding/${ada.credentialId}`, { ...row, body: change(row.body) });
    return () => void table.set(`binding/${ada.credentialId}`, row);
  };

  it.each([
    ['another policy', (body: string) => body.replace('"policyId":"test"', '"policyId":"weak"')],
    ['another digest', (body: string) => body.replace(/"policyDigest":"[0-9a-f]{64}"/, `"policyDigest":"${sha256Hex('a weaker file')}"`)],
  ])('by the database, with %s in the credential’s record, opens nothing', async (_what, change) => {
    const undo = edit(change);
    expect(await world.sign(ada)).toBe('record.tampered');
    await expect(world.open(ada, { act: 'add-means', kind: 'passkey' })).rejects.toMatchObject({ code: 'record.tampered' });
    undo();
    expect(await world.sign(ada)).toBe(1);
  });

  it('between statement and evidence completes no activation: nothing is signed', async () => {
    const { activationId } = await world.world.open(ada);
    const before = policies().policy;
    policies().policy = { ...before, ...weak };
    expect(await world.give(ada, activationId, 'oidc')).toBe('evidence.invalid');
    expect(await world.give(ada, activationId, 'passkey')).toBe('evidence.invalid');
    expect(await outcomeOf(world.token, () => world.world.issueSad.run({ activationId, clientId: world.world.clientId }))).toEqual(refused('activation.state'));
    policies().policy = before;
    expect(await world.give(ada, activationId, 'passkey')).toBe('completed');
  });

  it('between two pieces of evidence does not make the first one enough', async () => {
    const { activationId } = await world.world.open(ada);
    expect(await world.give(ada, activationId, 'oidc')).toBe('waiting');
    const before = policies().policy;
    policies().policy = { ...before, ...weak };
    expect(await world.give(ada, activationId, 'pin')).toBe('evidence.invalid');
    await expect(world.world.issueSad.run({ activationId, clientId: world.world.clientId })).rejects.toMatchObject({ code: 'activation.state' });
  });

  it('between statement and evidence completes no change, and takes no means for one', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    const before = policies().policy;
    policies().policy = { ...before, ...weak };
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('evidence.invalid');
    expect((await world.binding(ada)).means.filter(({ kind }) => kind === 'passkey')).toHaveLength(1);
    policies().policy = before;
    expect(await world.give(ada, draft.changeId, 'passkey')).toBe('completed');
  });

  it('keeps the wait that the statement named', async () => {
    const draft = await world.offered(ada, world.page(), 'passkey');
    await world.give(ada, draft.changeId, 'passkey');
    const added = (await world.binding(ada)).means.at(-1);
    expect(added?.usableFrom).toBe(new Date(world.clock.now().getTime() + 3_600_000).toISOString());
  });

  it('by a file of the same name without the right digest is as good as none', async () => {
    const { activationId } = await world.world.open(ada);
    policies().policy = { ...policies().policy, digest: sha256Hex('one byte more') };
    expect(await world.give(ada, activationId, 'passkey')).toBe('evidence.invalid');
  });

  it('accepts no enrolment that was opened under the stronger one', async () => {
    const enrolling = await EnrolmentWorld.make();
    enrolling.policies.policy = { ...enrolling.policies.policy, evidence: [['passkey']] };
    const draft = await enrolling.opened();
    await enrolling.offerMeans.run(draft.enrolmentId, await enrolling.page().registrations(enrolmentChallenge(draft.statement), 'passkey'));
    const before = enrolling.policies.policy;
    enrolling.policies.policy = { ...before, ...weak };
    const accept = async () => enrolling.acceptEnrolment.run(draft.enrolmentId, await enrolling.idToken(draft));
    expect(await outcomeOf(enrolling.token, accept)).toEqual(refused('evidence.invalid'));
    enrolling.policies.policy = before;
    await expect(accept()).resolves.toBeDefined();
  });

  // What remains: the files are the operator's. Whoever may write them and start the SAM again decides what later statements
  // ask for; each of these names the digest of the file, so that it is seen afterwards.
  it('by its operator holds for statements made from then on, and they name it', async () => {
    policies().policy = { ...policies().policy, ...weak };
    const { activationId, statement } = await world.world.open(ada);
    expect(Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString()).toContain(sha256Hex('a weaker file'));
    expect(await world.give(ada, activationId, 'oidc')).toBe('completed');
  });
});
