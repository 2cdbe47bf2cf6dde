import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  composeCertificate,
  composeCrl,
  composeOcspAnswer,
  composeOcspAnswers,
  composeTimestamp,
  describeAuthorities,
  fetchCrlPart,
  ServiceError,
  subjectStem,
  type Call,
  type ReplyOf,
  type RequestOf,
} from '@paraph/contracts';
import { fromBase64, sha256, toBase64, toBase64Url, type Clock } from '@paraph/kernel';
import { Bus, BusServer, connectBus, Log, PlatformModule, Readiness } from '@paraph/platform';
import type { TestNats } from '@paraph/testing';
import type { AuthoritiesSettings } from '../src/adapters/authorities.settings.js';
import { timestampRequest } from '@paraph/timestamps';
import { caConnector } from '../src/ca-connector.module.js';
import type { ConnectorDatabase } from './connector-database.js';
import type { OpenSslAuthority } from './openssl-authority.js';
import type { OpenSslTsa } from '@paraph/testing';

const log = new Log('test', 'silent');

/** The SAM's side of the bus, answered by OpenSSL. What is certified was agreed before: the call names a credential only. */
export class StubSam {
  readonly requests = new Map<string, Uint8Array>();
  private readonly lists = new Map<string, Uint8Array>();
  /** Policies in force, and since when the issuing authority is over. */
  policies: ReplyOf<typeof describeAuthorities>['policies'] = [];
  endedAt: Date | undefined;
  /** Who gives its time-stamps. */
  tsa: OpenSslTsa | undefined;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly server: BusServer,
    private readonly authority: OpenSslAuthority,
  ) {}

  static async start(nats: TestNats, authority: OpenSslAuthority): Promise<StubSam> {
    const connection = await connectBus('sam', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.sam });
    const stub = new StubSam(connection, new BusServer(connection, 'sam', log), authority);
    stub.answer(composeCertificate, async ({ credentialId }: { credentialId: string }) => stub.certificate(credentialId));
    stub.answer(describeAuthorities, async () => stub.describe());
    stub.answer(composeCrl, async ({ authority: name }: { authority: 'root' | 'issuing' }) => stub.list(name));
    stub.answer(fetchCrlPart, async (request: RequestOf<typeof fetchCrlPart>) => stub.part(request));
    stub.answer(composeOcspAnswer, async (request: RequestOf<typeof composeOcspAnswer>) => stub.status(request));
    stub.answer(composeOcspAnswers, async (request: RequestOf<typeof composeOcspAnswers>) => stub.statuses(request));
    stub.answer(composeTimestamp, async (request: RequestOf<typeof composeTimestamp>) => stub.stamp(request));
    await new Promise<void>((done, fail) => stub.server.listen((error) => (error ? fail(new Error('not listening', { cause: error })) : done())));
    return stub;
  }

  async stop(): Promise<void> {
    await this.server.close();
    await this.connection.close();
  }

  private answer<Request>(call: Call, handler: (request: Request) => Promise<unknown>): void {
    this.server.addHandler(`${subjectStem(call)}.*`, (request: Request) => handler(request) as never, false, { call });
  }

  private async certificate(credentialId: string) {
    const csr = this.requests.get(credentialId);
    if (!csr) throw new ServiceError('credential.state', 'nobody was proven for this credential');
    const { certificate, chain } = await this.authority.enrol({ credentialId, csr });
    return { certificate: toBase64(certificate), chain: chain.map(toBase64), serialNumber: '1000' };
  }

  private async describe() {
    const { root, issuing } = await this.authority.certificates();
    const { revokedLastAt } = this.authority;
    return {
      root: toBase64(root),
      issuing: toBase64(issuing),
      policies: this.policies,
      ...(this.tsa && { timestamp: toBase64(this.tsa.certificate) }),
      ...(revokedLastAt && { revokedLastAt: revokedLastAt.toISOString() }),
      ...(this.endedAt && { endedAt: this.endedAt.toISOString() }),
    };
  }

  private async stamp({ hashAlgorithmOid, hash, nonce }: RequestOf<typeof composeTimestamp>) {
    if (!this.tsa) throw new ServiceError('clock.unreliable', 'no clock to rely on', { retryAfter: 10 });
    const response = this.tsa.reply(timestampRequest({ hashAlgorithmOid, hash: fromBase64(hash) ?? new Uint8Array(), nonce }));
    return { response: toBase64(response), time: new Date().toISOString(), serialNumber: '01' };
  }

  private async list(name: 'root' | 'issuing') {
    const { crl, number, thisUpdate, nextUpdate } = await this.authority.composeList(name);
    this.lists.set(`${name}/${number}`, crl);
    // Two parts, the first of one byte: nobody may rely on their length.
    return { number, thisUpdate: thisUpdate.toISOString(), nextUpdate: nextUpdate.toISOString(), entries: 0, digest: toBase64Url(sha256(crl)), parts: 2 };
  }

  private async part({ authority, number, part }: RequestOf<typeof fetchCrlPart>) {
    const list = this.lists.get(`${authority}/${number}`);
    if (!list) throw new ServiceError('request.invalid', 'no such list');
    return { bytes: toBase64(part === 0 ? list.subarray(0, 1) : list.subarray(1)) };
  }

  private async status({ authority, serialNumber, nonce }: RequestOf<typeof composeOcspAnswer>) {
    const subject = { authority, serialNumber, ...(nonce !== undefined && { nonce: fromBase64(nonce) ?? new Uint8Array() }) };
    const { response, nextUpdate } = await this.authority.composeAnswer(subject);
    return { response: toBase64(response), nextUpdate: nextUpdate.toISOString() };
  }

  private async statuses({ authority, after, limit }: RequestOf<typeof composeOcspAnswers>) {
    const answers = await this.authority.composeAnswers(authority, after, limit);
    const told = answers.map(({ serialNumber, response, nextUpdate }) => ({
      serialNumber,
      response: toBase64(response),
      nextUpdate: nextUpdate.toISOString(),
    }));
    return { answers: told, more: answers.length === limit };
  }
}

/** The whole connector in this process, on a bus and a database that are real. */
export interface RunningConnector {
  readonly address: string;
  /** As the key lifecycle, which may ask for certificates. */
  readonly caller: Bus;
  /** As the gateway, which may ask for time-stamps. */
  readonly gateway: Bus;
  /** As audit, which may ask for certificates that were issued. */
  readonly audit: Bus;
  stop(): Promise<void>;
}

interface ConnectorSettings {
  /** When answers are signed, and what a nonce does. */
  readonly answers?: 'ahead' | 'asked';
  readonly nonce?: 'ignore' | 'answer';
  /** Authorities elsewhere, and what goes to them. */
  readonly authorities?: AuthoritiesSettings;
  readonly clock?: Clock;
}

export async function startConnector(nats: TestNats, database: ConnectorDatabase, settings: ConnectorSettings = {}): Promise<RunningConnector> {
  const { authorities, clock, ...ocsp } = settings;
  const connection = await connectBus('ca-connector', { url: nats.url, ca: nats.ca, nkey: nats.nkeys['ca-connector'] });
  const config = {
    publication: { origin: 'http://ca.localhost:7000' },
    ocsp: { answers: 'asked', nonce: 'ignore', ...ocsp },
    timestamps: { kind: 'embedded' },
    certification: { authorities },
    tsa: {},
    tsaLogin: {},
  } as unknown as Parameters<typeof caConnector.module>[0];
  const platform = PlatformModule.around({ service: 'ca-connector', log, readiness: new Readiness(), connection, database: database.source }, clock);
  const root = { module: class Root {}, imports: [platform, caConnector.module(config)] };
  const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter({ forceCloseConnections: true }), {
    logger: false,
    abortOnError: false,
  });
  await caConnector.prepare?.(app, config);
  const server = new BusServer(connection, 'ca-connector', log);
  app.connectMicroservice({ strategy: server });
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');

  const asLifecycle = await connectBus('key-lifecycle', { url: nats.url, ca: nats.ca, nkey: nats.nkeys['key-lifecycle'] });
  const asGateway = await connectBus('gateway', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.gateway });
  const asAudit = await connectBus('audit', { url: nats.url, ca: nats.ca, nkey: nats.nkeys.audit });
  return {
    address: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    caller: new Bus(asLifecycle, 'key-lifecycle'),
    gateway: new Bus(asGateway, 'gateway'),
    audit: new Bus(asAudit, 'audit'),
    stop: async () => {
      await server.close();
      await app.close();
      await asAudit.close();
      await asGateway.close();
      await asLifecycle.close();
      await connection.close();
    },
  };
}
