import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { requestCertificate, ServiceError, type ReplyOf } from '@paraph/contracts';
import { fromBase64, newId, toBase64 } from '@paraph/kernel';
import { rows } from '@paraph/platform';
import { FakeClock, OpenSsl, startNats, startPostgres, type TestNats, type TestPostgres } from '@paraph/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { AuthoritiesSettings, ConfiguredAuthority } from '../src/adapters/authorities.settings.js';
import type { AuthorityHttp } from '../src/adapters/http/authority-http.js';
import { CertificateAuthority, type CertificationOrder, type EnrolmentStep, type Finding, type RevocationStep } from '../src/domain/certificate-authority.js';
import { ConnectorDatabase } from './connector-database.js';
import { FaultyPeer, type PeerAnswer } from './faulty-peer.js';
import { OpenSslAuthority } from './openssl-authority.js';
import { startConnector, StubSam, type RunningConnector } from './running-connector.js';
import { newRequest, TestPki, type Wrong } from './test-pki.js';

/** The plainest of protocols: the request is posted and the certificate comes back, or 202 and a ticket. */
class PlainAuthority extends CertificateAuthority {
  override readonly driver = 'plain';

  constructor(
    private readonly http: AuthorityHttp,
    private readonly origin: string,
  ) {
    super();
  }

  override enrol({ csr }: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    return this.post('/enrol', csr, within);
  }

  override poll({ csr }: CertificationOrder, reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    return this.post(`/poll/${reference}`, csr, within);
  }

  override revoke(): Promise<RevocationStep> {
    return Promise.resolve({ kind: 'revoked' });
  }

  override check(): Promise<readonly Finding[]> {
    return Promise.resolve([]);
  }

  private async post(path: string, body: Uint8Array, within: AbortSignal): Promise<EnrolmentStep> {
    const reply = await this.http.request({ method: 'POST', url: new URL(path, this.origin), body, maxBytes: 10_000, within });
    if (reply.status === 200) return { kind: 'issued', issued: { certificate: reply.body, chain: [] } };
    if (reply.status === 202) return { kind: 'waiting', reference: Buffer.from(reply.body).toString(), retryAfterMs: 30_000 };
    throw new ServiceError('authority.unavailable', `it answers with ${reply.status}`);
  }
}

const openssl = new OpenSsl();
let postgres: TestPostgres;
let nats: TestNats;
let database: ConnectorDatabase;
let sam: StubSam;
let pki: TestPki;
let peer: FaultyPeer;
let clock: FakeClock;
let connector: RunningConnector;
/** What the authority does with the next questions. */
let wrong: Wrong | undefined;
let makesWait = false;

async function serve({ path, body }: { readonly path: string; readonly body: Uint8Array }): Promise<PeerAnswer> {
  if (makesWait) return { status: 202, body: path.startsWith('/poll') ? path.slice('/poll/'.length) : 'ticket-1' };
  return { status: 200, body: await pki.certify(body, wrong) };
}

function settings(): AuthoritiesSettings {
  const kind = {
    schema: z.unknown(),
    make: (_settings: unknown, { http }: { readonly http: AuthorityHttp }) => new PlainAuthority(http, peer.origin),
    understands: () => true,
  };
  const bank: ConfiguredAuthority = { name: 'bank', kind, settings: {}, connection: undefined, issuers: pki.issuers };
  return { authorities: [bank], routes: [{ policy: 'bank-staff', authority: 'bank' }] };
}

const start = () => startConnector(nats, database, { authorities: settings(), clock });

beforeAll(async () => {
  [postgres, nats, pki] = await Promise.all([startPostgres(), startNats(), TestPki.create()]);
  database = await ConnectorDatabase.open(postgres);
  sam = await StubSam.start(nats, new OpenSslAuthority(openssl));
  peer = await FaultyPeer.start(serve);
});

beforeEach(async () => {
  clock = new FakeClock(new Date().toISOString());
  await database.ledger(clock);
  [wrong, makesWait, peer.reached] = [undefined, false, 0];
  connector = await start();
});

afterEach(async () => {
  await connector.stop();
  await peer.recover();
});

afterAll(async () => {
  await peer.stop();
  await sam.stop();
  await database.close();
  await nats.stop();
  await postgres.stop();
  openssl.remove();
});

async function anOrder(policyId = 'bank-staff') {
  return { requestId: newId('req'), credentialId: newId('cred'), policyId, csr: toBase64(await newRequest()) };
}

/** What is told of requests and authorities; lists are published meanwhile. */
const told = async () => (await database.events()).filter((type) => /^(?:certificate|authority)-/.test(type));

const ask = (order: Awaited<ReturnType<typeof anOrder>>) => connector.caller.call(requestCertificate, order);

async function code(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof ServiceError ? error.code : error),
  );
}

/** As the key lifecycle's sweep does, only more often; time flies meanwhile. */
async function askUntilAnswered(order: Awaited<ReturnType<typeof anOrder>>): Promise<ReplyOf<typeof requestCertificate>> {
  for (let left = 100; left > 0; left -= 1) {
    try {
      return await ask(order);
    } catch (error) {
      if (!(error instanceof ServiceError && ['certificate.pending', 'authority.unavailable'].includes(error.code))) throw error;
    }
    clock.advance(10_000);
    await sleep(50);
  }
  throw new Error('it was not answered');
}

const figure = async (name: string): Promise<string | undefined> => {
  const text = await (await fetch(`${connector.address}/metrics`)).text();
  return text
    .split('\n')
    .find((line) => line.startsWith(name) && line.includes('authority="bank"'))
    ?.split(' ')
    .at(-1);
};

describe('a request for a certificate of an authority elsewhere', () => {
  it('is answered with its certificate and the pinned chain', async () => {
    const { chain } = await ask(await anOrder());
    expect(chain.map(fromBase64)).toEqual(pki.issuers);
    expect(await told()).toEqual(['certificate-requested', 'certificate-issued']);
  });

  it('goes to the embedded authority where its policy has no route', async () => {
    const order = await anOrder('natural-person');
    sam.requests.set(order.credentialId, fromBase64(order.csr) ?? new Uint8Array());
    await ask(order);
    expect(peer.reached).toBe(0);
  });

  it('survives a restart while the authority has it wait, and is answered without another order', async () => {
    const order = await anOrder();
    makesWait = true;
    expect(await code(ask(order))).toBe('certificate.pending');
    await connector.stop();
    makesWait = false;
    connector = await start();
    await askUntilAnswered(order);
    expect(await told()).toEqual(['certificate-requested', 'certificate-pending', 'certificate-issued']);
    expect(peer.reached).toBe(2);
  });

  it('survives an outage of the authority, and is answered when that is back, though nobody asks again', async () => {
    const order = await anOrder();
    await peer.suffer('refused');
    expect(await code(ask(order))).toBe('authority.unavailable');
    await peer.recover();
    clock.advance(60_000);
    for (let left = 100; left > 0 && peer.reached === 0; left -= 1) await sleep(50);
    expect(peer.reached).toBe(1);
    await askUntilAnswered(order);
    expect((await told()).slice(-1)).toEqual(['certificate-issued']);
  });

  it('is refused for good when the certificate is wrong, and the reason is told', async () => {
    wrong = 'another-key';
    const order = await anOrder();
    expect(await code(ask(order))).toBe('certificate.refused');
    wrong = undefined;
    expect(await code(ask(order))).toBe('certificate.refused');
    expect(peer.reached).toBe(1);
    expect(await told()).toEqual(['certificate-requested', 'certificate-failed']);
    const [kept] = await rows<{ readonly count: number }>(database.source, 'SELECT count(*)::integer AS count FROM certificate');
    expect(kept?.count).toBe(0);
  });

  it('keeps nobody else from the embedded authority while its own says nothing', async () => {
    await peer.suffer('silent');
    const slow = (await Promise.all(Array.from({ length: 20 }, () => anOrder()))).map((order) => code(ask(order)));
    const other = await anOrder('natural-person');
    sam.requests.set(other.credentialId, fromBase64(other.csr) ?? new Uint8Array());
    const first = await Promise.race([ask(other).then(() => 'embedded'), slow[0]]);
    expect(first).toBe('embedded');
    await peer.suffer('refused');
    expect(new Set(await Promise.all(slow))).toEqual(new Set(['authority.unavailable']));
  });

  it('is left alone when it does not answer, which the figures say, and comes back', async () => {
    await peer.suffer('refused');
    const orders = await Promise.all(Array.from({ length: 3 }, () => anOrder()));
    for (const order of orders) expect(await code(ask(order))).toBe('authority.unavailable');
    expect(await figure('paraph_ca_connector_breaker')).toBe('2');
    expect(await told()).toContain('authority-unreachable');
    await peer.recover();
    for (const order of orders) await askUntilAnswered(order);
    expect(await figure('paraph_ca_connector_breaker')).toBe('0');
    expect((await told()).filter((type) => type === 'authority-reachable')).toHaveLength(1);
  });
});
