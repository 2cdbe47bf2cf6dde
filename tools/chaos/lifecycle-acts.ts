import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteCredential, openChange, presentEvidence, suspendCredential } from '@paraph/contracts';
import { changeChallenge, newId } from '@paraph/kernel';
import { Bus, runWork } from '@paraph/platform';
import { SoftwareAuthenticator } from '@paraph/testing';
import { registerClient, type BenchClient } from '../bench/bench-signers.ts';
import type { BenchStack } from '../bench/bench-stack.ts';
import { Management } from '../sandbox/management.ts';
import { readPeople } from '../sandbox/signer/people.ts';
import { enrol, type Person } from '../sandbox/signer/robot.ts';

/** What is done to credentials meanwhile. */
export const acts = ['create', 'enrol', 'enrol-brief', 'renew', 'rekey', 'suspend', 'destroy'] as const;
export type LifecycleAct = (typeof acts)[number];

const POLICY = 'sandbox-passkey';
/** Its certificate is over after three quarters of a minute: the sweep ends what it certified. */
const BRIEF = 'sandbox-lapsed';

/** After an act that failed. Milliseconds. */
const PAUSE_MS = 100;

interface Made {
  readonly credentialId: string;
  readonly signerId: string;
  readonly passkey: SoftwareAuthenticator;
}

/** Plays operator, signers and applications, one act after the other; whatever fails because somebody was killed is just counted. */
export class LifecycleActs {
  readonly done: Record<LifecycleAct, number> = { create: 0, enrol: 0, 'enrol-brief': 0, renew: 0, rekey: 0, suspend: 0, destroy: 0 };
  failures = 0;
  readonly #active: Made[] = [];
  readonly #bench: BenchStack;
  readonly #client: BenchClient;
  readonly #person: Person;
  readonly #management: Management;

  private constructor(bench: BenchStack, client: BenchClient, person: Person) {
    this.#bench = bench;
    this.#client = client;
    this.#person = person;
    this.#management = new Management(bench.origin('management'), bench.secrets.read('management.token'));
  }

  static async open(bench: BenchStack): Promise<LifecycleActs> {
    const [person] = readPeople(bench.stack.state.root);
    if (!person) throw new Error('the sandbox has nobody who could sign');
    return new LifecycleActs(bench, await registerClient(bench), person);
  }

  /** Acts that went through, of any kind. */
  get total(): number {
    return Object.values(this.done).reduce((sum, one) => sum + one, 0);
  }

  /** One act of chance. */
  async one(): Promise<void> {
    const act = this.#active.length > 3 ? (acts[randomInt(acts.length)] ?? 'create') : 'enrol';
    try {
      await this.#do(act);
      this.done[act] += 1;
    } catch {
      this.failures += 1;
      // Whoever met a process that is away would only meet it again at once.
      await sleep(PAUSE_MS);
    }
  }

  async #do(act: LifecycleAct): Promise<void> {
    switch (act) {
      case 'create':
        return void (await this.#create(POLICY));
      case 'enrol':
        return this.#enrol(POLICY);
      case 'enrol-brief':
        return this.#enrol(BRIEF);
      case 'renew':
        return this.#renew();
      case 'rekey':
        return this.#rekey();
      case 'suspend':
        return this.#suspend();
      case 'destroy':
        return this.#destroy();
    }
  }

  async #create(policyId: string): Promise<Made & { readonly enrolmentUrl: string }> {
    const signerId = await this.#management.createSigner({ subscriberId: this.#client.subscriberId, name: 'Chaos' });
    const passkey = this.#passkey();
    const request = { signerId, algorithm: 'p256', policyId, provider: this.#bench.origin('idp'), description: 'Chaos' };
    return { ...(await this.#management.createCredential(request)), signerId, passkey };
  }

  async #enrol(policyId: string): Promise<void> {
    const made = await this.#create(policyId);
    await enrol(made.enrolmentUrl, { ...this.#person, passkey: made.passkey });
    if (policyId === POLICY) this.#active.push(made);
  }

  /** The same key, certified again. */
  async #renew(): Promise<void> {
    const made = this.#take();
    // It stays whatever becomes of its renewal.
    this.#active.push(made);
    const { enrolmentUrl } = await this.#management.renewCredential(made.credentialId, 'renewal');
    await enrol(enrolmentUrl, { ...this.#person, passkey: made.passkey });
  }

  /** A new key in the place of the old one, which is destroyed once the new one may sign. */
  async #rekey(): Promise<void> {
    const { credentialId: old, signerId } = this.#take();
    const { credentialId, enrolmentUrl } = await this.#management.renewCredential(old, 'rekey');
    const passkey = this.#passkey();
    await enrol(enrolmentUrl, { ...this.#person, passkey });
    this.#active.push({ credentialId, signerId, passkey });
  }

  async #suspend(): Promise<void> {
    const { credentialId } = this.#take();
    await this.#as('identity', (bus) => bus.call(suspendCredential, { credentialId, requestedBy: 'operator', reason: 'chaos' }));
  }

  /** The signer's decision, with the signer's own passkey, and the application that carries it out. */
  async #destroy(): Promise<void> {
    const { credentialId, signerId, passkey } = this.#take();
    const { subscriberId } = this.#client;
    const { changeId, statement } = await this.#as('identity', (bus) => bus.call(openChange, { credentialId, signerId, change: { act: 'destroy' } }));
    const evidence = { kind: 'passkey' as const, assertion: passkey.assert(changeChallenge(statement)) };
    await this.#as('identity', (bus) => bus.call(presentEvidence, { reference: changeId, evidence }));
    await this.#as('gateway', (bus) => bus.call(deleteCredential, { credentialId, subscriberId, signerId, changeId }));
  }

  #passkey(): SoftwareAuthenticator {
    return SoftwareAuthenticator.make({ origin: this.#bench.origin('approval'), backupEligible: true });
  }

  #take(): Made {
    const [made] = this.#active.splice(randomInt(this.#active.length), 1);
    if (made === undefined) throw new Error('there is nothing to act on');
    return made;
  }

  async #as<T>(service: 'identity' | 'gateway', work: (bus: Bus) => Promise<T>): Promise<T> {
    const bus = new Bus(await this.#bench.bus(service), service);
    return runWork({ correlationId: newId('req'), deadline: Date.now() + 10_000 }, () => work(bus));
  }
}
