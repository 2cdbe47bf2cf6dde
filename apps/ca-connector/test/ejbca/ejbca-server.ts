import { createHash, X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import type { Backend, PeerAnswer, PeerRequest } from '../faulty-peer.js';
import type { TestPki } from '../test-pki.js';
import { recordedError, recordedOperations } from './recorded-shapes.js';

/** What the server knows of an end entity. */
interface EndEntity {
  readonly password: string;
  readonly csr: Uint8Array;
  certificate?: X509Certificate;
}

/** A request that somebody has to approve. */
interface Approval {
  readonly username: string;
  state: 'waiting' | 'approved' | 'rejected';
}

/**
 * The part of EJBCA's REST interface that we use, within the shapes that were recorded from what is published about it, and with its way of approvals. It is
 * NOT EJBCA, which cannot run here: what the real one does otherwise, no test in this folder can tell.
 */
export class EjbcaServer {
  static readonly authorityName = 'Test Issuing CA';
  /** As EJBCA writes it: in an order of its own. */
  static readonly authoritySubject = 'O=Test,CN=Test Issuing';

  /** Whether somebody has to approve. */
  needsApproval = false;
  /** How it names a waiting request: by number (8.x), by link alone (older), or in words only. */
  names: 'number' | 'link' | 'words' = 'number';
  /** Some operations of some releases encode a certificate twice. */
  encodesTwice = false;
  readonly asked: string[] = [];
  readonly endEntities = new Map<string, EndEntity>();
  readonly revoked = new Map<string, string>();
  private readonly approvals = new Map<number, Approval>();
  private readonly refused = new Set<string>();
  private readonly heldBack = new Set<string>();

  constructor(
    private readonly pki: TestPki,
    private readonly certify: (csr: Uint8Array) => Promise<Uint8Array>,
  ) {}

  refuse(csr: Uint8Array): void {
    this.refused.add(fingerprint(csr));
  }

  /** Has a request approved, by the time it is asked for again. */
  holdBack(csr: Uint8Array): void {
    this.heldBack.add(fingerprint(csr));
  }

  /** Somebody decides about everything that waits. */
  decide(state: 'approved' | 'rejected'): void {
    for (const approval of this.approvals.values()) approval.state = state;
  }

  /** Nothing but what was recorded goes in or out. */
  readonly backend: Backend = async (request) => {
    this.asked.push(`${request.method} ${request.path}`);
    const path = request.path.replace(/^\/ejbca\/ejbca-rest-api\/v1/, '');
    const operation = recordedOperations.find((one) => one.method === request.method && one.path.test(path));
    if (!operation) return error(404, 'not found');
    const surplus = request.body.length === 0 ? [] : Object.keys(parsed(request)).filter((name) => !operation.request.includes(name));
    if (surplus.length > 0) return error(400, `Unrecognized field ${surplus.join()}`);
    const answer = await this.answer(request, path);
    const members = answer.status >= 400 ? recordedError : operation.answers[answer.status];
    const told = answer.headers?.['content-type'] === 'application/json' ? Object.keys(JSON.parse(String(answer.body)) as object) : [];
    if (!members || !told.every((name) => members.includes(name))) throw new Error(`${path} was never seen to answer ${answer.status} with ${told.join()}`);
    return answer;
  };

  private async answer(request: PeerRequest, path: string): Promise<PeerAnswer> {
    if (!(request.socket instanceof TLSSocket) || request.socket.getPeerCertificate().subject?.CN !== 'ra.example')
      return error(403, 'Not authorized to resource.');
    const [, dn = '', serial = '', operation] = /^\/certificate\/([^/]+)\/([0-9A-F]+)\/(revoke|revocationstatus)(?:\?|$)/.exec(path) ?? [];
    if (operation === 'revoke' && request.method === 'PUT') return this.revoke(decodeURIComponent(dn), serial, new URLSearchParams(path.split('?')[1]));
    if (operation === 'revocationstatus' && request.method === 'GET') return this.revocationStatus(decodeURIComponent(dn), serial);
    const finalize = /^\/certificate\/(\d+)\/finalize$/.exec(path)?.[1];
    if (finalize !== undefined) return await this.finalize(Number(finalize), request);
    switch (`${request.method} ${path}`) {
      case 'GET /certificate/status':
        return json(200, { status: 'OK', version: '1.0', revision: 'EJBCA 8.3.2 Community (recorded)' });
      case 'GET /ca':
        return json(200, {
          certificate_authorities: [
            {
              id: 1_652_389_506,
              name: EjbcaServer.authorityName,
              subject_dn: EjbcaServer.authoritySubject,
              issuer_dn: 'O=Test,CN=Test Root',
              expiration_date: '2036-03-01T00:00:00Z',
            },
          ],
        });
      case `GET /ca/${encodeURIComponent(EjbcaServer.authoritySubject)}/certificate/download`:
        return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: this.pki.pem };
      case 'POST /certificate/search':
        return this.search(request);
      case 'POST /certificate/pkcs10enroll':
        return await this.enrol(request);
      default:
        return error(404, 'not found');
    }
  }

  private async enrol(request: PeerRequest): Promise<PeerAnswer> {
    const body = parsed(request);
    const {
      certificate_request: text,
      certificate_authority_name: ca,
      certificate_profile_name: profile,
      end_entity_profile_name: entityProfile,
      username,
      password,
    } = body;
    if (ca !== EjbcaServer.authorityName) return error(400, `CA with name ${String(ca)} doesn't exist.`);
    if (profile === undefined || entityProfile === undefined || typeof username !== 'string' || typeof password !== 'string')
      return error(400, 'Invalid input.');
    const csr = new Uint8Array(Buffer.from(String(text).replace(/-----[A-Z ]+-----|\s/g, ''), 'base64'));
    if (this.refused.has(fingerprint(csr))) return error(422, 'User ada@example.org does not fulfill the end entity profile.');
    if ([...this.approvals.values()].some((one) => one.username === username && one.state === 'waiting'))
      return error(400, 'There already exists an approval request for this action.');
    this.endEntities.set(username, { password, csr });
    const isApproved = [...this.approvals.values()].some((one) => one.username === username && one.state === 'approved');
    if (!isApproved && (this.needsApproval || this.heldBack.has(fingerprint(csr)))) return this.wait(username);
    return await this.issue(username, body['include_chain'] === true);
  }

  private wait(username: string): PeerAnswer {
    const id = 1_000_000 + this.approvals.size;
    this.approvals.set(id, { username, state: 'waiting' });
    return this.stillWaiting(id);
  }

  private stillWaiting(id: number): PeerAnswer {
    const link = `https://elsewhere.example:8443/ejbca/ejbca-rest-api/${id}/finalize`;
    const by = { number: { request_id: id, link }, link: { link }, words: {} }[this.names];
    return json(202, { status_code: 202, info_message: `Request with Id '${id}' is still waiting for approval`, ...by });
  }

  private async finalize(id: number, request: PeerRequest): Promise<PeerAnswer> {
    const approval = this.approvals.get(id);
    if (!approval) return error(400, `Could not find request with Id '${id}'`);
    const entity = this.endEntities.get(approval.username);
    if (approval.state === 'waiting') {
      if (entity && this.heldBack.has(fingerprint(entity.csr))) approval.state = 'approved';
      return this.stillWaiting(id);
    }
    if (approval.state === 'rejected') return error(400, `Request with Id '${id}' has been rejected`);
    if (entity?.certificate) return error(400, `Enrollment with Id '${id}' has already been finalized`);
    if (entity?.password !== parsed(request)['password']) return error(403, 'Wrong password.');
    return await this.issue(approval.username, false);
  }

  private async issue(username: string, includeChain: boolean): Promise<PeerAnswer> {
    const entity = this.endEntities.get(username);
    if (!entity) return error(404, `The end entity '${username}' does not exist`);
    entity.certificate = new X509Certificate(await this.certify(entity.csr));
    const chain = includeChain ? { certificate_chain: this.pki.issuers.map((one) => this.encoded(one)) } : {};
    return json(201, { certificate: this.encoded(entity.certificate.raw), serial_number: entity.certificate.serialNumber, response_format: 'DER', ...chain });
  }

  private search(request: PeerRequest): PeerAnswer {
    const { criteria } = parsed(request) as { criteria?: readonly { property: string; value: string; operation: string }[] };
    const wanted = (property: string): string | undefined => criteria?.find((one) => one.property === property && one.operation === 'EQUAL')?.value;
    const certificate = this.endEntities.get(wanted('QUERY') ?? '')?.certificate;
    if (!certificate || wanted('STATUS') !== 'CERT_ACTIVE' || this.revoked.has(certificate.serialNumber))
      return json(200, { certificates: [], more_results: false });
    const found = {
      certificate: this.encoded(certificate.raw),
      serial_number: certificate.serialNumber,
      response_format: 'DER',
      certificate_profile: 'P',
      end_entity_profile: 'E',
    };
    return json(200, { certificates: [found], more_results: false });
  }

  private revocationStatus(issuer: string, serial: string): PeerAnswer {
    if (!this.knows(issuer, serial)) return error(404, `Certificate with serial number '${serial}' and issuer DN '${issuer}' was not found`);
    const reason = this.revoked.get(serial);
    const revoked = reason === undefined ? {} : { revocation_date: '2026-03-01T00:00:00Z' };
    return json(200, { issuer_dn: issuer, serial_number: serial, revoked: reason !== undefined, revocation_reason: reason ?? 'NOT_REVOKED', ...revoked });
  }

  private revoke(issuer: string, serial: string, query: URLSearchParams): PeerAnswer {
    const reason = query.get('reason') ?? '';
    if (!/^(?:UNSPECIFIED|KEY_COMPROMISE|AFFILIATION_CHANGED|SUPERSEDED|CESSATION_OF_OPERATION|PRIVILEGES_WITHDRAWN)$/.test(reason))
      return error(400, 'Invalid revocation reason.');
    if (!this.knows(issuer, serial)) return error(404, 'Certificate not found.');
    if (this.revoked.has(serial) && this.revoked.get(serial) !== 'CERTIFICATE_HOLD') return error(409, 'Certificate is already revoked.');
    if (this.needsApproval) return this.approveRevocation(serial);
    this.revoked.set(serial, reason);
    return json(200, {
      issuer_dn: issuer,
      serial_number: serial,
      revoked: true,
      revocation_reason: reason,
      revocation_date: '2026-03-01T00:00:00Z',
      message: 'Successfully revoked',
    });
  }

  private approveRevocation(serial: string): PeerAnswer {
    if ([...this.approvals.values()].some(({ username, state }) => username === serial && state === 'waiting'))
      return error(400, 'There already exists an approval request for this action.');
    this.approvals.set(1_000_000 + this.approvals.size, { username: serial, state: 'waiting' });
    return json(202, { status_code: 202, info_message: 'The revocation request has been added for approval.' });
  }

  private knows(issuer: string, serial: string): boolean {
    const parts = (name: string): string => name.split(',').sort().join(',');
    const isIssued = [...this.endEntities.values()].some(({ certificate }) => certificate?.serialNumber === serial);
    return isIssued && parts(issuer) === parts(EjbcaServer.authoritySubject);
  }

  private encoded(der: Uint8Array): string {
    const once = Buffer.from(der).toString('base64');
    return this.encodesTwice ? Buffer.from(once).toString('base64') : once;
  }
}

function parsed({ body }: PeerRequest): Record<string, unknown> {
  return JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
}

function json(status: number, content: unknown): PeerAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) };
}

function error(code: number, message: string): PeerAnswer {
  return json(code, { error_code: code, error_message: message });
}

function fingerprint(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
