import type { EndCertifiedKeys } from '../changes/end-certified-keys.js';
import type { Transactions } from '../ports/transactions.js';
import type { EndIssuingAuthority } from '../x509/end-issuing-authority.js';
import type { EndAllKeys } from './end-all-keys.js';
import type { ServiceEnd } from './service-end.js';

/** What ends, in this order. */
export interface EndingService {
  readonly allKeys: EndAllKeys;
  readonly authority: EndIssuingAuthority;
  readonly certifiedKeys: EndCertifiedKeys;
}

/**
 * Ends the service (EOL-01) once a quorum has decided so. It may be cut off anywhere and goes on in any replica: each step asks what is left.
 * Keys first: from then on nothing can be signed, whatever becomes of the rest. What the SAM signs about itself goes on, so that lists, answers,
 * certificates of destruction and the log can be had afterwards.
 */
export class EndService {
  constructor(
    private readonly end: ServiceEnd,
    private readonly parts: EndingService,
    private readonly transactions: Transactions,
  ) {}

  /** Does what is left to do. Repeating it changes nothing. Answers whether all is done. @throws `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async finish(stopped: () => boolean = () => false): Promise<boolean> {
    const { allKeys, authority, certifiedKeys } = this.parts;
    const end = await this.end.find();
    if (!end) return false;
    // 1. Every signer's key; what was under way when it was decided turns up later, so this is asked each time.
    const count = await allKeys.run(stopped);
    if (stopped()) return false;
    if (end.finishedAt !== undefined) return true;

    // 2. The issuing authority: what it certified is revoked, its last list is kept, its key destroyed (CRT-07).
    if (!authority.isDecided) await this.transactions.run((transaction) => authority.decide(transaction, end.reason));
    const ended = await authority.finish();
    if (ended && !ended.keysEnded) {
      await certifiedKeys.run(new Date(ended.endedAt), stopped);
      if (stopped()) return false;
      await authority.noteKeysEnded();
    }

    // 3. Said once.
    await this.end.note(count);
    return true;
  }
}
