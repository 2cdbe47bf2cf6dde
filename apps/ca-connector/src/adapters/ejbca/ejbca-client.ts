import { ServiceError } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import type { AuthorityHttp, AuthorityReply, AuthorityRequest } from '../http/authority-http.js';
import { authorities, enrolled, found, refusal, revocation, status, waiting } from './ejbca-replies.js';

/** A chain of certificates in Base64 is a few kilobytes; a search is asked for a handful. */
const LONGEST_ANSWER = 524_288;

/** What became of a request for a certificate. */
export type EjbcaEnrolment = z.output<typeof enrolled> | { readonly waitsUnder: string | undefined } | { readonly refusedBecause: ServiceError };

/** A request for a certificate, as EJBCA wants to know it. */
export interface EjbcaRequest {
  readonly certificate_request: string;
  readonly certificate_profile_name: string;
  readonly end_entity_profile_name: string;
  readonly certificate_authority_name: string;
  readonly username: string;
  readonly password: string;
}

/** Which certificate is meant. */
export interface EjbcaCertificate {
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
}

type Question = Pick<AuthorityRequest, 'method' | 'within'> & { readonly path: string; readonly body?: unknown };

/** The operations of EJBCA's REST interface that are used here: `certificate` and `ca`, version 1. */
export class EjbcaClient {
  private readonly base: string;

  constructor(
    private readonly http: AuthorityHttp,
    server: URL,
  ) {
    const path = server.pathname.replace(/\/$/, '');
    this.base = `${server.origin}${path === '' ? '/ejbca/ejbca-rest-api' : path}/v1`;
  }

  /** @throws `authority.unavailable` */
  enrol(request: EjbcaRequest, within: AbortSignal): Promise<EjbcaEnrolment> {
    return this.issue({ method: 'POST', path: '/certificate/pkcs10enroll', body: { ...request, include_chain: true }, within });
  }

  /** Fetches what was approved meanwhile. @throws `authority.unavailable` */
  finalize(requestId: string, password: string, within: AbortSignal): Promise<EjbcaEnrolment> {
    return this.issue({ method: 'POST', path: `/certificate/${requestId}/finalize`, body: { password, response_format: 'DER' }, within });
  }

  /** The valid certificates of an end entity, DER. @throws `authority.unavailable` */
  async search(username: string, within: AbortSignal): Promise<readonly Uint8Array[]> {
    const criteria = [
      { property: 'QUERY', value: username, operation: 'EQUAL' },
      { property: 'STATUS', value: 'CERT_ACTIVE', operation: 'EQUAL' },
    ];
    const reply = await this.ask({ method: 'POST', path: '/certificate/search', body: { max_number_of_results: 10, criteria }, within });
    if (reply.status !== 200) throw unavailable(`it answered ${reply.status} to a search for certificates`, reply);
    return read(found, reply).certificates.flatMap(({ certificate }) => (certificate ? [certificate] : []));
  }

  /** Whether a certificate is revoked, for good; `undefined` where it knows none like that. @throws `authority.unavailable` */
  async isRevoked({ issuer, serialNumber }: EjbcaCertificate, within: AbortSignal): Promise<boolean | undefined> {
    const reply = await this.ask({ method: 'GET', path: `${certificatePath(issuer, serialNumber)}/revocationstatus`, within });
    if (reply.status === 404) return undefined;
    if (reply.status !== 200) throw unavailable(`it answered ${reply.status} when asked whether a certificate is revoked`, reply);
    const { revoked, revocation_reason: reason, serial_number: said } = read(revocation, reply);
    if (BigInt(`0x${said.replace(/^0x/, '')}`) !== BigInt(`0x${serialNumber}`)) throw unavailable('it answered about another certificate', reply);
    // What is on hold can come back (RFC 5280 section 5.3.1).
    return revoked && reason !== 'CERTIFICATE_HOLD';
  }

  /** Asks for a revocation; what became of it is asked separately. @throws `authority.unavailable`, `certificate.refused` */
  async revoke({ issuer, serialNumber }: EjbcaCertificate, reason: string, within: AbortSignal): Promise<void> {
    const reply = await this.ask({ method: 'PUT', path: `${certificatePath(issuer, serialNumber)}/revoke?reason=${reason}`, within });
    // 202: somebody has to approve it. 409: it is revoked.
    if (![200, 202, 409].includes(reply.status) && !isWaitingAlready(reply)) throw notDone(reply);
  }

  /** @throws `authority.unavailable` */
  async status(within: AbortSignal): Promise<z.output<typeof status>> {
    const reply = await this.ask({ method: 'GET', path: '/certificate/status', within });
    if (reply.status !== 200) throw unavailable(`its REST interface for certificates answered ${reply.status}`, reply);
    return read(status, reply);
  }

  /** @throws `authority.unavailable` */
  async authorities(within: AbortSignal): Promise<z.output<typeof authorities>['certificate_authorities']> {
    const reply = await this.ask({ method: 'GET', path: '/ca', within });
    if (reply.status !== 200) throw unavailable(`it answered ${reply.status} when asked for its authorities`, reply);
    return read(authorities, reply).certificate_authorities;
  }

  /** An authority's certificate with its issuers, DER. @throws `authority.unavailable` */
  async authorityCertificates(name: string, within: AbortSignal): Promise<readonly Uint8Array[]> {
    const reply = await this.ask({ method: 'GET', path: `/ca/${encodeURIComponent(name)}/certificate/download`, within });
    if (reply.status !== 200) throw unavailable(`it answered ${reply.status} when asked for the certificate of the authority`, reply);
    const blocks =
      Buffer.from(reply.body)
        .toString('latin1')
        .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    try {
      return blocks.map((block) => new Uint8Array(new X509Certificate(block).raw));
    } catch (cause) {
      throw unavailable('the certificate of the authority cannot be read', reply, cause);
    }
  }

  private async issue(question: Question): Promise<EjbcaEnrolment> {
    const reply = await this.ask(question);
    if (reply.status === 200 || reply.status === 201) return read(enrolled, reply);
    if (isWaitingAlready(reply)) return { waitsUnder: undefined };
    if (reply.status === 202) return { waitsUnder: read(waiting, reply).requestId };
    const failure = notDone(reply);
    if (failure.code === 'certificate.refused') return { refusedBecause: failure };
    throw failure;
  }

  private ask({ method, path, body, within }: Question): Promise<AuthorityReply> {
    const sent = body === undefined ? undefined : new TextEncoder().encode(JSON.stringify(body));
    const headers = { accept: 'application/json', ...(sent && { 'content-type': 'application/json' }) };
    return this.http.request({ method, url: new URL(`${this.base}${path}`), headers, ...(sent && { body: sent }), maxBytes: LONGEST_ANSWER, within });
  }
}

function certificatePath(issuer: string, serialNumber: string): string {
  return `/certificate/${encodeURIComponent(issuer)}/${serialNumber}`;
}

function read<Schema extends z.ZodType>(schema: Schema, reply: AuthorityReply): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(reply.body).toString('utf8')));
  } catch (cause) {
    throw unavailable('its answer does not have the shape of its interface', reply, cause);
  }
}

/**
 * What is wrong with the request stays wrong; what a person or time can mend there (rights, a profile that is missing, an HSM that is offline) does not:
 * nothing is lost by asking again.
 */
function notDone(reply: AuthorityReply): ServiceError {
  if (reply.status === 401 || reply.status === 403)
    return unavailable(`it does not let us (${reply.status}): our certificate, or the rights of its role`, reply);
  if (![400, 409, 413, 422].includes(reply.status)) return unavailable(`it answered ${reply.status}`, reply);
  return new ServiceError('certificate.refused', `the authority refused the request (${reply.status})`, { cause: new Error(words(reply)) });
}

/** Asking twice for what somebody has to approve is refused, in words only. */
function isWaitingAlready(reply: AuthorityReply): boolean {
  return reply.status === 400 && /\bapproval\b/i.test(words(reply));
}

function unavailable(why: string, reply: AuthorityReply, cause: unknown = new Error(words(reply))): ServiceError {
  return new ServiceError('authority.unavailable', why, { cause });
}

/** For the log of this process only: without what could forge a line. */
function words({ body }: AuthorityReply): string {
  const text = Buffer.from(body.subarray(0, 4_096)).toString('utf8');
  const told = refusal.safeParse(json(text));
  return ((told.success ? told.data.error_message : undefined) ?? text).replace(/\p{C}+/gu, ' ').slice(0, 300);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
