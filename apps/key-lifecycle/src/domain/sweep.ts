import { ServiceError, type ErrorCode } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { isUnclaimed, type Credential } from './credential.js';
import { Overtaken, type CredentialStore } from './credential-store.js';
import type { DeleteCredential } from './delete-credential.js';
import type { EndCredential } from './end-credential.js';
import { BindingUnknown, type FinishCredential } from './finish-credential.js';

/** Longer than any request works on a credential; whatever has not moved for so long was left behind. Milliseconds. */
const LEFT_BEHIND_MS = 60_000;

/** Failures that pass: what was left behind is tried again instead of ended. */
const passing: ReadonlySet<ErrorCode> = new Set(['service.unavailable', 'deadline.exceeded', 'hsm.unavailable', 'internal']);

/** What became of one credential. */
export interface Swept {
  readonly credentialId: string;
  readonly outcome: 'finished' | 'ended' | 'waiting';
  readonly failure?: unknown;
}

/** Finishes or ends what a crash, a lost answer or an absent signer left half done. Several processes may sweep at once. */
export class Sweep {
  constructor(
    private readonly store: CredentialStore,
    private readonly finish: FinishCredential,
    private readonly end: EndCredential,
    private readonly deletion: DeleteCredential,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<readonly Swept[]> {
    const left = await this.store.leftBehind(new Date(this.clock.now().getTime() - LEFT_BEHIND_MS));
    const swept: Swept[] = [];
    for (const credential of left) {
      const result = await this.take(credential);
      if (result) swept.push(result);
    }
    return swept;
  }

  private async take(credential: Credential): Promise<Swept | undefined> {
    const { credentialId } = credential;
    try {
      // Writing it unchanged makes it ours for as long as nobody may call it left behind again.
      return { credentialId, outcome: await this.settle(await this.store.save(credential)) };
    } catch (failure) {
      return failure instanceof Overtaken ? undefined : { credentialId, outcome: 'waiting', failure };
    }
  }

  private async settle(credential: Credential): Promise<'finished' | 'ended'> {
    if (credential.deletionChangeId !== undefined) return this.delete(credential);
    if (credential.state === 'certified' && isUnclaimed(credential)) return this.destroy(await this.end.mark(credential, unclaimed()));
    if (credential.state === 'destroying') return this.destroy(credential);
    if (credential.acceptance === undefined) return this.destroy(await this.end.mark(credential, unfinished(credential)));
    try {
      await this.finish.run(credential);
      return 'finished';
    } catch (failure) {
      return this.giveUp(credential, failure);
    }
  }

  /** Ends it after a plain refusal, or when the enrolment's time is over and there is no certificate that may be bound. */
  private async giveUp({ credentialId }: Credential, failure: unknown): Promise<'ended'> {
    if (failure instanceof BindingUnknown || failure instanceof Overtaken) throw failure;
    const current = await this.store.find(credentialId);
    const refused = failure instanceof ServiceError && !passing.has(failure.code);
    const isOver = current?.state === 'keyed' && (current.enrolment?.expiresAt ?? this.clock.now()) <= this.clock.now();
    if (current === undefined || !(refused || isOver)) throw failure;
    return this.destroy(await this.end.mark(current, failure));
  }

  private async delete(credential: Credential): Promise<'ended'> {
    await this.deletion.carryOut(credential);
    return 'ended';
  }

  private async destroy(marked: Credential): Promise<'ended'> {
    await this.end.destroy(marked);
    return 'ended';
  }
}

function unclaimed(): ServiceError {
  return new ServiceError('credential.state', 'the client that had it made did not claim it in time');
}

function unfinished({ state, completion }: Credential): ServiceError {
  if (state === 'requested') return new ServiceError('enrolment.state', 'the key was never confirmed');
  return completion === undefined
    ? new ServiceError('enrolment.expired', 'the signer did not complete the enrolment in time')
    : new ServiceError('enrolment.state', 'the enrolment was interrupted before its evidence was accepted');
}
