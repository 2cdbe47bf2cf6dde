import { newId } from '@paraph/kernel';
import { OpenSsl } from '@paraph/testing';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CmpAuthority } from '../../src/adapters/cmp/cmp-authority.js';
import { cmpSettings, type CmpSettings } from '../../src/adapters/cmp/cmp.settings.js';
import { partsOfCertificate } from '../../src/adapters/cmp/codec/certificate-parts.js';
import { readMessage } from '../../src/adapters/cmp/codec/pki-message.js';
import { AuthorityHttp } from '../../src/adapters/http/authority-http.js';
import type { ConnectionSettings } from '../../src/adapters/http/connection.settings.js';
import type { CertificationOrder } from '../../src/domain/certificate-authority.js';
import { FaultyPeer, forwardTo, type PeerAnswer, type PeerRequest } from '../faulty-peer.js';
import { newRequest, TestPki, type Wrong } from '../test-pki.js';
import { OpenSslMock } from './openssl-mock.js';
import { SoftwareSam } from './software-sam.js';

/** How messages are protected. */
export type Means = 'signature' | 'password-based-mac' | 'pbmac1';

export const SECRET = 'a shared secret of some length';
export const REFERENCE = 'paraph-ra';

/**
 * A CMP authority: a mock server of OpenSSL for each order, with the certificate for it made beforehand, and in front of them a peer that passes each
 * message, byte for byte, to the server whose transaction it belongs to.
 */
export class CmpWorld {
  /** Answers in the place of the servers, while it is set. */
  instead: ((request: PeerRequest) => Promise<PeerAnswer>) | undefined;
  private readonly servers = new Map<string, OpenSslMock>();
  private readonly byTransaction = new Map<string, OpenSslMock>();
  private readonly byCertificate = new Map<Uint8Array, OpenSslMock>();

  private constructor(
    readonly pki: TestPki,
    readonly openssl: OpenSsl,
    readonly peer: FaultyPeer,
    readonly sam: SoftwareSam,
    private readonly anchor: string,
  ) {}

  static async start(): Promise<CmpWorld> {
    const [pki, openssl] = [await TestPki.create(), new OpenSsl()];
    openssl.file('chain.pem', pki.pem);
    openssl.file('issuing.key', await pki.issuingKeyPem());
    openssl.file('secret', `${SECRET}\n`);
    for (const name of ['server', 'ra', 'stranger']) certify(openssl, name);
    certify(openssl, 'delegate', 'extendedKeyUsage=cmcRA');
    certify(openssl, 'holder', 'keyUsage=critical,nonRepudiation');
    const tls = await pki.tls('localhost');
    const route: { world?: CmpWorld } = {};
    const peer = await FaultyPeer.start((request) => route.world?.serve(request) ?? { status: 503, body: '' }, tls);
    const sam = new SoftwareSam(readFileSync(openssl.path('ra.key'), 'utf8'));
    return (route.world = new CmpWorld(pki, openssl, peer, sam, tls.ca));
  }

  /** Settings as an operator writes them. */
  written(means: Means): Record<string, unknown> {
    const path = (name: string) => this.openssl.path(name);
    const protection =
      means === 'signature'
        ? { kind: 'signature', certificate: [path('ra.pem')], answering: [path('server.pem')] }
        : { kind: 'mac', algorithm: means, reference: REFERENCE, secret: path('secret'), ...(means === 'password-based-mac' && { acceptsSha1: true }) };
    return { connection: { url: `${this.peer.origin}/pkix/`, anchors: [this.anchor] }, protection };
  }

  driver(means: Means, change: Partial<CmpSettings> = {}, connection: Partial<ConnectionSettings> = {}): CmpAuthority {
    const read = cmpSettings.parse(this.written(means));
    const settings = { ...read, ...change, connection: { ...read.connection, ...connection } };
    const surroundings = { sam: this.sam.bus, profile: () => 'natural-person', issuers: this.pki.issuers };
    return new CmpAuthority(settings, { ...surroundings, http: new AuthorityHttp(settings.connection) });
  }

  /** An order with a server of its own, which has its certificate ready. */
  async order(options: readonly string[] = [], wrong?: Wrong): Promise<CertificationOrder> {
    const csr = await newRequest();
    const certificate = await this.pki.certify(csr, wrong);
    const server = await this.serverFor(keyOf(csr), certificate, options);
    this.byCertificate.set(certificate, server);
    return { requestId: newId('req'), credentialId: newId('cred'), policyId: 'qualified', csr };
  }

  /** A server for whatever names nobody: general messages, revocations of this certificate. */
  async anyServer(certificate: Uint8Array, options: readonly string[] = []): Promise<OpenSslMock> {
    return this.serverFor('', certificate, options);
  }

  /** A new server in the place of that of an order, which remembers nothing; with a certificate that is made anew. */
  async restart({ csr }: CertificationOrder): Promise<void> {
    const key = keyOf(csr);
    const before = this.servers.get(key);
    const after = await this.serverFor(key, await this.pki.certify(csr), []);
    for (const [id, server] of this.byTransaction) if (server === before) this.byTransaction.set(id, after);
  }

  /** Options of a server that signs its answers by this certificate. */
  signedBy(name: string): readonly string[] {
    return ['-srv_cert', this.openssl.path(`${name}.pem`), '-srv_key', this.openssl.path(`${name}.key`)];
  }

  /** The certificates of a PEM file, DER. */
  certificates(...names: readonly string[]): Uint8Array[] {
    return names.map((name) => new Uint8Array(new X509Certificate(readFileSync(this.openssl.path(`${name}.pem`))).raw));
  }

  /** What the server of an order has written. */
  logOf({ csr }: CertificationOrder): string {
    return this.servers.get(keyOf(csr))?.log ?? '';
  }

  async stop(): Promise<void> {
    await this.peer.stop();
    await Promise.all([...this.servers.values()].map((one) => one.stop()));
    this.openssl.remove();
  }

  private async serverFor(key: string, certificate: Uint8Array, options: readonly string[]): Promise<OpenSslMock> {
    const path = (name: string) => this.openssl.path(name);
    const file = this.openssl.file(`${newId('req')}.pem`, certificate, 'CERTIFICATE');
    const mac = ['-srv_ref', REFERENCE, '-srv_secret', `pass:${SECRET}`];
    const signature = ['-srv_cert', path('server.pem'), '-srv_key', path('server.key'), '-srv_trusted', path('chain.pem')];
    const gives = ['-rsp_cert', file, '-rsp_extracerts', path('chain.pem'), '-accept_raverified'];
    // One certificate has one server: the newest.
    for (const one of this.byCertificate.keys()) if (Buffer.from(one).equals(certificate)) this.byCertificate.delete(one);
    const server = await OpenSslMock.start(...mac, ...signature, ...gives, ...options);
    await this.servers.get(key)?.stop();
    this.servers.set(key, server);
    return server;
  }

  private serve(request: PeerRequest): Promise<PeerAnswer> | PeerAnswer {
    if (this.instead) return this.instead(request);
    const { header, body } = readMessage(request.body);
    const id = Buffer.from(new Uint8Array(header.transactionID ?? [])).toString('hex');
    const content = Buffer.from(body.content);
    const byKey = [...this.servers].find(([key]) => key !== '' && content.includes(Buffer.from(key, 'base64')))?.[1];
    const bySerial = body.kind === 'rr' ? [...this.byCertificate].find(([certificate]) => content.includes(serialOf(certificate)))?.[1] : undefined;
    const server = byKey ?? this.byTransaction.get(id) ?? bySerial ?? this.servers.get('');
    if (!server) return { status: 503, body: '' };
    this.byTransaction.set(id, server);
    return forwardTo(server.origin)(request);
  }
}

/** The public key's own bits, which a message about it has somewhere. */
function keyOf(csr: Uint8Array): string {
  const bits = Buffer.from(csr).indexOf(Buffer.from('034200', 'hex'));
  return Buffer.from(csr.subarray(bits + 3, bits + 68)).toString('base64');
}

/** The content of its serial number. */
function serialOf(certificate: Uint8Array): Buffer {
  return Buffer.from(partsOfCertificate(certificate).serialNumber.subarray(2));
}

/** A certificate for signing messages, by the issuing authority; a later line of its extensions counts. */
function certify(openssl: OpenSsl, name: string, extension = 'keyUsage=critical,digitalSignature'): void {
  const [key, request] = [openssl.path(`${name}.key`), openssl.path(`${name}.csr`)];
  const configuration = openssl.file('empty.cnf', '[req]\ndistinguished_name=dn\n[dn]\n');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl.must('req', '-new', '-config', configuration, ...curve, '-keyout', key, '-out', request, '-subj', `/O=Test/CN=${name}`);
  const extensions = openssl.file(`${name}.ext`, `${extension}\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n`);
  const by = ['-CA', openssl.path('chain.pem'), '-CAkey', openssl.path('issuing.key'), '-days', '90', '-extfile', extensions];
  openssl.must('x509', '-req', '-in', request, ...by, '-out', openssl.path(`${name}.pem`));
}
