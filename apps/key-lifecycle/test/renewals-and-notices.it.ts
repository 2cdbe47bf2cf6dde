import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { newId } from '@paraph/kernel';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import type { DataSource } from 'typeorm';
import { PostgresCredentialStore } from '../src/adapters/postgres-credential-store.js';
import { PostgresNoticeBook } from '../src/adapters/postgres-notice-book.js';
import { PostgresRenewalStore } from '../src/adapters/postgres-renewal-store.js';
import type { Credential } from '../src/domain/credential.js';
import { Messengers } from '../src/domain/notices/messengers.js';
import { NoticeDays, type Letter } from '../src/domain/notices/notice-book.js';
import { TellEndings, type Told } from '../src/domain/notices/tell-endings.js';
import { renewalStoreSuite } from './renewal-store.suite.js';
import { startLifecycleDatabase, type LifecycleDatabase } from './lifecycle-database.js';

const DAY = 86_400_000;

let lifecycle: LifecycleDatabase;
let owner: DataSource;
let runtime: DataSource;
let clock: FakeClock;

beforeAll(async () => {
  lifecycle = await startLifecycleDatabase();
  ({ owner, runtime } = lifecycle);
}, 60_000);

afterAll(() => lifecycle?.stop());

beforeEach(async () => {
  clock = new FakeClock();
  await owner.query('TRUNCATE credential, renewal, notice, event_outbox');
  await owner.query('UPDATE event_sequence SET last = 0');
});

const outbox = (): Outbox<'key-lifecycle'> => new Outbox('key-lifecycle', runtime, clock);

describe('renewals in PostgreSQL', () => {
  renewalStoreSuite(async () => ({ store: new PostgresRenewalStore(runtime, outbox(), clock), clock }));
});

/** Keeps what it is asked to tell. */
class Post extends Messengers {
  readonly letters: Letter[] = [];
  failing = false;
  nobody = false;

  override async tell(letter: Letter): Promise<boolean> {
    this.letters.push(letter);
    if (this.failing) throw new ServiceError('service.unavailable', 'away');
    return !this.nobody;
  }
}

describe('notices of ending certificates', () => {
  let post: Post;
  const subscriberId = newId('sub');
  const running = new AbortController().signal;
  beforeEach(() => void (post = new Post()));

  /** A replica that has just started. */
  const round = (): Promise<Told> => new TellEndings(new PostgresNoticeBook(runtime, outbox()), post, new NoticeDays([30, 7, 1]), clock).run(running);
  const told = async (): Promise<readonly Letter[]> => {
    post.letters.length = 0;
    await round();
    return [...post.letters].sort((one, other) => (one.recipient < other.recipient ? -1 : 1));
  };

  async function credential(endsInDays: number, change: Partial<Credential> = {}): Promise<Credential> {
    const store = new PostgresCredentialStore(runtime, outbox(), clock);
    const [from, to] = [-365, endsInDays].map((days) => new Date(clock.now().getTime() + days * DAY));
    if (from === undefined || to === undefined) throw new Error('two dates');
    const one: Credential = {
      ...{
        credentialId: newId('cred'),
        signerId: newId('sgn'),
        subscriberId,
        algorithm: 'p256',
        policyId: 'p',
        provider: 'https://idp.example',
        description: '',
      },
      ...{ state: 'active', version: 1, createdAt: from, enrolment: { enrolmentId: newId('enr'), multisign: 1, expiresAt: to } },
      certificates: ['QQ=='],
      validity: { from, to },
      ...change,
    };
    await store.add(one, { type: 'credential-requested', actor: { kind: 'operator', id: 'bootstrap' }, outcome: 'success' });
    return one;
  }
  const events = async () => (await rows<{ type: string }>(runtime, `SELECT type FROM event_outbox WHERE type = 'certificate-ending'`)).length;

  it('go to signer and subscriber, once at each of the days, however often and wherever the round is done', async () => {
    const { credentialId, validity } = await credential(40);
    expect(await told()).toEqual([]);
    for (const days of [11, 23, 5]) {
      clock.advance(days * DAY);
      expect(await told()).toEqual([
        { letterId: expect.stringMatching(/^msg_/), tries: 0, recipient: 'signer', credentialId },
        { letterId: expect.stringMatching(/^msg_/), tries: 0, recipient: 'subscriber', subscriberId, certificates: [{ credentialId, validTo: validity?.to }] },
      ]);
      expect(await told()).toEqual([]);
    }
    expect(await events()).toBe(3);
    clock.advance(2 * DAY);
    expect(await told()).toEqual([]);
  });

  it('name the nearest day only, and all certificates of a subscriber in one letter', async () => {
    const [near, far] = [await credential(5), await credential(20)];
    const [one, other, theirs, ...more] = await told();
    expect([one, other].map((letter) => letter?.recipient === 'signer' && letter.credentialId).sort()).toEqual([near.credentialId, far.credentialId].sort());
    expect(theirs?.recipient === 'subscriber' && theirs.certificates.map(({ credentialId }) => credentialId)).toEqual([near.credentialId, far.credentialId]);
    expect(more).toEqual([]);
    expect(await rows(runtime, `SELECT DISTINCT days FROM notice ORDER BY days`)).toEqual([{ days: 7 }, { days: 30 }]);
  });

  it('are told again under the same name after a failure, an hour later', async () => {
    await credential(5);
    post.failing = true;
    const first = (await told()).map(({ letterId }) => letterId);
    post.failing = false;
    expect(await told()).toEqual([]);
    clock.advance(3_600_001);
    const again = await told();
    expect(again.map(({ letterId }) => letterId)).toEqual(first);
    expect(again.map(({ tries }) => tries)).toEqual([1, 1]);
    clock.advance(3_600_001);
    expect(await told()).toEqual([]);
    expect(await events()).toBe(1);
  });

  it('are dropped once the certificate was renewed, stopped or is over', async () => {
    const waiting = await Promise.all([credential(5), credential(5), credential(5)]);
    post.failing = true;
    expect(await told()).toHaveLength(4);
    post.failing = false;
    const store = new PostgresCredentialStore(runtime, outbox(), clock);
    const [renewed, suspended, left] = waiting;
    if (!renewed || !suspended || !left) throw new Error('three of them');
    await store.save({ ...renewed, validity: { from: clock.now(), to: new Date(clock.now().getTime() + 365 * DAY) } });
    await store.save({ ...suspended, state: 'suspended' });
    clock.advance(3_600_001);
    const [signer, subscriber, ...others] = await told();
    expect([signer, subscriber]).toMatchObject([{ credentialId: left.credentialId }, { certificates: [{ credentialId: left.credentialId }] }]);
    expect(others).toEqual([]);
  });

  it.each<[string, number, () => Partial<Credential>]>([
    ['of one session', 1, () => ({ sessionClientId: newId('cli') })],
    ['that is suspended', 5, () => ({ state: 'suspended' })],
    ['that is over', -1, () => ({})],
    ['whose whole life is shorter than twice the day', 0.5, () => ({ validity: { from: clock.now(), to: new Date(clock.now().getTime() + DAY / 2) } })],
  ])('are not sent for one %s', async (_what, days, change) => {
    await credential(days, change());
    expect(await told()).toEqual([]);
    await credential(5);
    expect(await told()).toHaveLength(2);
  });

  it('are settled where there is nobody to tell', async () => {
    await credential(5);
    post.nobody = true;
    expect(await round()).toEqual({ sent: 0, nobody: 2, failures: [] });
    expect(await round()).toEqual({ sent: 0, nobody: 0, failures: [] });
  });
});
