import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { evidence, Lifecycle } from '../../test/lifecycle.js';

let life: Lifecycle;
let credentialId: string;
let enrolmentId: string;

const away = new ServiceError('service.unavailable', 'away');
const late = new ServiceError('deadline.exceeded', 'late');
const ended = { state: 'destroyed', key: 'destroyed', events: ['credential-requested', 'credential-failed'] };
const active = { state: 'active', key: 'bound', events: ['credential-requested', 'credential-activated'] };

beforeEach(async () => {
  life = new Lifecycle();
  ({ credentialId, enrolmentId } = await life.keyed());
});

describe('an enrolment', () => {
  it('ends in an active credential', async () => {
    const { signerId } = life.only();
    expect(await life.complete.run(enrolmentId, evidence)).toEqual({
      credentialId,
      signerId,
      issuer: 'https://idp.example',
      subject: 'alice',
      isPending: false,
    });
    expect(life.picture()).toEqual(active);
    expect(life.store.events[1]).toMatchObject({ actor: { kind: 'signer', id: signerId }, particulars: { credentialId, enrolmentId } });
  });

  it('is answered again for the same evidence, and nothing is done twice', async () => {
    const first = await life.complete.run(enrolmentId, evidence);
    expect(await life.complete.run(enrolmentId, evidence)).toEqual(first);
    expect([life.authority.requests.length, life.picture()]).toEqual([1, active]);
  });

  it('is not answered to other evidence once it is complete', async () => {
    await life.complete.run(enrolmentId, evidence);
    await expect(life.complete.run(enrolmentId, 'the token of bob')).rejects.toMatchObject({ code: 'enrolment.state' });
    expect(life.picture()).toEqual(active);
  });

  it('that nobody opened is unknown', async () => {
    await expect(life.complete.run(newId('enr'), evidence)).rejects.toMatchObject({ code: 'enrolment.unknown' });
    expect(life.picture()).toMatchObject({ state: 'keyed', key: 'open' });
  });

  it('is completed by one of two at once, and the other one destroys nothing', async () => {
    let release = (): void => undefined;
    life.sam.hold = new Promise<void>((resolve) => (release = resolve));
    const both = [life.complete.run(enrolmentId, evidence), life.complete.run(enrolmentId, evidence)];
    await expect(Promise.race(both)).rejects.toMatchObject({ code: 'enrolment.state' });
    expect(life.picture()).toMatchObject({ state: 'keyed', key: 'open', events: ['credential-requested'] });
    release();
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(life.picture()).toEqual(active);
  });

  it('that has ended stays so', async () => {
    await expect(life.complete.run(enrolmentId, 'the token of bob')).rejects.toThrow();
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toMatchObject({ code: 'enrolment.state' });
    expect(life.picture()).toEqual(ended);
  });
});

describe('nothing usable is left', () => {
  it('by another person’s evidence', async () => {
    await expect(life.complete.run(enrolmentId, 'the token of bob')).rejects.toMatchObject({ code: 'evidence.invalid' });
    expect(life.picture()).toEqual(ended);
    expect(life.only().failure).toBe('evidence.invalid: not alice');
  });

  it.each([
    ['a SAM that is away', () => (life.sam.before.accept = away), away],
    ['an acceptance whose answer is lost', () => (life.sam.after.accept = late), late],
    ['an enrolment that is over', () => (life.sam.before.accept = new ServiceError('enrolment.expired', 'over')), { code: 'enrolment.expired' }],
    ['a CA that refuses', () => (life.authority.failure = new ServiceError('certificate.refused', 'no')), { code: 'certificate.refused' }],
    ['a CA that is away', () => (life.authority.failure = away), away],
    ['a CA with a bug', () => (life.authority.failure = new Error('bug')), { message: 'bug' }],
    [
      'a certificate for another key',
      () => (life.sam.before.bind = new ServiceError('credential.certificate_mismatch', 'no')),
      { code: 'credential.certificate_mismatch' },
    ],
    ['a binding the SAM no longer wants', () => (life.sam.before.bind = new ServiceError('enrolment.state', 'no')), { code: 'enrolment.state' }],
  ])('by %s', async (_, break_, failure) => {
    break_();
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toMatchObject(failure);
    expect(life.picture()).toEqual(ended);
  });

  it.each([
    ['certified', new Error('the database is away')],
    ['destroying', new Error('the database is away')],
  ] as const)('by a database that fails when writing %s', async (state, failure) => {
    life.store.failWhenWriting = { state, failure };
    if (state === 'destroying') life.authority.failure = new ServiceError('certificate.refused', 'no');
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toThrow();
    life.clock.advance(61_000);
    await life.sweep.run('prompt');
    expect(life.picture()).toEqual(ended);
  });

  it('even if the key cannot be destroyed at once', async () => {
    life.sam.before.accept = late;
    life.sam.before.destroy = away;
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toBe(late);
    expect(life.picture()).toMatchObject({ state: 'destroying', key: 'open' });
    life.clock.advance(61_000);
    await life.sweep.run('prompt');
    expect(life.picture()).toEqual(ended);
  });
});

describe('a binding that may exist is finished, not ended', () => {
  it.each([
    ['whose answer is lost', () => (life.sam.after.bind = late)],
    ['that the SAM did not see', () => (life.sam.before.bind = away)],
    ['that failed without a word', () => (life.sam.after.bind = new Error('bug'))],
    ['that could not be written down', () => (life.store.failWhenWriting = { state: 'active', failure: late })],
  ])('%s', async (_, break_) => {
    break_();
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toThrow();
    expect(life.picture()).toMatchObject({ state: 'certified', events: ['credential-requested'] });
    life.clock.advance(61_000);
    expect(await life.sweep.run('prompt')).toMatchObject([{ credentialId, outcome: 'finished' }]);
    expect(life.picture()).toEqual(active);
    expect(await life.complete.run(enrolmentId, evidence)).toMatchObject({ credentialId, subject: 'alice' });
  });
});
