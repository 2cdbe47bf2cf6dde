import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId, sha256Hex } from '@paraph/kernel';
import { evidence, Lifecycle } from '../../test/lifecycle.js';

let life: Lifecycle;
let credentialId: string;

const away = new ServiceError('service.unavailable', 'away');
const reason = 'cessationOfOperation';

beforeEach(async () => {
  life = new Lifecycle();
  credentialId = await life.active();
});

async function decide(): Promise<string> {
  const changeId = newId('chg');
  life.sam.decisions.set(changeId, credentialId);
  const { signerId, subscriberId } = life.only();
  await life.delete.run(credentialId, { signerId, subscriberId }, changeId);
  return changeId;
}

describe('the authority is asked to revoke', () => {
  it('the certificate of a key that its signer had destroyed, once the SAM has', async () => {
    await decide();
    expect([life.picture().state, life.authority.revocations, life.only().revocationDue]).toEqual(['destroyed', [{ credentialId, reason }], undefined]);
  });

  it('nothing, where the SAM refuses the decision', async () => {
    const { signerId, subscriberId } = life.only();
    await expect(life.delete.run(credentialId, { signerId, subscriberId }, newId('chg'))).rejects.toMatchObject({ code: 'change.unknown' });
    expect([life.picture().state, life.authority.revocations]).toEqual(['active', []]);
  });

  it('nothing, where the certificate was never asked for', async () => {
    life = new Lifecycle();
    const { enrolmentId } = await life.keyed();
    await expect(life.complete.run(enrolmentId, 'the token of bob')).rejects.toThrow();
    expect([life.picture().state, life.authority.revocations, life.only().revocationDue]).toEqual(['destroyed', [], undefined]);
  });

  it('what may have been issued for an enrolment that failed afterwards', async () => {
    life = new Lifecycle();
    const { enrolmentId } = await life.keyed();
    life.authority.failure = new ServiceError('deadline.exceeded', 'late');
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toThrow();
    expect(life.authority.revocations).toEqual([{ credentialId: life.only().credentialId, reason }]);
  });

  it('what a quorum or the authority itself ended in the SAM', async () => {
    life.sam.keys.set(credentialId, 'destroyed');
    expect(await life.refresh.run(credentialId)).toBe('destroyed');
    expect(life.authority.revocations).toEqual([{ credentialId, reason }]);
    expect(life.store.events.at(-1)).toMatchObject({ type: 'credential-destroyed', actor: { kind: 'system', id: 'sam' }, particulars: { credentialId } });
  });
});

describe('a connector that is away', () => {
  it('does not keep a key from being destroyed, and is asked within half a minute, until it answers', async () => {
    life.authority.revocationFailure = away;
    await decide();
    expect([life.picture(), life.only().revocationDue]).toMatchObject([{ state: 'destroyed', key: 'destroyed' }, reason]);
    expect(await life.revocation.run()).toEqual([]);
    life.clock.advance(16_000);
    expect(await life.revocation.run()).toMatchObject([{ credentialId, outcome: 'waiting', failure: away }]);
    life.authority.revocationFailure = undefined;
    expect(await life.revocation.run()).toEqual([]);
    life.clock.advance(16_000);
    expect(await life.revocation.run()).toEqual([{ credentialId, outcome: 'finished' }]);
    life.clock.advance(86_400_000);
    expect([await life.revocation.run(), life.authority.revocations]).toEqual([[], [{ credentialId, reason }]]);
  });

  it('is asked by one of two processes', async () => {
    life.authority.revocationFailure = away;
    await decide();
    life.authority.revocationFailure = undefined;
    life.clock.advance(16_000);
    await Promise.all([life.revocation.run(), life.revocation.run()]);
    expect(life.authority.revocations).toHaveLength(1);
  });

  it('is not asked before the key is destroyed', async () => {
    life = new Lifecycle();
    const { enrolmentId } = await life.keyed();
    life.authority.failure = new ServiceError('certificate.refused', 'no');
    life.sam.before.destroy = away;
    await expect(life.complete.run(enrolmentId, evidence)).rejects.toThrow();
    life.clock.advance(16_000);
    expect([life.picture().state, await life.revocation.run(), life.authority.revocations]).toEqual(['destroying', [], []]);
    life.clock.advance(60_000);
    await life.sweep.run('prompt');
    expect([life.picture().state, life.authority.revocations.length]).toEqual(['destroyed', 1]);
  });
});

describe('an authority’s report', () => {
  const report = (change: object = {}) => {
    const [certificate = ''] = life.only().certificates ?? [];
    const reported = { fingerprint: sha256Hex(Buffer.from(certificate, 'base64')), revokedAt: '2027-01-01T00:00:00.000Z', ...change };
    return life.report.run(credentialId, reported);
  };

  it('suspends, in the SAM first, and does nothing to the key', async () => {
    expect(await report()).toBe('suspended');
    expect(life.picture()).toMatchObject({ state: 'suspended', key: 'suspended' });
    expect(life.sam.suspensions).toMatchObject([{ requestedBy: 'authority' }]);
    expect(life.store.events.at(-1)).toMatchObject({ type: 'credential-suspended', actor: { kind: 'system', id: 'ca-connector' } });
    expect(life.authority.revocations).toEqual([]);
  });

  it('repeated changes nothing more, and stops again what was resumed meanwhile', async () => {
    await report();
    const events = life.store.events.length;
    expect([await report(), life.store.events.length]).toEqual(['suspended', events]);
    life.sam.keys.set(credentialId, 'bound');
    await life.refresh.run(credentialId);
    expect([life.picture().state, await report(), life.picture().key]).toEqual(['active', 'suspended', 'suspended']);
  });

  it('about another certificate is refused', async () => {
    await expect(report({ fingerprint: 'ab'.repeat(32) })).rejects.toMatchObject({ code: 'credential.certificate_mismatch' });
    expect(life.picture()).toMatchObject({ state: 'active', key: 'bound' });
  });

  it('about nobody’s credential is refused', async () => {
    credentialId = newId('cred');
    await expect(report()).rejects.toMatchObject({ code: 'credential.unknown' });
  });

  it('about one that is not bound yet is refused, and comes again', async () => {
    life = new Lifecycle();
    const held = await life.held();
    ({ credentialId } = held);
    await expect(report()).rejects.toMatchObject({ code: 'credential.state' });
  });

  it('fails where the SAM cannot be stopped, and the record says nothing that is not so', async () => {
    life.sam.before.suspend = new ServiceError('hsm.unavailable', 'away');
    await expect(report()).rejects.toMatchObject({ code: 'hsm.unavailable' });
    expect(life.picture()).toMatchObject({ state: 'active', key: 'bound' });
  });

  it('about a key that is gone answers so', async () => {
    await decide();
    expect(await report()).toBe('destroyed');
    expect(life.sam.suspensions).toEqual([]);
  });
});
