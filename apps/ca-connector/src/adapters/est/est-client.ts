import { ServiceError } from '@paraph/contracts';
import { toBase64 } from '@paraph/kernel';
import type { AuthorityHttp, AuthorityReply } from '../http/authority-http.js';
import { certsOnly } from './certs-only.js';
import { csrAttributes, type AskedAttribute } from './csr-attributes.js';
import type { EstRoute } from './est.settings.js';
import { retryAfterMs } from './retry-after.js';

/** A message with a handful of certificates is a few kilobytes. */
const LONGEST_ANSWER = 262_144;

/** What became of a request for a certificate. */
export type EstEnrolment = { readonly certificates: readonly Uint8Array[] } | { readonly retryAfterMs: number };

/** The operations of EST that are used here (RFC 7030 section 4). */
export class EstClient {
  constructor(
    private readonly http: AuthorityHttp,
    private readonly server: URL,
  ) {}

  /** The certificates of the authority, DER, in no order. @throws `authority.unavailable` */
  async authorityCertificates(label: string | undefined, within: AbortSignal): Promise<readonly Uint8Array[]> {
    const reply = await this.http.request({ method: 'GET', url: this.at(label, 'cacerts'), maxBytes: LONGEST_ANSWER, within });
    if (reply.status !== 200) throw unavailable(`it answered ${reply.status} when asked for its certificates`, reply);
    return certificatesOf(reply);
  }

  /** What it wants requests to contain; nothing where it does not say. @throws `authority.unavailable` */
  async askedAttributes(label: string | undefined, within: AbortSignal): Promise<readonly AskedAttribute[]> {
    const reply = await this.http.request({ method: 'GET', url: this.at(label, 'csrattrs'), maxBytes: LONGEST_ANSWER, within });
    // RFC 7030 section 4.5.2: there may be none, and a server need not know the operation.
    if (reply.status === 204 || reply.status === 404 || reply.body.length === 0) return [];
    if (reply.status !== 200) throw unavailable(`it answered ${reply.status} when asked what requests should contain`, reply);
    try {
      return csrAttributes(reply.body);
    } catch (cause) {
      throw unavailable('what it wants requests to contain cannot be read', reply, cause);
    }
  }

  /** @throws `certificate.refused` where it will not, `authority.unavailable` where it does not answer as it should */
  async enrol({ label, operation }: EstRoute, csr: Uint8Array, within: AbortSignal): Promise<EstEnrolment> {
    const headers = { 'content-type': 'application/pkcs10', 'content-transfer-encoding': 'base64', accept: 'application/pkcs7-mime' };
    const body = new TextEncoder().encode(toBase64(csr));
    const reply = await this.http.request({ method: 'POST', url: this.at(label, operation), headers, body, maxBytes: LONGEST_ANSWER, within });
    if (reply.status === 202) return { retryAfterMs: retryAfterMs(reply.headers) };
    if (reply.status !== 200) throw notIssued(reply);
    return { certificates: certificatesOf(reply) };
  }

  /**
   * Whether it takes what we sign in with, as far as an empty request shows: that can never be issued, and who asks is found out before what is asked.
   *
   * @throws `authority.unavailable`
   */
  async admitsUs(label: string | undefined, within: AbortSignal): Promise<boolean> {
    const asked = {
      method: 'POST',
      url: this.at(label, 'simpleenroll'),
      headers: { 'content-type': 'application/pkcs10' },
      maxBytes: LONGEST_ANSWER,
      within,
    } as const;
    const reply = await this.http.request({ ...asked, body: new Uint8Array() });
    if (reply.status === 404) throw unavailable('there is nothing at that address to ask for certificates: mind the label', reply);
    return reply.status !== 401 && reply.status !== 403;
  }

  private at(label: string | undefined, operation: string): URL {
    return new URL(['/.well-known/est', ...(label === undefined ? [] : [label]), operation].join('/'), this.server);
  }
}

function certificatesOf(reply: AuthorityReply): readonly Uint8Array[] {
  // RFC 7030 section 4.2.3; the parameter smime-type is left out by some.
  if (!/^application\/pkcs7-mime(?:;|$)/i.test(reply.headers['content-type'] ?? '')) throw unavailable('its answer is no list of certificates', reply);
  try {
    return certsOnly(reply.body);
  } catch (cause) {
    throw unavailable('its list of certificates cannot be read', reply, cause);
  }
}

/**
 * What is wrong with the request will be wrong tomorrow; who we are, where it is, and how it is, a person or time can mend: nothing is lost by
 * asking again.
 */
function notIssued(reply: AuthorityReply): ServiceError {
  const { status } = reply;
  if (status === 401 || status === 403) return unavailable(`it does not accept what we sign in with (${status})`, reply);
  const isOurs = status >= 400 && status < 500 && ![404, 405, 407, 408, 421, 425, 426, 429].includes(status);
  if (!isOurs) return unavailable(`it answered ${status}`, reply);
  return new ServiceError('certificate.refused', `the authority refused the request (${status})`, { cause: told(reply) });
}

function unavailable(why: string, reply: AuthorityReply, cause: unknown = told(reply)): ServiceError {
  const asked = reply.headers['retry-after'] === undefined ? undefined : Math.ceil(retryAfterMs(reply.headers) / 1_000);
  return new ServiceError('authority.unavailable', why, { cause, ...(asked !== undefined && { retryAfter: asked }) });
}

/** For the log of this process only: its first words, without what could forge a line. */
function told({ body }: AuthorityReply): Error {
  const words = Buffer.from(body.subarray(0, 300)).toString('latin1');
  return new Error(words.replace(/[^\x20-\x7e]+/g, ' ').trim());
}
