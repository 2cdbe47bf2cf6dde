import type { Clock } from '@paraph/kernel';
import type { Credential } from './credential.js';
import { Overtaken, type CredentialStore } from './credential-store.js';
import type { CredentialRegister } from './endings/credential-register.js';
import { followedTo, type RefreshCredential } from './refresh-credential.js';
import type { SignatureModule } from './signature-module.js';
import type { Swept } from './sweep.js';

/** A session lasts minutes, and its record should not say for longer than a client waits that there is a key. Milliseconds. */
const LOOK_AGAIN_MS = 5_000;
/** More batches than one run takes; the rest waits for the next. */
const MOST_BATCHES = 40;

/** Follows one-session credentials to their end: the SAM ends their keys by itself, and this record learns it. Several processes may follow at once. */
export class FollowSessions {
  constructor(
    private readonly store: CredentialStore,
    private readonly register: CredentialRegister,
    private readonly sam: SignatureModule,
    private readonly refresh: RefreshCredential,
    private readonly clock: Clock,
  ) {}

  /** Answers those that have ended, and those that could not be asked for. */
  async run(): Promise<readonly Swept[]> {
    const before = new Date(this.clock.now().getTime() - LOOK_AGAIN_MS);
    const followed: Swept[] = [];
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const taken = await this.store.takeInSession(before);
      if (taken.length === 0) break;
      followed.push(...(await this.follow(taken)));
    }
    return followed;
  }

  /** Those that were taken, at once: all but a few have ended. What cannot be said of all is asked of each, so that none waits for what is wrong with another. */
  private async follow(taken: readonly Credential[]): Promise<readonly Swept[]> {
    const states = await this.sam.statesOf(taken.map(({ credentialId }) => credentialId)).catch(() => undefined);
    if (states === undefined) return this.followEach(taken);
    const ended = taken.flatMap((credential) => (states.get(credential.credentialId) === 'destroyed' ? (followedTo(credential, 'destroyed') ?? []) : []));
    const written = await this.register.end(ended.map(({ credential, event }) => ({ credential, events: [event] })));
    const others = taken.filter(({ credentialId, state }) => !['destroyed', state].includes(states.get(credentialId) ?? ''));
    return [...written.map((credentialId) => ({ credentialId, outcome: 'ended' }) as const), ...(await this.followEach(others))];
  }

  private async followEach(credentials: readonly Credential[]): Promise<readonly Swept[]> {
    const followed: Swept[] = [];
    for (const { credentialId } of credentials) {
      try {
        const state = await this.refresh.run(credentialId);
        if (state !== 'active' && state !== 'suspended') followed.push({ credentialId, outcome: 'ended' });
      } catch (failure) {
        if (!(failure instanceof Overtaken)) followed.push({ credentialId, outcome: 'waiting', failure });
      }
    }
    return followed;
  }
}
