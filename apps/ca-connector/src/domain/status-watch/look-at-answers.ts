import type { Clock } from '@paraph/kernel';
import type { Notices } from './notices.js';
import { revocationNoticed } from './notice-events.js';
import {
  UnfitStatus,
  type AskedCertificate,
  type RevocationListJudge,
  type StatusAnswerJudge,
  type StatementSource,
  type VerifiedAnswer,
} from './status-readers.js';
import type { WatchedCertificate, WatchLedger } from './watch-ledger.js';
import type { WatchedAuthority } from './watched-authority.js';

/** As many as are asked about in one turn; the rest is due in the next. */
const AT_ONCE = 100;
/** When to ask once more about what got no answer that counts. Milliseconds. */
const AGAIN_MS = 30_000;

/** What is needed to ask an authority's responder. */
export interface Asking {
  readonly source: StatementSource;
  readonly judge: StatusAnswerJudge;
  /** Finds the issuer of a certificate. */
  readonly names: RevocationListJudge;
}

/** Asks an authority's OCSP responder about each certificate in its time, and notices what it calls revoked. */
export class LookAtAnswers {
  constructor(
    private readonly asking: Asking,
    private readonly ledger: WatchLedger,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  /** Whether there was anything to ask. @throws UnfitStatus, once the rest was asked about all the same; ServiceError `authority.unavailable` */
  async run(authority: WatchedAuthority, within: AbortSignal): Promise<boolean> {
    if (!authority.ocsp) return false;
    const now = this.clock.now();
    const turn = { now, until: new Date(now.getTime() + authority.ocsp.everySeconds * 1_000) };
    const due = await this.ledger.takeDue(authority.name, turn, AT_ONCE);
    const again: string[] = [];
    let flaw: Error | undefined;
    for (const certificate of due) {
      try {
        // A responder that is away will not answer about the others either.
        if (flaw === undefined || flaw instanceof UnfitStatus) await this.lookAt(authority, certificate, within);
        else again.push(certificate.requestId);
      } catch (failure) {
        again.push(certificate.requestId);
        flaw = failure instanceof Error ? failure : new Error('an answer could not be looked at', { cause: failure });
      }
    }
    if (again.length > 0) await this.ledger.putBack(again, new Date(this.clock.now().getTime() + AGAIN_MS));
    if (flaw) throw flaw;
    return due.length > 0;
  }

  private async lookAt(
    authority: WatchedAuthority,
    certificate: WatchedCertificate & { readonly certificate: Uint8Array },
    within: AbortSignal,
  ): Promise<void> {
    const { revokedAt } = await this.ask(authority, certificate.certificate, within);
    if (revokedAt) await this.notices.add(certificate, { revokedAt, now: this.clock.now() }, revocationNoticed(certificate, revokedAt));
  }

  /** The responder's word about one certificate, with the bytes that prove it. @throws as `run` */
  async ask(authority: WatchedAuthority, certificate: Uint8Array, within: AbortSignal): Promise<VerifiedAnswer & { readonly response: Uint8Array }> {
    if (!authority.ocsp) throw new UnfitStatus('the authority has no responder');
    const asked = this.asked(authority, certificate);
    const response = await this.asking.source.answer(authority.ocsp.url, this.asking.judge.question(asked), within);
    return { ...this.asking.judge.judge(response, asked, this.clock.now()), response };
  }

  private asked({ issuers }: WatchedAuthority, certificate: Uint8Array): AskedCertificate {
    const issuer = issuers.find((one) => this.asking.names.nameOf(certificate, [one]) !== undefined);
    if (!issuer) throw new UnfitStatus('no pinned issuer signed the certificate');
    return { certificate, issuer };
  }
}
