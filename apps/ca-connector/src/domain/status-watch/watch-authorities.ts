import { ServiceError } from '@paraph/contracts';
import { sha256Hex, type Clock } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import type { CaEvent } from '../request-ledger.js';
import type { LookAtAnswers } from './look-at-answers.js';
import type { LookAtList } from './look-at-list.js';
import { UnfitStatus, type RevocationListJudge } from './status-readers.js';
import type { IssuedRow, WatchLedger, Way } from './watch-ledger.js';
import type { WatchedAuthority } from './watched-authority.js';

/** Longer than any look; then it is anybody's turn again. Milliseconds. */
const TURN_MS = 120_000;
const LOOK_MS = 60_000;
/** After a look that failed. Milliseconds. */
const RETRY_MS = 60_000;
/** Answers are asked for in small portions, so turns come often. Milliseconds. */
const PORTION_MS = 10_000;
const NEW_AT_ONCE = 500;

/** What came of one look. */
export interface Looked extends Way {
  readonly failure?: unknown;
}

/** The two ways to learn of revocations. */
export interface Looks {
  readonly crl: LookAtList;
  readonly ocsp: LookAtAnswers;
}

/**
 * Looks at what authorities elsewhere say of their certificates, each by its own schedule, one replica at a time. What cannot be believed is
 * told of and changes nothing: neither is a credential stopped by it, nor is one that was stopped let go.
 */
export class WatchAuthorities {
  constructor(
    private readonly authorities: readonly WatchedAuthority[],
    private readonly ledger: WatchLedger,
    private readonly looks: Looks,
    private readonly names: RevocationListJudge,
    private readonly clock: Clock,
  ) {}

  /** Looks at whatever is due; no authority waits for another. */
  async run(): Promise<readonly Looked[]> {
    const looked = await Promise.all(this.authorities.flatMap((one) => waysOf(one).map((way) => this.lookAt(one, way))));
    return looked.filter((one) => one !== undefined);
  }

  private async lookAt(authority: WatchedAuthority, { pauseMs, ...way }: Way & { readonly pauseMs: number }): Promise<Looked | undefined> {
    const last = await this.ledger.takeTurn(way, { now: this.clock.now(), until: this.in(TURN_MS) });
    if (!last) return undefined;
    try {
      await this.watchNew(authority);
      const isTold = await this.looks[way.kind].run(authority, AbortSignal.timeout(LOOK_MS));
      // Where nothing was asked, nothing is known to be better.
      const standing = isTold ? { believedAt: this.clock.now() } : last;
      const recovered = isTold && last.failure !== undefined ? event('authority-reachable', way) : undefined;
      await this.ledger.endTurn(way, { nextAt: this.in(pauseMs), ...standing }, recovered);
      return way;
    } catch (failure) {
      const text = textOf(failure);
      const type = failure instanceof UnfitStatus ? 'status-refused' : 'authority-unreachable';
      const told: CaEvent = { ...event(type, way), outcome: 'failure', cause: text };
      await this.ledger.endTurn(way, { nextAt: this.in(Math.min(RETRY_MS, pauseMs)), failure: text }, text === last.failure ? undefined : told);
      return { ...way, failure };
    }
  }

  private async watchNew(authority: WatchedAuthority): Promise<void> {
    for (;;) {
      const issued = await this.ledger.unwatched(authority.name, NEW_AT_ONCE);
      const watched = issued.map((one) => this.watchedOf(authority, one));
      await this.ledger.watch(watched, this.clock.now());
      if (issued.length < NEW_AT_ONCE) return;
    }
  }

  private watchedOf({ name, issuers }: WatchedAuthority, { requestId, credentialId, certificate }: IssuedRow) {
    // Whoever signed it was pinned when it was taken; if that pin is gone, no list of that authority will name it any more.
    const named = this.names.nameOf(certificate, issuers) ?? { issuer: '', serialNumber: '' };
    const notAfter = new Date(new X509Certificate(certificate).validTo);
    return { ...named, requestId, credentialId, authority: name, fingerprint: sha256Hex(certificate), notAfter };
  }

  private in(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() + milliseconds);
  }
}

function waysOf({ name, crl, ocsp }: WatchedAuthority): readonly (Way & { readonly pauseMs: number })[] {
  return [
    ...(crl ? [{ authority: name, kind: 'crl', pauseMs: crl.everySeconds * 1_000 } as const] : []),
    ...(ocsp ? [{ authority: name, kind: 'ocsp', pauseMs: PORTION_MS } as const] : []),
  ];
}

function event(type: CaEvent['type'], { authority, kind }: Way): CaEvent {
  return { type, actor: { kind: 'system', id: 'ca-connector' }, outcome: 'success', particulars: { authority, status: kind } };
}

function textOf(failure: unknown): string {
  if (failure instanceof UnfitStatus) return failure.message;
  return failure instanceof ServiceError ? `${failure.code}: ${failure.detail}`.slice(0, 500) : 'internal: unexpected error';
}
