import { expect } from '@jest/globals';
import { newId, toBase64 } from '@paraph/kernel';
import { ServiceError } from '@paraph/contracts';
import { setImmediate as turn } from 'node:timers/promises';
import type { JobRequest } from '../src/domain/jobs/signing-job.js';
import type { Digest, Token, TokenKey } from '../src/domain/ports/token.js';
import type { Transactions } from '../src/domain/ports/transactions.js';
import { JobsReplica } from './jobs-replica.js';
import { Gate, Life, type Fates } from './ledger-run.js';
import { World, type TestSigner } from './world.js';

/** One thing that somebody does, on one of two replicas. */
export type JobAct =
  | { readonly do: 'take'; readonly on: number; readonly documents: number }
  | { readonly do: 'repeat'; readonly on: number; readonly job: number }
  | { readonly do: 'work'; readonly on: number; readonly atOnce: number }
  | { readonly do: 'die'; readonly on: number; readonly afterSteps: number }
  | { readonly do: 'reconcile'; readonly on: number }
  | { readonly do: 'wait'; readonly seconds: number };

/** What may become of one letter from one look to the next: nothing that is signed or burned ever changes, and nothing that waits is burned without being claimed. */
const MOVES: Readonly<Record<string, string>> = { f: 'fwrsb', w: 'wrsbf', r: 'rwsbf', s: 's', b: 'b' };

/** Requests that are signed later, each by a SAD of its own, over two replicas that die, a store and a token that fail; watched from outside. */
export class JobsRun {
  /** Hashes in the order in which signatures over them were made, heard of or not. */
  readonly made: string[] = [];
  private readonly requests: JobRequest[] = [];
  /** Attempts whose acceptance somebody was answered. */
  private readonly accepted = new Set<string>();
  private readonly replicas: { life: Life; replica: JobsReplica }[] = [];
  private readonly letters = new Map<string, string>();
  private readonly next = { commits: 0, signatures: 0, delays: 0 };

  private constructor(
    private readonly world: World,
    private readonly ada: TestSigner,
    private readonly fates: Fates,
  ) {}

  static async make(fates: Fates): Promise<JobsRun> {
    const world = await World.make();
    world.policies.policy = { ...world.policies.policy, sadLifetimeSeconds: 1_000_000, sessionMaximumSeconds: 1_000_000 };
    const run = new JobsRun(world, await world.signer(), fates);
    for (const place of [0, 1]) await run.start(place);
    return run;
  }

  get transactions(): Transactions {
    return this.world.stores.transactions;
  }

  fate<Kind extends keyof Fates>(kind: Kind, fates = this.fates): Fates[Kind][number] {
    const value = fates[kind][this.next[kind] % fates[kind].length];
    this.next[kind] += 1;
    if (value === undefined) throw new Error('no fate');
    return value;
  }

  /** Does several things at the same time; then whoever died is started again. */
  async together(acts: readonly JobAct[]): Promise<void> {
    await Promise.all(acts.map((act) => this.do(act)));
    this.check();
    for (const [place, { life }] of this.replicas.entries()) {
      const isOver = await Promise.race([life.over.then(() => true), turn().then(() => false)]);
      if (isOver) await this.start(place);
    }
  }

  /** The store works again and somebody works: after a while each accepted request has ended, and none was signed twice. */
  async settle(): Promise<void> {
    for (const place of [0, 1]) await this.start(place);
    const calm: Fates = { commits: ['done'], signatures: ['signs'], delays: [0] };
    const one = await this.replica(new Life(), calm);
    for (let round = 0; round < 3; round += 1) {
      this.world.clock.advance(61_000);
      await one.reconcile.run();
      const { faults } = await one.sign.run(2);
      expect(faults).toEqual([]);
    }
    this.check();
    for (const { attemptId, hashes } of this.requests) {
      const answer = await one.polled(attemptId);
      if (this.accepted.has(attemptId)) expect(answer).not.toBe('attempt.unknown');
      expect(answer).not.toEqual({ state: 'waiting' });
      if (typeof answer === 'object') expect(hashes.map((hash) => this.made.filter((other) => other === hash).length)).toEqual(hashes.map(() => 1));
      // Released means that the token never signed it.
      if (answer === 'hsm.refused') expect(hashes.filter((hash) => this.made.includes(hash))).toEqual([]);
    }
  }

  /** What must hold at every moment. */
  check(): void {
    expect(this.made.length).toBe(new Set(this.made).size);
    for (const [id, { occurrences }] of this.world.stores.activations.table) {
      const before = this.letters.get(id) ?? occurrences;
      expect([...before].map((letter, place) => MOVES[letter]?.includes(occurrences[place] ?? '') ?? false)).not.toContain(false);
      this.letters.set(id, occurrences);
    }
    for (const { activationId, places, outcome } of this.world.stores.journal.table.values()) {
      const letters = this.world.stores.activations.table.get(activationId)?.occurrences ?? '';
      for (const [index, place] of places.entries()) {
        const state = outcome?.[index]?.state;
        if (state === undefined) expect('wr').toContain(letters[place]);
        else expect(letters[place]).toBe({ signed: 's', burned: 'b', released: 'f' }[state]);
      }
    }
  }

  private async do(act: JobAct): Promise<void> {
    for (let count = this.fate('delays'); count > 0; count -= 1) await turn();
    switch (act.do) {
      case 'take': {
        const names = Array.from({ length: act.documents }, (_, place) => `${this.requests.length}/${place}/${newId('att')}`);
        const request = this.replicas[act.on]?.replica.request(this.ada, await this.world.sad(this.ada, names), names);
        if (!request) return;
        this.requests.push({ ...request, validityMs: 86_400_000 });
        return this.take(act.on, { ...request, validityMs: 86_400_000 });
      }
      case 'repeat': {
        const request = this.requests[act.job % Math.max(1, this.requests.length)];
        return request && this.take(act.on, request);
      }
      case 'work':
        return this.alive(act.on, async ({ sign }) => void (await sign.run(act.atOnce)));
      case 'die':
        return this.replicas[act.on]?.life.dieAfter(act.afterSteps);
      case 'reconcile':
        return this.alive(act.on, async ({ reconcile }) => void (await reconcile.run()));
      case 'wait':
        return this.world.clock.advance(act.seconds * 1_000);
    }
  }

  private async take(on: number, request: JobRequest): Promise<void> {
    await this.alive(on, async ({ take }) => void this.accepted.add(await take.run(request)));
  }

  private async alive(on: number, work: (replica: JobsReplica) => Promise<void>): Promise<void> {
    const one = this.replicas[on];
    if (!one) throw new Error('no such replica');
    const done = work(one.replica).catch((error: unknown) => {
      if (!(error instanceof ServiceError)) throw error;
    });
    await Promise.race([done, one.life.over]);
  }

  private async start(place: number): Promise<void> {
    const life = new Life();
    this.replicas[place] = { life, replica: await this.replica(life, this.fates) };
  }

  private replica(life: Life, fates: Fates): Promise<JobsReplica> {
    const { token } = this.world;
    const lent = {
      mac: token.mac.bind(token),
      verifyMac: token.verifyMac.bind(token),
      signVerified: (key: TokenKey, _publicKey: Uint8Array, digests: readonly Digest[]) =>
        Promise.allSettled(digests.map((digest) => this.sign({ life, fates }, key, digest))),
    } as unknown as Token;
    return JobsReplica.of(this.world, { token: lent, transactions: new Gate(this, life, fates) });
  }

  private async sign({ life, fates }: { readonly life: Life; readonly fates: Fates }, key: TokenKey, digest: Digest): Promise<Uint8Array> {
    await life.step(this.fate('delays', fates));
    const fate = this.fate('signatures', fates);
    if (fate === 'refuses') throw new ServiceError(this.made.length % 2 === 0 ? 'hsm.refused' : 'hsm.unavailable', 'as chance had it');
    this.made.push(toBase64(digest.value));
    const signature = await this.world.token.sign(key, digest);
    await life.step(this.fate('delays', fates));
    if (fate === 'signs-unheard') throw new ServiceError('hsm.ambiguous', 'as chance had it');
    return signature;
  }
}
