import { beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { evidence, Lifecycle } from '../../test/lifecycle.js';
import type { Credential } from './credential.js';

let life: Lifecycle;
let enrolmentId: string;

const away = new ServiceError('service.unavailable', 'away');
const MINUTE = 60_000;
const ended = { state: 'destroyed', key: 'destroyed', events: ['credential-requested', 'credential-failed'] };
const outcomes = async (): Promise<string[]> => (await life.sweep.run('prompt')).map(({ outcome }) => outcome);

/** As if the process had ended right after writing this. */
async function crashedAfter(change: Partial<Credential>): Promise<void> {
  await life.store.save({ ...life.only(), ...change });
}

const completion = { evidenceDigest: 'x', requestId: newId('req') };
const acceptance = { csr: 'Y3Ny', issuer: 'https://idp.example', subject: 'alice' };

beforeEach(async () => {
  life = new Lifecycle();
  ({ enrolmentId } = await life.keyed());
});

describe('a sweep leaves alone', () => {
  it('a credential that waits for its signer', async () => {
    life.clock.advance(59 * MINUTE);
    expect([await outcomes(), life.picture().state]).toEqual([[], 'keyed']);
  });

  it('an active one', async () => {
    await life.complete.run(enrolmentId, evidence);
    life.clock.advance(1_000 * 86_400_000);
    expect([await outcomes(), life.picture().state]).toEqual([[], 'active']);
  });

  it('one that somebody works on', async () => {
    await crashedAfter({ completion });
    life.clock.advance(30_000);
    expect([await outcomes(), life.picture().key]).toEqual([[], 'open']);
  });

  it('one that another sweep took first', async () => {
    await crashedAfter({ completion });
    life.clock.advance(2 * MINUTE);
    const [one, other] = await Promise.all([outcomes(), outcomes()]);
    expect([...one, ...other]).toEqual(['ended']);
    expect(life.picture()).toEqual(ended);
  });
});

describe('a sweep ends', () => {
  it('an enrolment nobody completed in time', async () => {
    life.clock.advance(62 * MINUTE);
    expect([await outcomes(), life.picture()]).toEqual([['ended'], ended]);
    expect(life.only().failure).toMatch(/^enrolment\.expired/);
  });

  it('one interrupted before its evidence was accepted', async () => {
    await crashedAfter({ completion });
    life.clock.advance(2 * MINUTE);
    expect([await outcomes(), life.picture()]).toEqual([['ended'], ended]);
  });

  it('one whose key was never confirmed', async () => {
    const { enrolment: _, ...rest } = life.only();
    life = new Lifecycle();
    const credential: Credential = { ...rest, state: 'requested', version: 1 };
    await life.store.add(credential, { type: 'credential-requested', actor: { kind: 'operator', id: 'bootstrap' }, outcome: 'success' });
    life.sam.keys.set(credential.credentialId, 'open');
    life.clock.advance(2 * MINUTE);
    expect([await outcomes(), life.picture()]).toEqual([['ended'], ended]);
  });

  it('one the CA refuses', async () => {
    await crashedAfter({ completion, acceptance });
    life.authority.failure = new ServiceError('certificate.refused', 'no');
    life.clock.advance(2 * MINUTE);
    expect([await outcomes(), life.picture()]).toEqual([['ended'], ended]);
  });

  it('one whose CA stays away until the enrolment is over', async () => {
    await crashedAfter({ completion, acceptance });
    life.authority.failure = away;
    life.clock.advance(2 * MINUTE);
    expect(await outcomes()).toEqual(['waiting']);
    life.clock.advance(60 * MINUTE);
    expect([await outcomes(), life.picture()]).toEqual([['ended'], ended]);
  });

  it('once, and never again', async () => {
    await crashedAfter({ completion });
    life.clock.advance(2 * MINUTE);
    await life.sweep.run('prompt');
    life.clock.advance(2 * MINUTE);
    expect([await outcomes(), life.picture()]).toEqual([[], ended]);
  });
});

describe('a sweep finishes', () => {
  it('one whose signer was accepted, with the same request to the CA', async () => {
    await life.sam.accept(enrolmentId, evidence);
    await crashedAfter({ completion, acceptance });
    life.clock.advance(2 * MINUTE);
    expect(await outcomes()).toEqual(['finished']);
    expect(life.authority.requests).toMatchObject([{ requestId: completion.requestId, csr: 'Y3Ny' }]);
    expect(life.picture()).toMatchObject({ state: 'active', key: 'bound' });
  });

  it('one with a certificate, however late, without asking the CA again', async () => {
    await life.sam.accept(enrolmentId, evidence);
    await crashedAfter({ completion, acceptance, state: 'certified', certificates: ['QQ=='] });
    life.sam.before.bind = away;
    life.clock.advance(120 * MINUTE);
    expect(await outcomes()).toEqual(['waiting']);
    life.clock.advance(2 * MINUTE);
    expect([await outcomes(), life.picture().state, life.authority.requests]).toEqual([['finished'], 'active', []]);
  });
});

describe('a sweep waits', () => {
  it('for a SAM that cannot destroy the key now', async () => {
    await crashedAfter({ completion });
    life.sam.before.destroy = away;
    life.clock.advance(2 * MINUTE);
    expect([await outcomes(), life.picture().state]).toEqual([['waiting'], 'destroying']);
    expect(await outcomes()).toEqual([]);
    life.clock.advance(2 * MINUTE);
    expect([await outcomes(), life.picture()]).toEqual([['ended'], ended]);
  });

  it('and says why', async () => {
    await crashedAfter({ completion });
    life.sam.before.destroy = away;
    life.clock.advance(2 * MINUTE);
    expect(await life.sweep.run('prompt')).toMatchObject([{ outcome: 'waiting', failure: away }]);
  });
});
