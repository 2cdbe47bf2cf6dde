import { newId, Secret } from '@paraph/kernel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EstAuthority } from '../../src/adapters/est/est-authority.js';
import { estSettings, type EstSettings } from '../../src/adapters/est/est.settings.js';
import { AuthorityHttp } from '../../src/adapters/http/authority-http.js';
import type { ConnectionSettings } from '../../src/adapters/http/connection.settings.js';
import type { CertificationOrder } from '../../src/domain/certificate-authority.js';
import { FaultyPeer } from '../faulty-peer.js';
import { newRequest, TestPki, type Wrong } from '../test-pki.js';
import { EstServer } from './est-server.js';

/** How a driver differs from the usual one. */
export interface EstChange {
  readonly connection?: Partial<ConnectionSettings>;
  readonly label?: string;
  readonly profile?: string;
  /** Otherwise issuing authority and root. */
  readonly issuers?: readonly Uint8Array[];
}

/** An EST server behind TLS, and drivers that speak to it. */
export class EstWorld {
  private readonly folder = mkdtempSync(join(tmpdir(), 'paraph-est-'));

  private constructor(
    readonly pki: TestPki,
    readonly server: EstServer,
    readonly peer: FaultyPeer,
    private readonly client: Awaited<ReturnType<TestPki['tls']>>,
    private readonly wrongs: Map<string, Wrong>,
  ) {}

  static async start(): Promise<EstWorld> {
    const pki = await TestPki.create();
    const [tls, client] = [await pki.tls('localhost'), await pki.tls('ra.example')];
    const wrong = new Map<string, Wrong>();
    const issuer = { issuers: pki.issuers, certify: (csr: Uint8Array) => pki.certify(csr, wrong.get(keyOf(csr))) };
    const server = new EstServer(issuer, 'registration:correct horse');
    const peer = await FaultyPeer.start(server.backend, { ...tls, requestCert: true, rejectUnauthorized: false });
    return new EstWorld(pki, server, peer, client, wrong);
  }

  /** The settings as they are written, read by their own schema. */
  settings({ connection = {}, label }: EstChange = {}): EstSettings {
    const file = (name: string, content: string): string => {
      const path = join(this.folder, name);
      writeFileSync(path, content);
      return path;
    };
    const written = {
      connection: {
        url: this.peer.origin,
        anchors: [this.client.ca],
        clientCertificate: file('ra.pem', this.client.cert),
        clientKey: file('ra.key', this.client.key),
      },
      ...(label !== undefined && { label }),
    };
    const read = estSettings.parse(written);
    return { ...read, connection: { ...read.connection, ...connection } };
  }

  driver(change: EstChange = {}): EstAuthority {
    const settings = this.settings(change);
    const http = new AuthorityHttp(settings.connection);
    const sam = { call: () => Promise.reject(new Error('EST does not ask the SAM')) };
    return new EstAuthority(settings, { http, sam, profile: () => change.profile, issuers: change.issuers ?? this.pki.issuers });
  }

  /** Without a client certificate, with this password. */
  static login(password: string): Partial<ConnectionSettings> {
    return { clientCertificate: undefined, clientKey: undefined, login: { user: 'registration', password: new Secret(password) } };
  }

  async order(wrong?: Wrong, subject?: string): Promise<CertificationOrder> {
    const csr = await newRequest(subject);
    if (wrong) this.wrongs.set(keyOf(csr), wrong);
    return { requestId: newId('req'), credentialId: newId('cred'), policyId: 'qualified', csr };
  }

  async refused(): Promise<CertificationOrder> {
    const order = await this.order();
    this.server.refuse(order.csr);
    return order;
  }

  async heldBack(times: number): Promise<CertificationOrder> {
    const order = await this.order();
    this.server.holdBack(order.csr, times);
    return order;
  }

  async stop(): Promise<void> {
    await this.peer.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function keyOf(csr: Uint8Array): string {
  return Buffer.from(csr).toString('base64');
}
