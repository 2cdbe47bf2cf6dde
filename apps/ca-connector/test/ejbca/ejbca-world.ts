import { newId, Secret } from '@paraph/kernel';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EjbcaAuthority } from '../../src/adapters/ejbca/ejbca-authority.js';
import { ejbcaSettings, type EjbcaSettings } from '../../src/adapters/ejbca/ejbca.settings.js';
import { AuthorityHttp } from '../../src/adapters/http/authority-http.js';
import type { ConnectionSettings } from '../../src/adapters/http/connection.settings.js';
import type { CertificationOrder } from '../../src/domain/certificate-authority.js';
import { FaultyPeer } from '../faulty-peer.js';
import { newRequest, TestPki, type Wrong } from '../test-pki.js';
import { EjbcaServer } from './ejbca-server.js';

/** How a driver differs from the usual one. */
export interface EjbcaChange {
  readonly connection?: Partial<ConnectionSettings>;
  readonly settings?: Partial<EjbcaSettings>;
  readonly profile?: string;
  readonly issuers?: readonly Uint8Array[];
}

/** A server with EJBCA's interface behind mutual TLS, and drivers that speak to it. */
export class EjbcaWorld {
  private readonly folder = mkdtempSync(join(tmpdir(), 'paraph-ejbca-'));

  private constructor(
    readonly pki: TestPki,
    readonly server: EjbcaServer,
    readonly peer: FaultyPeer,
    private readonly wrongs: Map<string, Wrong>,
    private readonly client: Awaited<ReturnType<TestPki['tls']>>,
  ) {}

  static async start(): Promise<EjbcaWorld> {
    const pki = await TestPki.create();
    const wrongs = new Map<string, Wrong>();
    const server = new EjbcaServer(pki, (csr) => pki.certify(csr, wrongs.get(keyOf(csr))));
    const peer = await FaultyPeer.start(server.backend, { ...(await pki.tls('localhost')), requestCert: true, rejectUnauthorized: true });
    return new EjbcaWorld(pki, server, peer, wrongs, await pki.tls('ra.example'));
  }

  driver({ connection = {}, settings = {}, profile, issuers }: EjbcaChange = {}): EjbcaAuthority {
    const read = this.settings();
    const changed = { ...read, ...settings, connection: { ...read.connection, ...connection } };
    const sam = { call: () => Promise.reject(new Error('EJBCA does not ask the SAM')) };
    const surroundings = { http: new AuthorityHttp(changed.connection), sam, profile: () => profile, issuers: issuers ?? this.pki.issuers };
    return new EjbcaAuthority(changed, surroundings);
  }

  /** Another registration authority's certificate, by the same root. */
  async someoneElse(): Promise<Partial<ConnectionSettings>> {
    const { cert, key } = await this.pki.tls('someone.example');
    return { clientCertificate: cert, clientKey: new Secret(key) };
  }

  async order(wrong?: Wrong): Promise<CertificationOrder> {
    const csr = await newRequest();
    if (wrong) this.wrongs.set(keyOf(csr), wrong);
    return { requestId: newId('req'), credentialId: newId('cred'), policyId: 'qualified', csr };
  }

  async refused(): Promise<CertificationOrder> {
    const order = await this.order();
    this.server.refuse(order.csr);
    return order;
  }

  async heldBack(): Promise<CertificationOrder> {
    const order = await this.order();
    this.server.holdBack(order.csr);
    return order;
  }

  async stop(): Promise<void> {
    await this.peer.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** As they are written, read by their own schema. */
  private settings(): EjbcaSettings {
    const file = (name: string, content: string): string => {
      const path = join(this.folder, name);
      writeFileSync(path, content);
      return path;
    };
    const { cert, key, ca } = this.client;
    return ejbcaSettings.parse({
      connection: { url: this.peer.origin, anchors: [ca], clientCertificate: file('ra.pem', cert), clientKey: file('ra.key', key) },
      certificateAuthority: EjbcaServer.authorityName,
      certificateProfile: 'Signers',
      endEntityProfile: 'Remote signing',
      enrolmentSecret: file('enrolment-secret', 'thirty-two characters, or some more'),
    });
  }
}

function keyOf(csr: Uint8Array): string {
  return Buffer.from(csr).toString('base64');
}
