import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import { isUnclaimed, type Credential } from './credential.js';
import { Overtaken, type CredentialStore, type Lane } from './credential-store.js';
import type { DeleteCredential } from './delete-credential.js';
import type { EndCredential } from './end-credential.js';
import { BindingUnknown, CertificatePending, type FinishCredential } from './finish-credential.js';
import { passingFailures } from './passing-failures.js';

/**
 * Longer than any request works on a credential; whatever has not moved for so long was left behind. What waits for its authority is nobody's
 * request any more, and its certificate should not lie about for long: longer than one try takes is enough. Milliseconds.
 */
const LEFT_BEHIND_MS: Readonly<Record<Lane, number>> = { prompt: 60_000, pending: 20_000 };

/** How long an authority may take over a certificate: after that nobody waits for it any more. Milliseconds. */
const PENDING_MS = 7 * 86_400_000;

/** What became of one credential. */
export interface Swept {
  readonly credentialId: string;
  readonly outcome: 'finished' | 'ended' | 'pending' | 'waiting';
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

  /** Sweeps one lane. */
  async run(lane: Lane): Promise<readonly Swept[]> {
    const left = await this.store.leftBehind(new Date(this.clock.now().getTime() - LEFT_BEHIND_MS[lane]), lane);
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

  private async settle(credential: Credential): Promise<'finished' | 'ended' | 'pending'> {
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

  /** Ends it after a plain refusal, or when its time is over and there is no certificate that may be bound. */
  private async giveUp({ credentialId }: Credential, failure: unknown): Promise<'ended' | 'pending'> {
    if (failure instanceof BindingUnknown || failure instanceof Overtaken) throw failure;
    const current = await this.store.find(credentialId);
    const refused = failure instanceof ServiceError && !passingFailures.has(failure.code);
    const isOver = current?.state === 'keyed' && timeOf(current) <= this.clock.now().getTime();
    if (failure instanceof CertificatePending && !isOver) return 'pending';
    if (current === undefined || !(refused || isOver)) throw failure;
    return this.destroy(await this.end.mark(current, failure instanceof CertificatePending ? failure.cause : failure));
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

/** Until when a certificate is worth waiting for: its enrolment's end, and where the authority takes its time, as long as that may be. */
function timeOf({ pendingSince, enrolment }: Credential): number {
  return pendingSince === undefined ? (enrolment?.expiresAt.getTime() ?? 0) : pendingSince.getTime() + PENDING_MS;
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
