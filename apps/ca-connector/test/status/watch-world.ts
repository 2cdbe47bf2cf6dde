import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@paraph/kernel';
import { Outbox, rows } from '@paraph/platform';
import { FakeClock } from '@paraph/testing';
import { AuthorityHttp } from '../../src/adapters/http/authority-http.js';
import { PostgresRevocationOrders } from '../../src/adapters/revocation/postgres-revocation-orders.js';
import { Asn1StatusAnswerJudge } from '../../src/adapters/status/asn1-status-answer-judge.js';
import { DerRevocationListJudge } from '../../src/adapters/status/der-revocation-list-judge.js';
import { HttpStatementSource } from '../../src/adapters/status/http-statement-source.js';
import { PostgresNotices } from '../../src/adapters/status/postgres-notices.js';
import { PostgresWatchLedger } from '../../src/adapters/status/postgres-watch-ledger.js';
import { CredentialEnd, type Reported, type RevocationProof } from '../../src/domain/status-watch/credential-end.js';
import { FindProof } from '../../src/domain/status-watch/find-proof.js';
import { FollowNotices } from '../../src/domain/status-watch/follow-notices.js';
import { LookAtAnswers } from '../../src/domain/status-watch/look-at-answers.js';
import { LookAtList } from '../../src/domain/status-watch/look-at-list.js';
import { WatchAuthorities } from '../../src/domain/status-watch/watch-authorities.js';
import type { Standing } from '../../src/domain/status-watch/watch-ledger.js';
import type { WatchedAuthority } from '../../src/domain/status-watch/watched-authority.js';
import type { ConnectorDatabase } from '../connector-database.js';
import type { StatusCa } from './status-ca.js';

/** What the authority's server answers with: bytes, a status, or half of what it promised. */
export type Served = Uint8Array | number | 'cut';

/** An authority's web server that serves what a test says. */
export class StatementServer {
  list: () => Served = () => 404;
  answer: (question: Uint8Array) => Served = () => 404;
  readonly asked: string[] = [];
  private server: Server | undefined;

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        this.asked.push(request.url ?? '');
        const served = request.url === '/list' ? this.list() : this.answer(Buffer.concat(parts));
        if (typeof served === 'number') return response.writeHead(served).end();
        if (served !== 'cut') return response.end(served);
        response.writeHead(200, { 'content-length': '1000' }).write('3082');
        return setImmediate(() => response.destroy());
      });
    });
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
  }

  url(path: 'list' | 'ocsp'): URL {
    return new URL(`http://127.0.0.1:${(this.server?.address() as AddressInfo).port}/${path}`);
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }
}

/** The key lifecycle and the SAM, as far as they stop and end. */
export class FakeCredentialEnd extends CredentialEnd {
  readonly acts: string[] = [];
  readonly proofs: RevocationProof[] = [];
  reported: Reported = 'stopped';
  failure: Error | undefined;
  readonly reports: { readonly fingerprint: string; readonly revokedAt: Date }[] = [];

  override async report(_credentialId: string, { fingerprint, revokedAt }: { readonly fingerprint: string; readonly revokedAt: Date }): Promise<Reported> {
    this.acts.push('report');
    this.reports.push({ fingerprint, revokedAt });
    return this.reported;
  }

  override async prove(_credentialId: string, proof: RevocationProof): Promise<void> {
    this.acts.push('prove');
    this.proofs.push(proof);
    if (this.failure) throw this.failure;
  }

  override async follow(): Promise<boolean> {
    this.acts.push('follow');
    return true;
  }
}

/** The status watch over a real database, an authority of OpenSSL's and its web server. */
export class WatchWorld {
  readonly clock = new FakeClock(new Date().toISOString());
  readonly end = new FakeCredentialEnd();
  readonly orders: PostgresRevocationOrders;
  private readonly outbox: Outbox<'ca-connector'>;

  constructor(
    private readonly database: ConnectorDatabase,
    readonly server: StatementServer,
    readonly ca: StatusCa,
  ) {
    this.outbox = new Outbox<'ca-connector'>('ca-connector', database.source, this.clock);
    this.orders = new PostgresRevocationOrders(database.source, this.outbox);
  }

  /** A certificate of the authority, in the ledger as if it had been asked for. */
  async issued(certificate = this.ca.issue()): Promise<{ readonly credentialId: string; readonly certificate: Uint8Array }> {
    const credentialId = newId('cred');
    const ledger = await this.database.ledgerAsIs(this.clock);
    const order = { requestId: newId('req'), credentialId, policyId: 'p', csr: Uint8Array.of(1), authority: 'elsewhere' };
    const event = { type: 'certificate-requested', actor: { kind: 'system', id: 'x' }, outcome: 'success' } as const;
    await ledger.begin(order, event, { now: this.clock.now(), until: this.clock.now() });
    await ledger.complete(order.requestId, { certificate, chain: [this.ca.certificate] }, { ...event, type: 'certificate-issued' });
    return { credentialId, certificate };
  }

  /** One replica of the watch. */
  replica(by: 'crl' | 'ocsp' | 'both'): { readonly watch: WatchAuthorities; readonly follow: FollowNotices } {
    const { server, clock, ca } = this;
    const authority: WatchedAuthority = {
      name: 'elsewhere',
      issuers: [ca.certificate],
      ...(by === 'ocsp' ? {} : { crl: { url: server.url('list'), everySeconds: 300 } }),
      ...(by === 'crl' ? {} : { ocsp: { url: server.url('ocsp'), everySeconds: 300 } }),
    };
    const [names, source] = [new DerRevocationListJudge(), new HttpStatementSource(new AuthorityHttp())];
    const ledger = new PostgresWatchLedger(this.database.source, this.outbox);
    const notices = new PostgresNotices(this.database.source, this.outbox);
    const answers = new LookAtAnswers({ source, judge: new Asn1StatusAnswerJudge(), names }, ledger, notices, clock);
    const list = new LookAtList(source, names, ledger, notices, clock);
    const proofs = new FindProof([authority], ledger, answers, names, clock);
    return {
      watch: new WatchAuthorities([authority], ledger, { crl: list, ocsp: answers }, names, clock),
      follow: new FollowNotices(notices, proofs, this.end, this.orders, clock),
    };
  }

  standings(): Promise<readonly Standing[]> {
    return new PostgresWatchLedger(this.database.source, this.outbox).standings();
  }

  /** Events of the watch so far, with their causes. */
  async events(): Promise<readonly string[]> {
    const found = await rows<{ body: string }>(this.database.source, 'SELECT body FROM event_outbox ORDER BY sequence');
    const told = found.map(({ body }) => JSON.parse(body) as { type: string; cause?: string; particulars: { result?: string } });
    return told
      .filter(({ type }) => type !== 'certificate-requested' && type !== 'certificate-issued')
      .map(({ type, cause, particulars }) => [type, cause ?? particulars.result].filter(Boolean).join(': '));
  }
}
