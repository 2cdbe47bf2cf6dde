import { ServiceError } from '@paraph/contracts';
import type { Clock } from '@paraph/kernel';
import type { Finding } from '../certificate-authority.js';
import { UnfitStatus, type RevocationListJudge, type StatementSource, type StatusAnswerJudge } from './status-readers.js';
import type { WatchedAuthority } from './watched-authority.js';

/** The two judges of what authorities say. */
export interface StatementJudges {
  readonly lists: RevocationListJudge;
  readonly answers: StatusAnswerJudge;
}

/** For `--check-config`: whether an authority's list and responder can be reached and believed. Nothing is kept of it. */
export class CheckStatements {
  constructor(
    private readonly source: StatementSource,
    private readonly judges: StatementJudges,
    private readonly clock: Clock,
  ) {}

  /** Does not throw. */
  async run(authority: WatchedAuthority, within: AbortSignal): Promise<readonly Finding[]> {
    const { crl, ocsp } = authority;
    if (!crl && !ocsp)
      return [{ what: 'tells of revocations', isWell: false, problem: 'neither crl nor ocsp is set: what it revokes by itself is not noticed here' }];
    return [
      ...(crl ? [await finding(`its revocation list at ${crl.url.href} is believed`, () => this.list(authority, crl.url, within))] : []),
      ...(ocsp ? [await finding(`its responder at ${ocsp.url.href} answers`, () => this.answer(authority, ocsp.url, within))] : []),
    ];
  }

  private async list({ issuers }: WatchedAuthority, url: URL, within: AbortSignal): Promise<void> {
    this.judges.lists.judge(await this.source.list(url, within), issuers, this.clock.now());
  }

  /** Asked about the issuer's own certificate, as nobody else's is at hand: that it does not know it is an answer too. */
  private async answer({ issuers: [issuer] }: WatchedAuthority, url: URL, within: AbortSignal): Promise<void> {
    if (!issuer) throw new UnfitStatus('no issuer is pinned');
    const asked = { certificate: issuer, issuer };
    const response = await this.source.answer(url, this.judges.answers.question(asked), within);
    try {
      this.judges.answers.judge(response, asked, this.clock.now());
    } catch (failure) {
      if (!(failure instanceof UnfitStatus) || !isAnswer(failure)) throw failure;
    }
  }
}

/** A responder may well refuse to speak of its issuer; whatever it says, it has to be signed by who may. */
function isAnswer({ message }: UnfitStatus): boolean {
  return message === 'the responder does not know the certificate' || message === 'the responder answers with an error';
}

async function finding(what: string, attempt: () => Promise<void>): Promise<Finding> {
  try {
    await attempt();
    return { what, isWell: true };
  } catch (failure) {
    const isExpected = failure instanceof ServiceError || failure instanceof UnfitStatus;
    const words = failure instanceof ServiceError ? failure.detail : failure instanceof UnfitStatus ? failure.message : '';
    return { what, isWell: false, problem: isExpected ? words : 'something is wrong in this program' };
  }
}
