import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Token } from '../ports/token.js';
import { macInput } from '../records/mac-input.js';
import type { SigningJob } from './signing-job.js';

/** A job as it is stored. Without its MAC it means nothing. */
export interface SealedJob {
  /** JSON, never changed. */
  readonly job: string;
  readonly mac: Uint8Array;
}

/**
 * Seals jobs. Their places are known only under the lock of their activation, where nobody may wait for the token, so the key is
 * the token's MAC over a fixed text, asked for once at the start; it seals jobs and nothing else.
 */
export class SealedJobs {
  private constructor(private readonly key: KeyObject) {}

  /** @throws `hsm.unavailable` */
  static async open(token: Token): Promise<SealedJobs> {
    return new SealedJobs(createSecretKey(await token.mac('activation', macInput('job-key', 1))));
  }

  close(job: SigningJob): SealedJob {
    const text = JSON.stringify(job);
    return { job: text, mac: this.mac(job.attemptId, text) };
  }

  /** The job, if this SAM wrote it under that id. */
  read(attemptId: string, { job, mac }: SealedJob): SigningJob | undefined {
    const expected = this.mac(attemptId, job);
    if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return undefined;
    // The MAC proves that this very code wrote the text from a value of this type.
    return JSON.parse(job) as SigningJob;
  }

  private mac(attemptId: string, text: string): Uint8Array {
    return new Uint8Array(
      createHmac('sha256', this.key)
        .update(macInput('job', attemptId, text))
        .digest(),
    );
  }
}
