import { ServiceError } from '@paraph/contracts';
import { StatementSource } from '../../domain/status-watch/status-readers.js';
import type { AuthorityHttp, AuthorityReply } from '../http/authority-http.js';

/** What the SAM takes as a proof, and more than any list of ours will have. */
const LONGEST_LIST = 64 * 1_024 * 1_024;
const LONGEST_ANSWER = 64 * 1_024;

/** Lists and answers over HTTP (RFC 5280 section 4.2.1.13, RFC 6960 appendix A). Signed as they are, they need no TLS. */
export class HttpStatementSource extends StatementSource {
  constructor(private readonly http: AuthorityHttp) {
    super();
  }

  override async list(url: URL, within: AbortSignal): Promise<Uint8Array> {
    return bodyOf(await this.http.request({ method: 'GET', url, maxBytes: LONGEST_LIST, within, isSigned: true }));
  }

  override async answer(url: URL, question: Uint8Array, within: AbortSignal): Promise<Uint8Array> {
    const headers = { 'content-type': 'application/ocsp-request', accept: 'application/ocsp-response' };
    return bodyOf(await this.http.request({ method: 'POST', url, headers, body: question, maxBytes: LONGEST_ANSWER, within, isSigned: true }));
  }
}

function bodyOf({ status, body }: AuthorityReply): Uint8Array {
  if (status !== 200) throw new ServiceError('authority.unavailable', `it answers with status ${status}`);
  return body;
}
