import type { Clock } from '@paraph/kernel';
import type { Credential } from './credential.js';
import { Overtaken, type CredentialStore } from './credential-store.js';
import type { RefreshCredential } from './refresh-credential.js';
import type { Swept } from './sweep.js';

/** A session lasts minutes, and its record should not say for longer than a client waits that there is a key. Milliseconds. */
const LOOK_AGAIN_MS = 5_000;
/** More batches than one run takes; the rest waits for the next. */
const MOST_BATCHES = 40;

/** Follows one-session credentials to their end: the SAM ends their keys by itself, and this record learns it. Several processes may follow at once. */
export class FollowSessions {
  constructor(
    private readonly store: CredentialStore,
    private readonly refresh: RefreshCredential,
    private readonly clock: Clock,
  ) {}

  /** Answers those that have ended, and those that could not be asked for. */
  async run(): Promise<readonly Swept[]> {
    const before = new Date(this.clock.now().getTime() - LOOK_AGAIN_MS);
    const followed: Swept[] = [];
    for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
      const found = await this.store.inSession(before);
      if (found.length === 0) break;
      for (const credential of found) followed.push(...(await this.follow(credential)));
    }
    return followed;
  }

  private async follow(credential: Credential): Promise<readonly Swept[]> {
    const { credentialId } = credential;
    try {
      // Writing it unchanged makes it ours, and the last of its kind to be looked at again.
      await this.store.save(credential);
      const state = await this.refresh.run(credentialId);
      return state === 'active' || state === 'suspended' ? [] : [{ credentialId, outcome: 'ended' }];
    } catch (failure) {
      return failure instanceof Overtaken ? [] : [{ credentialId, outcome: 'waiting', failure }];
    }
  }
}
