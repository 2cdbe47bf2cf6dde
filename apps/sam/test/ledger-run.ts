import { expect } from '@jest/globals';
import { ServiceError } from '@paraph/contracts';
import { setImmediate as turn } from 'node:timers/promises';
import type { JournaledRow } from '../src/domain/journal/journal-change.js';
import type { Digest, Token, TokenKey } from '../src/domain/ports/token.js';
import { Transactions, type ExclusiveAct, type Transaction } from '../src/domain/ports/transactions.js';
import type { SignatureRequest } from '../src/domain/signing/signature-request.js';
import { SamReplica } from './sam-replica.js';
import { hashOf, SHA256, World, type TestSigner } from './world.js';

/** What may go wrong with one commit, and what the token may do to one digest. */
export type CommitFate = 'done' | 'failed' | 'done-unheard';
export type TokenFate = 'signs' | 'refuses' | 'signs-unheard';

/** What chance decides, one value after the other, round and round. */
export interface Fates {
  readonly commits: readonly CommitFate[];
  readonly signatures: readonly TokenFate[];
  /** Turns of the loop that each step waits. */
  readonly delays: readonly number[];
}

/** One thing that somebody does, on one of two replicas. */
export type Act =
  | { readonly do: 'sign'; readonly on: number; readonly documents: readonly string[] }
  | { readonly do: 'repeat'; readonly on: number; readonly attempt: number }
  | { readonly do: 'die'; readonly on: number; readonly afterSteps: number }
  | { readonly do: 'reconcile'; readonly on: number }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'extend'; readonly document: string }
  | { readonly do: 'abandon' };

export const AUTHORISED = ['a', 'b', 'b', 'c'] as const;
export const CHOICE = 2;

/** What may become of one letter from one look to the next: nothing that is signed or burned ever changes. */
const MOVES: Readonly<Record<string, string>> = { f: 'frb', r: 'rsbf', s: 's', b: 'b', c: 'cfrsb' };

/** A replica's life: once it is over, whatever it waits for never comes. */
export class Life {
  private left = Infinity;
  private end: () => void = () => undefined;
  readonly over = new Promise<void>((end) => (this.end = end));

  dieAfter(steps: number): void {
    this.left = steps;
  }

  /** A step: others come between, or it is the last one. */
  async step(turns: number): Promise<void> {
    for (let count = 0; count < turns; count += 1) await turn();
    if (this.left > 0) return void (this.left -= 1);
    this.end();
    await new Promise(() => undefined);
  }
}

/** An activation with four places and two to choose, two replicas that die, a store and a token that fail; watched from outside. */
export class LedgerRun {
  /** Each signature with the signer's key that exists or may exist, by document. */
  readonly made: string[] = [];
  /** Signatures that somebody was answered, by attempt. */
  readonly answered = new Map<string, readonly string[]>();
  private readonly requests: SignatureRequest[] = [];
  private readonly added: string[] = [];
  private readonly replicas: { life: Life; replica: SamReplica }[] = [];
  private readonly next = { commits: 0, signatures: 0, delays: 0 };
  private letters = '';
  private choice = CHOICE;

  private constructor(
    private readonly world: World,
    private readonly ada: TestSigner,
    private sad: string,
    private readonly activationId: string,
    private readonly fates: Fates,
  ) {}

  static async make(fates: Fates): Promise<LedgerRun> {
    const world = await World.make();
    world.policies.policy = { ...world.policies.policy, counted: 'free', sadLifetimeSeconds: 1_000_000, sessionMaximumSeconds: 1_000_000 };
    const ada = await world.signer();
    const draft = await world.openActivation.run({ ...world.opening(ada, AUTHORISED), numSignatures: AUTHORISED.length + CHOICE });
    await world.signIn(ada, draft);
    const { activationId } = draft;
    const { sad } = await world.issueSad.run({ activationId, clientId: world.clientId });
    const run = new LedgerRun(world, ada, `sad_${sad}`, activationId, fates);
    run.letters = run.row.occurrences;
    for (const place of [0, 1]) await run.start(place);
    return run;
  }

  /** Does several things at the same time; then whoever died is started again. */
  async together(acts: readonly Act[]): Promise<void> {
    await Promise.all(acts.map((act) => this.do(act)));
    this.check();
    for (const [place, { life }] of this.replicas.entries()) {
      const isOver = await Promise.race([life.over.then(() => true), turn().then(() => false)]);
      if (isOver) await this.start(place);
    }
  }

  /** Everything is over: nobody works any more, and after a while no place is reserved. */
  async settle(): Promise<void> {
    for (const place of [0, 1]) await this.start(place);
    this.world.clock.advance(61_000);
    const lives = { ...this.fates, commits: ['done'] as const };
    const replica = await SamReplica.of(this.world, { transactions: new Gate(this, new Life(), lives) });
    await replica.reconcile.run();
    this.check();
    expect(this.row.occurrences).not.toContain('r');
    for (const { outcome } of this.world.stores.journal.table.values()) expect(outcome).toBeDefined();
  }

  /** What must hold at every moment. */
  check(): void {
    const { occurrences } = this.row;
    expect([...this.letters].map((letter, place) => MOVES[letter]?.includes(occurrences[place] ?? '') ?? false)).not.toContain(false);
    this.letters = occurrences;

    const attempts = [...this.world.stores.journal.table.values()];
    const reserved = [...occurrences].flatMap((letter, place) => (letter === 'r' ? [place] : []));
    expect(attempts.flatMap(({ outcome, places }) => (outcome ? [] : places)).toSorted()).toEqual(reserved);
    const signed = attempts.flatMap(({ outcome, places }) => places.filter((_, index) => outcome?.[index]?.state === 'signed'));
    expect(signed.toSorted()).toEqual([...occurrences].flatMap((letter, place) => (letter === 's' ? [place] : [])));

    const burned = attempts.flatMap(({ outcome, places }) => places.filter((_, index) => outcome?.[index]?.state === 'burned'));
    expect(burned.map((place) => occurrences[place])).toEqual(burned.map(() => 'b'));

    const authorised = [...AUTHORISED, ...this.added];
    for (const document of new Set(authorised))
      expect(this.made.filter((one) => one === document).length).toBeLessThanOrEqual(authorised.filter((one) => one === document).length);
    expect(this.made.filter((one) => !authorised.includes(one))).toEqual([]);

    for (const [attemptId, signatures] of this.answered) {
      const outcome = this.world.stores.journal.table.get(attemptId)?.outcome ?? [];
      expect(outcome.map((one) => (one.state === 'signed' ? one.signature : one.state))).toEqual(signatures);
    }
  }

  fate<Kind extends keyof Fates>(kind: Kind, fates = this.fates): Fates[Kind][number] {
    const list = fates[kind];
    const value = list[this.next[kind] % list.length];
    this.next[kind] += 1;
    if (value === undefined) throw new Error('no fate');
    return value;
  }

  /** What the world's token does for a replica, as chance has it. */
  async sign(life: Life, key: TokenKey, digest: Digest): Promise<Uint8Array> {
    await life.step(this.fate('delays'));
    const fate = this.fate('signatures');
    if (fate === 'refuses') throw new ServiceError('hsm.refused', 'as chance had it');
    this.made.push(this.documentOf(digest));
    const signature = await this.world.token.sign(key, digest);
    await life.step(this.fate('delays'));
    if (fate === 'signs-unheard') throw new ServiceError('hsm.ambiguous', 'as chance had it');
    return signature;
  }

  get transactions(): Transactions {
    return this.world.stores.transactions;
  }

  private get row() {
    const row = this.world.stores.activations.table.get(this.activationId);
    if (!row) throw new Error('the activation is gone');
    return row;
  }

  private documentOf({ value }: Digest): string {
    return [...AUTHORISED, 'chosen', 'mortgage'].find((one) => hashOf(one) === Buffer.from(value).toString('base64')) ?? 'something else';
  }

  private async start(place: number): Promise<void> {
    const life = new Life();
    const { token } = this.world;
    const lent = {
      mac: token.mac.bind(token),
      verifyMac: token.verifyMac.bind(token),
      signVerified: (key: TokenKey, _publicKey: Uint8Array, digests: readonly Digest[]) =>
        Promise.allSettled(digests.map((digest) => this.sign(life, key, digest))),
    } as unknown as Token;
    const replica = await SamReplica.of(this.world, { token: lent, transactions: new Gate(this, life, this.fates) });
    this.replicas[place] = { life, replica };
  }

  private async do(act: Act): Promise<void> {
    for (let count = this.fate('delays'); count > 0; count -= 1) await turn();
    switch (act.do) {
      case 'sign': {
        const request = this.world.request(this.ada, this.sad, act.documents);
        this.requests.push(request);
        return this.attempt(act.on, request);
      }
      case 'repeat': {
        const request = this.requests[act.attempt % Math.max(1, this.requests.length)];
        return request && this.attempt(act.on, request);
      }
      case 'die':
        return this.replicas[act.on]?.life.dieAfter(act.afterSteps);
      case 'reconcile':
        return this.alive(act.on, async ({ reconcile }) => void (await reconcile.run()));
      case 'wait':
        return this.world.clock.advance(act.seconds * 1_000);
      case 'extend': {
        const { clientId } = this.world;
        const about = { sad: this.sad, clientId, credentialId: this.ada.credentialId, hashAlgorithmOid: SHA256 };
        const extended = await this.world.extendActivation.run({ ...about, hashes: [hashOf(act.document)] }).catch(() => undefined);
        if (!extended) return;
        this.sad = `sad_${extended.sad}`;
        // Without a place left, what is authorised already is named and only the SAD replaced.
        if (extended.remainingChoice < this.choice) this.added.push(act.document);
        this.choice = extended.remainingChoice;
        return;
      }
      case 'abandon':
        return this.world.abandonActivation.run(this.activationId, 'revoked');
    }
  }

  private async attempt(on: number, request: SignatureRequest): Promise<void> {
    await this.alive(on, async ({ signHash }) => {
      const signatures = await signHash.run(request);
      const before = this.answered.get(request.attemptId);
      if (before) expect(signatures).toEqual(before);
      this.answered.set(request.attemptId, signatures);
    });
  }

  /** Ends with the work or with the replica. A refusal is an answer; anything else is a bug. */
  private async alive(on: number, work: (replica: SamReplica) => Promise<void>): Promise<void> {
    const one = this.replicas[on];
    if (!one) throw new Error('no such replica');
    const done = work(one.replica).catch((error: unknown) => {
      if (!(error instanceof ServiceError)) throw error;
    });
    await Promise.race([done, one.life.over]);
  }
}

/** A replica's way to the store: it fails as chance has it, and a replica that died hears of no answer. */
export class Gate extends Transactions {
  constructor(
    private readonly run_: Pick<LedgerRun, 'fate' | 'check' | 'transactions'>,
    private readonly life: Life,
    private readonly fates: Fates,
  ) {
    super();
  }

  override async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    await this.life.step(this.run_.fate('delays'));
    const fate = this.run_.fate('commits', this.fates);
    if (fate === 'failed') throw new ServiceError('service.unavailable', 'as chance had it', { retryAfter: 1 });
    const result = await this.run_.transactions.run(work);
    this.run_.check();
    await this.life.step(this.run_.fate('delays'));
    if (fate === 'done-unheard') throw new ServiceError('service.unavailable', 'as chance had it', { retryAfter: 1 });
    return result;
  }

  override runAlone<T>(_act: ExclusiveAct, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.run(work);
  }

  override newest(row: JournaledRow): number {
    return this.run_.transactions.newest(row);
  }

  override get epoch(): number {
    return this.run_.transactions.epoch;
  }
}
