import type { Clock } from '@paraph/kernel';
import type { Notices } from './notices.js';
import { revocationNoticed } from './notice-events.js';
import { UnfitStatus, type RevocationListJudge, type StatementSource, type VerifiedList } from './status-readers.js';
import type { WatchLedger } from './watch-ledger.js';
import type { WatchedAuthority } from './watched-authority.js';

/** Fetches an authority's revocation list, believes it only if it is newer than the last, and notices what it lists of ours. */
export class LookAtList {
  constructor(
    private readonly source: StatementSource,
    private readonly judge: RevocationListJudge,
    private readonly ledger: WatchLedger,
    private readonly notices: Notices,
    private readonly clock: Clock,
  ) {}

  /** Whether there was anything to look at. @throws UnfitStatus; ServiceError `authority.unavailable` */
  async run({ name, issuers, crl }: WatchedAuthority, within: AbortSignal): Promise<boolean> {
    if (!crl) return false;
    const bytes = await this.source.list(crl.url, within);
    const list = this.judge.judge(bytes, issuers, this.clock.now());
    await this.requireNewer(name, list);
    // Kept before it is followed: it is the proof that the SAM is shown.
    await this.ledger.keep(name, list, bytes);
    const now = this.clock.now();
    for (const certificate of await this.ledger.watched(name, now)) {
      const revokedAt = certificate.issuer === list.issuer ? list.revokedAt(certificate.serialNumber) : undefined;
      if (revokedAt) await this.notices.add(certificate, { revokedAt, now }, revocationNoticed(certificate, revokedAt));
    }
    return true;
  }

  /** Whoever shows an older list hides what was revoked since (RFC 5280 section 5.2.3: numbers only rise). */
  private async requireNewer(authority: string, list: VerifiedList): Promise<void> {
    const last = await this.ledger.newest(authority, list.issuer);
    if (!last) return;
    if (BigInt(list.number) < BigInt(last.number) || list.thisUpdate < last.thisUpdate) throw new UnfitStatus('the list is older than the last one');
  }
}
