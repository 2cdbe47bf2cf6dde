import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { evidence, Lifecycle, aRequest } from '../../test/lifecycle.js';

let life: Lifecycle;
let credentialId: string;
let enrolmentId: string;

const MINUTE = 60_000;
const DAY = 86_400_000;
const pending = new ServiceError('certificate.pending', 'an officer decides');
const unavailable = new ServiceError('authority.unavailable', 'no answer');
const lane = async (name: 'prompt' | 'pending'): Promise<string[]> => {
  life.clock.advance(2 * MINUTE);
  return (await life.sweep.run(name)).map(({ outcome }) => outcome);
};

beforeEach(async () => {
  life = new Lifecycle();
  ({ credentialId, enrolmentId } = await life.keyed());
});

describe.each([
  ['takes its time', pending],
  ['does not answer', unavailable],
])('an authority that %s', (_, failure) => {
  beforeEach(() => {
    life.authority.failure = failure;
  });

  it('leaves the credential keyed, and its signer is told whose it is', async () => {
    expect(await life.complete.run(enrolmentId, evidence)).toMatchObject({ credentialId, subject: 'alice', isPending: true });
    expect(life.picture()).toEqual({ state: 'keyed', key: 'accepted', events: ['credential-requested'] });
  });

  it('is asked again under the same request, also when the enrolment is over, until it answers', async () => {
    await life.complete.run(enrolmentId, evidence);
    const { completion } = life.only();
    life.clock.advance(2 * DAY);
    expect([await lane('pending'), life.picture().state]).toEqual([['pending'], 'keyed']);
    life.authority.failure = undefined;
    expect([await lane('pending'), life.picture()]).toEqual([
      ['finished'],
      { state: 'active', key: 'bound', events: ['credential-requested', 'credential-activated'] },
    ]);
    expect(life.authority.requests.map(({ requestId, policyId }) => [requestId, policyId])).toEqual([[completion?.requestId, 'sandbox']]);
  });

  it('is waited for seven days and no longer; then the key is destroyed, and what may have been issued is revoked', async () => {
    await life.complete.run(enrolmentId, evidence);
    life.clock.advance(7 * DAY - 3 * MINUTE);
    expect(await lane('pending')).toEqual(['pending']);
    expect(await lane('pending')).toEqual(['ended']);
    expect(life.picture()).toEqual({ state: 'destroyed', key: 'destroyed', events: ['credential-requested', 'credential-failed'] });
    expect(life.only().failure).toMatch(new RegExp(`^${failure.code}`));
    expect(life.authority.revocations).toEqual([{ credentialId, reason: 'cessationOfOperation' }]);
  });

  it('is asked for again after twenty seconds, and not before', async () => {
    await life.complete.run(enrolmentId, evidence);
    life.clock.advance(19_000);
    expect(await life.sweep.run('pending')).toEqual([]);
    life.clock.advance(2_000);
    expect(await life.sweep.run('pending')).toMatchObject([{ outcome: 'pending' }]);
  });

  it('that refuses in the end has the key destroyed', async () => {
    await life.complete.run(enrolmentId, evidence);
    life.authority.failure = new ServiceError('certificate.refused', 'no');
    expect([await lane('pending'), life.picture()]).toMatchObject([['ended'], { state: 'destroyed', key: 'destroyed' }]);
  });

  it('keeps nobody waiting in the other lane', async () => {
    await life.complete.run(enrolmentId, evidence);
    expect(await lane('prompt')).toEqual([]);
  });

  it('and a connector that is away meanwhile ends nothing', async () => {
    await life.complete.run(enrolmentId, evidence);
    life.clock.advance(DAY);
    life.authority.failure = new ServiceError('service.unavailable', 'away');
    expect([await lane('pending'), life.picture().state]).toEqual([['waiting'], 'keyed']);
  });

  it('is answered the same to the same evidence, and to no other', async () => {
    const first = await life.complete.run(enrolmentId, evidence);
    expect(await life.complete.run(enrolmentId, evidence)).toEqual(first);
    await expect(life.complete.run(enrolmentId, 'the token of bob')).rejects.toMatchObject({ code: 'enrolment.state' });
    expect(life.picture().key).toBe('accepted');
  });

  it('ends what a client waits for here and now', async () => {
    life = new Lifecycle();
    life.authority.failure = failure;
    const { enrolment } = await life.create.run({ ...aRequest(), isHeld: true });
    await expect(life.complete.run(enrolment.enrolmentId, evidence)).rejects.toBe(failure);
    expect(life.picture()).toMatchObject({ state: 'destroyed', key: 'destroyed' });
    expect(life.authority.revocations).toHaveLength(1);
  });

  it('is written down after a crash too', async () => {
    await life.sam.accept(enrolmentId, evidence);
    await life.store.save({
      ...life.only(),
      completion: { evidenceDigest: 'x', requestId: 'req_x' },
      acceptance: { csr: 'Y3Ny', issuer: 'https://idp.example', subject: 'alice' },
    });
    expect(await lane('prompt')).toEqual(['pending']);
    expect([await lane('prompt'), await lane('pending')]).toEqual([[], ['pending']]);
  });
});
