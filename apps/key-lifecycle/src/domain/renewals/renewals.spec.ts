import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { evidence, Lifecycle } from '../../../test/lifecycle.js';
import { Overtaken } from '../credential-store.js';

const HOUR = 3_600_000;

describe('a credential that goes on', () => {
  let lifecycle: Lifecycle;
  let credentialId: string;
  beforeEach(async () => {
    lifecycle = new Lifecycle();
    credentialId = await lifecycle.active();
    lifecycle.clock.advance(HOUR);
  });

  const find = async (id = credentialId) => {
    const found = await lifecycle.store.find(id);
    if (found === undefined) throw new Error('no such credential');
    return found;
  };
  const begin = async (kind: 'renewal' | 'update' | 'rekey' = 'renewal') => lifecycle.renew.run({ credentialId, kind });
  const complete = (enrolmentId: string, token = evidence) => lifecycle.completions.run(enrolmentId, token);
  const stateOf = async (enrolmentId: string) => (await lifecycle.renewals.find(enrolmentId))?.state;

  it.each(['renewal', 'update'] as const)('has its next certificate by a %s, under the same identifier', async (kind) => {
    const before = await find();
    const opened = await begin(kind);
    expect(opened.credentialId).toBe(credentialId);
    expect(await complete(opened.enrolment.enrolmentId)).toEqual({
      credentialId,
      signerId: before.signerId,
      issuer: 'https://idp.example',
      subject: 'alice',
      isPending: false,
    });
    const after = await find();
    expect(after).toMatchObject({ state: 'active', enrolment: before.enrolment });
    expect(after.certificates?.[0]).not.toBe(before.certificates?.[0]);
    expect(after.validity?.to.getTime()).toBe((before.validity?.to.getTime() ?? 0) + HOUR);
    expect([await stateOf(opened.enrolment.enrolmentId), lifecycle.sam.keys.get(credentialId)]).toEqual(['done', 'bound']);
    expect(lifecycle.store.events.at(-1)).toMatchObject({ type: 'credential-renewed', particulars: { credentialId, renews: kind } });
    expect(lifecycle.authority.revocations).toEqual([]);
  });

  it('answers the same evidence the same, and asks for one certificate', async () => {
    const { enrolment } = await begin();
    expect(await complete(enrolment.enrolmentId)).toEqual(await complete(enrolment.enrolmentId));
    expect(lifecycle.authority.requests).toHaveLength(2);
    await expect(complete(enrolment.enrolmentId, 'another token')).rejects.toMatchObject({ code: 'enrolment.state' });
  });

  it('is replaced by a rekey: once the new one signs, the old one is destroyed and its authority told', async () => {
    const opened = await begin('rekey');
    expect(opened.credentialId).not.toBe(credentialId);
    expect((await find()).state).toBe('active');
    await complete(opened.enrolment.enrolmentId);
    expect([(await find()).state, (await find(opened.credentialId)).state]).toEqual(['destroyed', 'active']);
    expect(await find(opened.credentialId)).toMatchObject({ replaces: credentialId, signerId: (await find()).signerId });
    expect(lifecycle.authority.revocations).toEqual([{ credentialId, reason: 'cessationOfOperation' }]);
  });

  it('stays what it is when a rekey is not completed', async () => {
    const { enrolment } = await begin('rekey');
    await expect(complete(enrolment.enrolmentId, 'the token of mallory')).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect([(await find()).state, lifecycle.sam.keys.get(credentialId)]).toEqual(['active', 'bound']);
  });

  it('ends the old one although a rekey’s answer was lost on the way', async () => {
    const { enrolment, credentialId: successor } = await begin('rekey');
    lifecycle.sam.after.bind = new ServiceError('deadline.exceeded', 'late');
    await expect(complete(enrolment.enrolmentId)).rejects.toMatchObject({ code: 'deadline.exceeded' });
    lifecycle.clock.advance(61_000);
    await lifecycle.sweep.run('prompt');
    expect([(await find()).state, (await find(successor)).state]).toEqual(['destroyed', 'active']);
  });

  it('is not another’s to renew, and not renewed unless it signs', async () => {
    const { signerId } = await find();
    const asked = { credentialId, kind: 'renewal' } as const;
    await expect(lifecycle.renew.run({ ...asked, signerId: newId('sgn') })).rejects.toMatchObject({ code: 'credential.unknown' });
    await expect(lifecycle.renew.run({ ...asked, credentialId: newId('cred') })).rejects.toMatchObject({ code: 'credential.unknown' });
    await expect(lifecycle.renew.run({ ...asked, algorithm: 'p384' })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(lifecycle.renew.run({ ...asked, signerId })).resolves.toMatchObject({ credentialId });
    await lifecycle.suspend.run(credentialId, { requestedBy: 'signer', reason: '' });
    await expect(lifecycle.renew.run(asked)).rejects.toMatchObject({ code: 'credential.state' });
    await expect(lifecycle.renew.run({ ...asked, kind: 'rekey' })).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('is not renewed once its certificate is over', async () => {
    lifecycle.clock.advance(731 * 24 * HOUR);
    await expect(begin()).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('keeps its key and its certificate when the renewal’s evidence is refused', async () => {
    const before = await find();
    const { enrolment } = await begin();
    await expect(complete(enrolment.enrolmentId, 'the token of mallory')).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect([await find(), await stateOf(enrolment.enrolmentId), lifecycle.sam.keys.get(credentialId)]).toEqual([before, 'failed', 'bound']);
    expect(lifecycle.renewals.events.at(-1)).toMatchObject({ type: 'credential-failed', particulars: { credentialId, renews: 'renewal' } });
    await expect(complete(enrolment.enrolmentId)).rejects.toMatchObject({ code: 'enrolment.state' });
  });

  it.each([
    ['the authority takes its time', () => (lifecycle.authority.failure = new ServiceError('authority.unavailable', 'away'))],
    ['the SAM’s answer to the binding is lost', () => (lifecycle.sam.after.bind = new ServiceError('deadline.exceeded', 'late'))],
    [
      'this process ends before it writes the certificate down',
      () => (lifecycle.renewals.failWhenWriting = { state: 'certified', failure: new Error('gone') }),
    ],
    ['this process ends before it writes the end down', () => (lifecycle.renewals.failWhenWriting = { state: 'done', failure: new Error('gone') })],
    ['the credential was changed at that moment', () => (lifecycle.store.failWhenWriting = { state: 'active', failure: new Overtaken() })],
  ])('is finished by the sweep when %s', async (_what, fail) => {
    const { enrolment } = await begin();
    fail();
    await complete(enrolment.enrolmentId).catch(() => undefined);
    expect(await stateOf(enrolment.enrolmentId)).not.toBe('failed');
    lifecycle.authority.failure = undefined;
    expect(await lifecycle.sweepRenewals.run()).toEqual([]);
    lifecycle.clock.advance(61_000);
    expect(await lifecycle.sweepRenewals.run()).toEqual([{ credentialId, outcome: 'finished' }]);
    expect([await stateOf(enrolment.enrolmentId), (await find()).state]).toEqual(['done', 'active']);
    expect(lifecycle.store.events.filter(({ type }) => type === 'credential-renewed')).toHaveLength(1);
  });

  it('is given up when its signer does not come, and when the authority never answers', async () => {
    const first = await begin();
    const second = await begin();
    lifecycle.authority.failure = new ServiceError('authority.unavailable', 'away');
    await expect(complete(second.enrolment.enrolmentId)).resolves.toMatchObject({ isPending: true });
    lifecycle.clock.advance(2 * HOUR);
    await lifecycle.sweepRenewals.run();
    expect([await stateOf(first.enrolment.enrolmentId), await stateOf(second.enrolment.enrolmentId)]).toEqual(['failed', 'failed']);
    expect([(await find()).state, lifecycle.sam.keys.get(credentialId)]).toEqual(['active', 'bound']);
  });
});
