import { ServiceError } from '@paraph/contracts';
import { digestAlgorithmByOid, type Clock } from '@paraph/kernel';
import type { Timestamp, TimestampAuthority, TimestampQuestion, TimestampReader } from './timestamp.js';

/** How far the time of an answer may be from ours: an answer to somebody else's question of yesterday is not passed on. */
const TOLERANCE_MS = 300_000;

/** Gets a time-stamp from whichever authority is configured. Nothing leaves that a verifier would refuse, whoever made it. */
export class IssueTimestamp {
  constructor(
    private readonly authority: TimestampAuthority,
    private readonly reader: TimestampReader,
    private readonly clock: Clock,
  ) {}

  /** @throws `hash.algorithm_unsupported`, `hash.length`, `timestamp.refused`, and as the SAM refuses */
  async run(question: TimestampQuestion): Promise<Timestamp> {
    const facts = digestAlgorithmByOid(question.hashAlgorithmOid);
    if (!facts) throw new ServiceError('hash.algorithm_unsupported', 'time-stamps are given over SHA-2 digests only');
    if (question.hash.length !== facts.bytes) throw new ServiceError('hash.length', `a digest by ${facts.algorithm} has ${facts.bytes} bytes`);
    const timestamp = this.reader.read(await this.authority.ask(question), question);
    if (Math.abs(timestamp.time.getTime() - this.clock.now().getTime()) > TOLERANCE_MS)
      throw new ServiceError('timestamp.refused', 'the time of the time-stamp is not the present one');
    return timestamp;
  }
}
