import { PART_BYTES, ServiceError } from '@paraph/contracts';
import { sha256, toBase64Url, type Clock } from '@paraph/kernel';
import type { ProofPart, ProofParts } from './proof-parts.js';

const KEPT_MS = 600_000;
/** Of one statement: nearly 40 MB, a list of a million entries. */
const MOST_PARTS_OF_ONE = 64;
/** Of all that wait. Who offers more loses what it offered first, and can offer it again. */
const MOST_PARTS = 128;

/** Statements of authorities, which come in parts since they are larger than a message. */
export class OfferedProofs {
  constructor(
    private readonly parts: ProofParts,
    private readonly clock: Clock,
  ) {}

  /** @throws `request.invalid` */
  async offer(part: ProofPart): Promise<void> {
    const { bytes, parts, digest } = part;
    if (parts > MOST_PARTS_OF_ONE) throw new ServiceError('request.invalid', `a statement of more than ${MOST_PARTS_OF_ONE} parts is not taken`);
    if (part.part >= parts) throw new ServiceError('request.invalid', 'a part behind the last one');
    const isLast = part.part === parts - 1;
    if (bytes.length === 0 || bytes.length > PART_BYTES || (!isLast && bytes.length !== PART_BYTES))
      throw new ServiceError('request.invalid', `every part but the last one has ${PART_BYTES} bytes`);
    await this.parts.keep(part, this.clock.now());
    await this.parts.forget(this.since(), { beside: digest, most: MOST_PARTS });
  }

  /** The whole, if it was offered lately and is what its digest says. */
  async find(digest: string): Promise<Uint8Array | undefined> {
    const found = await this.parts.find(digest, this.since());
    const expected = found[0]?.parts;
    if (found.length !== expected || found.some(({ part, parts }, index) => part !== index || parts !== expected)) return undefined;
    const whole = new Uint8Array(Buffer.concat(found.map(({ bytes }) => bytes)));
    return toBase64Url(sha256(whole)) === digest ? whole : undefined;
  }

  private since(): Date {
    return new Date(this.clock.now().getTime() - KEPT_MS);
  }
}
