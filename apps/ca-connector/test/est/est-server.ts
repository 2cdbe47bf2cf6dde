import { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { certificateSubject, requestSubject } from '../request-subject.js';
import type { Backend, PeerAnswer, PeerRequest } from '../faulty-peer.js';

/** Who signs what the server hands out. */
export interface EstIssuer {
  /** Nearest first, root last, DER. */
  readonly issuers: readonly Uint8Array[];
  certify(csr: Uint8Array): Promise<Uint8Array> | Uint8Array;
}

/** How a request was asked for. */
export interface EstQuestion {
  readonly operation: string;
  readonly label: string | undefined;
  readonly by: 'certificate' | 'password' | 'nobody';
}

/**
 * An EST server (RFC 7030), no larger than these tests need: cacerts, csrattrs, simpleenroll and simplereenroll, with approval by hand and two ways to
 * sign in. That it speaks EST, and not only our reading of it, is what `est-strongswan.it.ts` asks a client of somebody else.
 */
export class EstServer {
  /** Told with each wait. */
  retryAfter = '1';
  /** CsrAttrs, DER. */
  attributes: Uint8Array | undefined;
  /** Certificates that come along before the issued one. */
  also: readonly Uint8Array[] = [];
  readonly asked: EstQuestion[] = [];
  readonly issued: X509Certificate[] = [];
  private readonly served = new Map<string, Uint8Array>();
  private readonly waits = new Map<string, number>();
  private readonly refused = new Set<string>();

  constructor(
    private readonly issuer: EstIssuer,
    /** `user:password`. */
    private readonly login?: string,
  ) {}

  /** Has a request refused from now on. */
  refuse(csr: Uint8Array): void {
    this.refused.add(Buffer.from(csr).toString('base64'));
  }

  /** Has a request told so often to wait before it is served. */
  holdBack(csr: Uint8Array, times: number): void {
    this.waits.set(Buffer.from(csr).toString('base64'), times);
  }

  readonly backend: Backend = async (request) => {
    const [, label, operation = ''] = /^\/\.well-known\/est\/(?:([^/]+)\/)?([^/]+)$/.exec(request.path) ?? [];
    const question = { operation, label, by: this.client(request) };
    this.asked.push(question);
    if (request.method === 'GET' && operation === 'cacerts') return certificates(this.issuer.issuers);
    if (request.method === 'GET' && operation === 'csrattrs')
      return this.attributes ? sized(200, 'application/csrattrs', this.attributes) : { status: 204, body: '' };
    if (request.method !== 'POST' || !/^simple(?:re)?enroll$/.test(operation)) return words(404, 'there is nothing here');
    if (question.by === 'nobody') return { ...words(401, 'who are you'), headers: { 'www-authenticate': 'Basic realm="est"', 'content-length': '11' } };
    return await this.enrol(request, operation);
  };

  private async enrol({ headers, body }: PeerRequest, operation: string): Promise<PeerAnswer> {
    const text = Buffer.from(body).toString('latin1').replace(/\s/g, '');
    if (headers['content-type'] !== 'application/pkcs10' || !/^[A-Za-z0-9+/]+=*$/.test(text)) return words(415, 'no certification request');
    if (this.refused.has(text)) return words(400, 'not for you');
    const csr = new Uint8Array(Buffer.from(text, 'base64'));
    // RFC 7030 section 4.2.2: only who has a certificate of that name already.
    if (operation === 'simplereenroll' && !this.issued.some(({ raw }) => certificateSubject(raw) === requestSubject(csr)))
      return words(400, 'nothing to renew');
    const left = this.waits.get(text) ?? 0;
    this.waits.set(text, left - 1);
    if (left > 0) return { ...words(202, 'later'), headers: { 'Retry-After': this.retryAfter, 'content-length': '5' } };
    const certificate = this.served.get(text) ?? (await this.issuer.certify(csr));
    if (!this.served.has(text)) this.issued.push(new X509Certificate(certificate));
    this.served.set(text, certificate);
    return certificates([...this.also, certificate]);
  }

  private client({ headers, socket }: PeerRequest): EstQuestion['by'] {
    if (socket instanceof TLSSocket && socket.authorized) return 'certificate';
    const sent = Buffer.from(headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
    return this.login !== undefined && sent === this.login ? 'password' : 'nobody';
  }
}

/** A certs-only message (RFC 5272 section 4.1), DER. */
export function certsOnlyMessage(ders: readonly Uint8Array[]): Uint8Array {
  const signedData = [der(0x02, Uint8Array.of(1)), der(0x31), der(0x30, hex('06092a864886f70d010701')), der(0xa0, ...ders), der(0x31)];
  return der(0x30, hex('06092a864886f70d010702'), der(0xa0, der(0x30, ...signedData)));
}

/** An element of DER. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const size = content.length.toString(16);
  const bytes = Buffer.from(size.length % 2 === 0 ? size : `0${size}`, 'hex');
  const length = content.length < 0x80 ? Buffer.of(content.length) : Buffer.concat([Buffer.of(0x80 + bytes.length), bytes]);
  return new Uint8Array(Buffer.concat([Buffer.of(tag), length, content]));
}

function certificates(ders: readonly Uint8Array[]): PeerAnswer {
  return sized(200, 'application/pkcs7-mime; smime-type=certs-only', certsOnlyMessage(ders));
}

/** Without line breaks (RFC 8951 section 2); strongSwan wants to know the length beforehand. */
function sized(status: number, type: string, bytes: Uint8Array): PeerAnswer {
  const body = Buffer.from(bytes).toString('base64');
  return { status, headers: { 'content-type': type, 'content-transfer-encoding': 'base64', 'content-length': String(body.length) }, body };
}

function words(status: number, text: string): PeerAnswer {
  return { status, headers: { 'content-type': 'text/plain', 'content-length': String(text.length) }, body: text };
}

function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}
