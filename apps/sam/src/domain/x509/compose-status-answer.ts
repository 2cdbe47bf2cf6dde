import type { Clock } from '@paraph/kernel';
import type { AuthorityEndState } from '../authority-state/state-bodies.js';
import type { Authorities, Authority, Delegate } from './authorities.js';
import { LAST_UPDATE, type AuthorityName } from './authority.js';
import type { IssuedCertificates, KnownStatus } from './issued-certificates.js';
import type { X509Composer } from './x509-composer.js';

/** How long an answer may be repeated to others: as long may a revocation stay unseen. */
const LIFETIME_MS = 3_600_000;
/** Answers that are signed at a time, so that signatures of signers never wait behind a whole page. */
const AT_ONCE = 4;

/** A signed answer. */
export interface StatusAnswer {
  /** OCSPResponse, DER. */
  readonly response: Uint8Array;
  readonly nextUpdate: Date;
}

/** Answers about the next certificates of an authority, in the order of their serial numbers. */
export interface StatusAnswers {
  readonly answers: readonly (StatusAnswer & { readonly serialNumber: string })[];
  readonly more: boolean;
}

interface Responding {
  readonly issuer: Authority;
  readonly responder: Delegate;
  readonly end: AuthorityEndState | undefined;
}

/** Composes OCSP answers from what the SAM itself issued and revoked. */
export class ComposeStatusAnswer {
  constructor(
    private readonly authorities: Authorities,
    private readonly issued: IssuedCertificates,
    private readonly composer: X509Composer,
    private readonly clock: Clock,
  ) {}

  /** The answer about one certificate. With a nonce it is for one asker only. @throws `hsm.unavailable`, `hsm.refused`, `record.tampered` */
  async run(name: AuthorityName, serialNumber: string, nonce?: Uint8Array): Promise<StatusAnswer> {
    const responding = await this.responding(name);
    const status = await this.issued.status(name, serialNumber, responding.issuer.publicKey);
    return this.answer({ serialNumber, status }, responding, nonce);
  }

  /**
   * Answers ahead of time, one signature each, about all that is still valid. It goes on behind the last one of the page
   * before, so that a certificate that is issued meanwhile puts no other one out of its place.
   *
   * @throws `hsm.unavailable`, `hsm.refused`, `record.tampered`
   */
  async page(name: AuthorityName, { after = '', limit }: { readonly after?: string | undefined; readonly limit: number }): Promise<StatusAnswers> {
    const responding = await this.responding(name);
    const answers: (StatusAnswer & { readonly serialNumber: string })[] = [];
    for (let from = after; ;) {
      const wanted = limit - answers.length;
      const { found, last, more } = await this.issued.statuses(name, { after: from, limit: wanted, validAt: this.clock.now() }, responding.issuer.publicKey);
      for (let first = 0; first < found.length; first += AT_ONCE) {
        const some = found.slice(first, first + AT_ONCE);
        answers.push(...(await Promise.all(some.map(async (one) => ({ serialNumber: one.serialNumber, ...(await this.answer(one, responding)) })))));
      }
      // A page of nothing but tampered rows has no last answer to go on behind.
      if (!more || answers.length > 0) return { answers, more };
      from = last ?? from;
    }
  }

  private async responding(name: AuthorityName): Promise<Responding> {
    const end = await this.authorities.endOf(name);
    return { end, issuer: await this.authorities.find(name), responder: await this.authorities.responder(name) };
  }

  private async answer({ serialNumber, status }: KnownStatus, { issuer, responder, end }: Responding, nonce?: Uint8Array): Promise<StatusAnswer> {
    const thisUpdate = this.clock.now();
    // Nothing will ever change what is said after the last list.
    const nextUpdate = end?.lastList ? LAST_UPDATE : new Date(thisUpdate.getTime() + LIFETIME_MS);
    const about = { issuer, serialNumber, status, thisUpdate, nextUpdate, archiveCutOff: issuer.validFrom, nonce };
    const response = await this.composer.statusAnswer({ ...about, responder: responder.certificate }, responder.key);
    return { response, nextUpdate };
  }
}
