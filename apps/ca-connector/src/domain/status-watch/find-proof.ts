import type { Clock } from '@paraph/kernel';
import type { RevocationProof } from './credential-end.js';
import type { LookAtAnswers } from './look-at-answers.js';
import type { Notice } from './notices.js';
import { UnfitStatus, type RevocationListJudge } from './status-readers.js';
import type { WatchLedger } from './watch-ledger.js';
import type { WatchedAuthority } from './watched-authority.js';

/** Brings the newest statement with which an authority proves that it revoked a certificate. */
export class FindProof {
  constructor(
    private readonly authorities: readonly WatchedAuthority[],
    private readonly ledger: WatchLedger,
    private readonly answers: LookAtAnswers,
    private readonly lists: RevocationListJudge,
    private readonly clock: Clock,
  ) {}

  /** Nothing, if the authority says now that the certificate is not revoked. @throws UnfitStatus where it says nothing fit; `authority.unavailable` */
  async run(notice: Notice, within: AbortSignal): Promise<RevocationProof | undefined> {
    const authority = this.authorities.find(({ name }) => name === notice.authority);
    if (!authority) throw new UnfitStatus('the authority is not configured any more');
    const { proof, flaw } = authority.crl ? await tried(this.byList(authority, notice)) : {};
    if (proof) return proof;
    // What the responder says already, a list may not say before its next number.
    if (authority.ocsp) return this.byAnswer(authority, notice, within);
    if (flaw) throw flaw;
    return undefined;
  }

  private async byList({ name, issuers }: WatchedAuthority, notice: Notice): Promise<RevocationProof | undefined> {
    const newest = await this.ledger.newest(name, notice.issuer);
    if (!newest) throw new UnfitStatus('there is no list of its issuer');
    // It was fit when it was kept; its time may be over since.
    const list = this.lists.judge(newest.crl, issuers, this.clock.now());
    return list.revokedAt(notice.serialNumber) ? { kind: 'crl', bytes: newest.crl } : undefined;
  }

  private async byAnswer(authority: WatchedAuthority, { certificate }: Notice, within: AbortSignal): Promise<RevocationProof | undefined> {
    const { revokedAt, response } = await this.answers.ask(authority, certificate, within);
    return revokedAt ? { kind: 'ocsp', bytes: response } : undefined;
  }
}

async function tried(work: Promise<RevocationProof | undefined>): Promise<{ readonly proof?: RevocationProof | undefined; readonly flaw?: Error }> {
  try {
    return { proof: await work };
  } catch (flaw) {
    return { flaw: flaw instanceof Error ? flaw : new Error('a list could not be looked at', { cause: flaw }) };
  }
}
