import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, Secret } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import { CfsslAuthority } from '../../src/adapters/cfssl/cfssl-authority.js';
import { cfsslSettings, type CfsslSettings } from '../../src/adapters/cfssl/cfssl.settings.js';
import { AuthorityHttp } from '../../src/adapters/http/authority-http.js';
import type { ConnectionSettings } from '../../src/adapters/http/connection.settings.js';
import type { CertificationOrder, IssuedCertificate, RevocationReason } from '../../src/domain/certificate-authority.js';
import { issued, soon } from '../certificate-authority.suite.js';
import { externalAuthoritySuite } from '../external-authority.suite.js';
import { FaultyPeer, forwardTo } from '../faulty-peer.js';
import { newRequest, TestPki, type Wrong } from '../test-pki.js';
import { AUTHENTICATION_KEY, CfsslServer } from './cfssl-server.js';

/** The policy of an order names the profile it is asked for under. */
const anOrder = (csr: Uint8Array, policyId = 'signer'): CertificationOrder => ({ requestId: newId('req'), credentialId: newId('cred'), policyId, csr });
const pemOf = (der: Uint8Array): string => new X509Certificate(der).toString();

/** The real server behind a peer that speaks TLS, as a proxy in front of it would. */
class CfsslWorld {
  private readonly wrong = new Map<string, string>();

  private constructor(
    readonly pki: TestPki,
    readonly server: CfsslServer,
    readonly peer: FaultyPeer,
    private readonly anchor: string,
  ) {
    peer.rewrite = (answer, { body }) => {
      const found = [...this.wrong].find(([csr]) => Buffer.from(body).includes(csr));
      return found ? { ...answer, body: JSON.stringify({ success: true, result: { certificate: found[1] }, errors: [], messages: [] }) } : answer;
    };
  }

  static async start(hasTable = true): Promise<CfsslWorld> {
    const pki = await TestPki.create();
    const [issuing = new Uint8Array()] = pki.issuers;
    const server = await CfsslServer.start({ certificate: pemOf(issuing), key: await pki.issuingKeyPem() }, hasTable);
    const { cert, key, ca } = await pki.tls('localhost');
    return new CfsslWorld(pki, server, await FaultyPeer.start(forwardTo(server.origin), { cert, key }), ca);
  }

  driver(change: Partial<CfsslSettings> = {}, connection: Partial<ConnectionSettings> = {}): CfsslAuthority {
    const whole = { url: new URL(this.peer.origin), anchors: [this.anchor], ...connection };
    const settings: CfsslSettings = { connection: whole, issuerOfRevocation: 'none', ...change };
    return new CfsslAuthority(settings, {
      http: new AuthorityHttp(whole),
      sam: { call: () => Promise.reject(new Error('it is not asked')) },
      profile: (policyId) => (policyId === 'default' ? undefined : policyId),
      issuers: this.pki.issuers,
    });
  }

  async order(wrong?: Wrong): Promise<CertificationOrder> {
    const csr = await newRequest();
    // A line of the request as it travels, within its key: what comes back to it is another certificate.
    if (wrong) this.wrong.set(Buffer.from(csr).toString('base64').slice(192, 256), pemOf(await this.pki.certify(csr, wrong)));
    return anOrder(csr);
  }

  async stop(): Promise<void> {
    await this.peer.stop();
    await this.server.stop();
  }
}

externalAuthoritySuite('CFSSL', async () => {
  const world = await CfsslWorld.start();
  return {
    peer: world.peer,
    make: (connection = {}) => world.driver({}, connection),
    issuers: world.pki.issuers,
    order: (wrong) => world.order(wrong),
    refused: async () => anOrder(await newRequest('CN=Somebody Else'), 'one'),
    isRevoked: (certificate) => Promise.resolve(world.server.standing(pemOf(certificate))?.status === 'revoked'),
    stop: () => world.stop(),
  };
});

describe('what CFSSL has of its own', () => {
  let world: CfsslWorld;
  beforeAll(async () => void (world = await CfsslWorld.start()));
  afterAll(() => world.stop());
  const rewriting = (body: string): void => void (world.peer.rewrite = (answer) => ({ ...answer, body }));
  const honest = (): void => void (world.peer.rewrite = (answer) => answer);
  afterEach(honest);

  it('certifies in the profile that the route names, and in its own where none is named', async () => {
    await expect(issued(world.driver(), anOrder(await newRequest('CN=Grace Hopper'), 'one'))).resolves.toBeDefined();
    await expect(issued(world.driver(), anOrder(await newRequest(), 'default'))).resolves.toBeDefined();
    for (const policyId of ['a profile', '', '../info', '"', 'x'.repeat(101)]) {
      const before = world.peer.reached;
      await expect(world.driver().enrol(anOrder(await newRequest(), policyId), soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
      expect(world.peer.reached).toBe(before);
    }
  });

  it('brings the certificate with the issuers that are pinned, nearest first', async () => {
    const { certificate, chain } = await issued(world.driver(), await world.order());
    expect(chain).toEqual(world.pki.issuers);
    expect(new X509Certificate(certificate).checkIssued(new X509Certificate(chain[0] ?? new Uint8Array()))).toBe(true);
  });

  describe('where requests are authenticated', () => {
    it('is served with the key', async () => {
      const driver = world.driver({ authenticationKey: new Secret(AUTHENTICATION_KEY) });
      await expect(issued(driver, anOrder(await newRequest(), 'guarded'))).resolves.toBeDefined();
    });

    it.each([
      ['without a key', undefined],
      ['with another key', new Secret('ff'.repeat(16))],
    ])('loses no request %s, and tells nobody the key', async (_how, authenticationKey) => {
      const driver = world.driver(authenticationKey && { authenticationKey });
      const order = anOrder(await newRequest(), 'guarded');
      const failure: unknown = await driver.enrol(order, soon()).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'authority.unavailable' });
      expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('ffff');
      await expect(issued(world.driver({ authenticationKey: new Secret(AUTHENTICATION_KEY) }), order)).resolves.toBeDefined();
    });

    it('is found out when it is checked', async () => {
      const found = async (change: Partial<CfsslSettings>) => (await world.driver(change).check(soon())).map(({ isWell }) => isWell);
      expect(await found({ profile: 'guarded' })).toEqual([true, false, true]);
      expect(await found({ profile: 'guarded', authenticationKey: new Secret('ff'.repeat(16)) })).toEqual([true, false, true]);
      expect(await found({ profile: 'guarded', authenticationKey: new Secret(AUTHENTICATION_KEY) })).toEqual([true, true, true]);
    });
  });

  describe('revocation', () => {
    const revoke = ({ certificate, chain }: IssuedCertificate, reason: RevocationReason, change: Partial<CfsslSettings> = {}) =>
      world.driver(change).revoke({ credentialId: newId('cred'), certificate, chain, reason }, soon());

    it.each<[RevocationReason, number]>([
      ['unspecified', 0],
      ['keyCompromise', 1],
      ['affiliationChanged', 3],
      ['superseded', 4],
      ['cessationOfOperation', 5],
      ['privilegeWithdrawn', 9],
    ])('says why: %s', async (reason, number) => {
      const one = await issued(world.driver(), await world.order());
      expect(world.server.standing(pemOf(one.certificate))).toEqual({ status: 'good', reason: 0 });
      await expect(revoke(one, reason)).resolves.toEqual({ kind: 'revoked' });
      expect(world.server.standing(pemOf(one.certificate))).toEqual({ status: 'revoked', reason: number });
      await expect(revoke(one, reason)).resolves.toEqual({ kind: 'revoked' });
    });

    it('is refused for a certificate that the authority does not know', async () => {
      const certificate = await world.pki.certify(await newRequest());
      await expect(revoke({ certificate, chain: [] }, 'unspecified')).rejects.toMatchObject({ code: 'certificate.refused' });
    });

    it('names the issuer by its key where the server files certificates so, which this version does not', async () => {
      const one = await issued(world.driver(), await world.order());
      let asked: unknown;
      world.peer.rewrite = (answer, { body }) => {
        asked = JSON.parse(Buffer.from(body).toString());
        return answer;
      };
      await expect(revoke(one, 'superseded', { issuerOfRevocation: 'key-identifier' })).rejects.toMatchObject({ code: 'certificate.refused' });
      expect(asked).toMatchObject({ authority_key_id: expect.stringMatching(/^[0-9a-f]{40}$/), serial: expect.stringMatching(/^\d+$/) });
      expect(world.server.standing(pemOf(one.certificate))?.status).toBe('good');
    });
  });

  it.each([
    ['no JSON', '<html>'],
    ['another object', '{"certificate":"x"}'],
    ['success without a certificate', '{"success":true,"result":{},"errors":[]}'],
    ['a certificate that is none', '{"success":true,"result":{"certificate":"-----BEGIN CERTIFICATE-----\\nMAA=\\n-----END CERTIFICATE-----"},"errors":[]}'],
    ['a failure that says nothing', '{"success":false,"result":null,"errors":[]}'],
    ['a failure of its key', '{"success":false,"result":null,"errors":[{"code":2004,"message":"key unavailable"}]}'],
  ])('is unavailable when it answers %s, and nothing is lost', async (_what, body) => {
    const order = await world.order();
    rewriting(body);
    await expect(world.driver().enrol(order, soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
    honest();
    await expect(issued(world.driver(), order)).resolves.toBeDefined();
  });

  it('puts no line of its own into what is told of a refusal', async () => {
    rewriting(JSON.stringify({ success: false, result: null, errors: [{ code: 5200, message: `no\r\n{"event":"forged"}\u2028${'x'.repeat(999)}` }] }));
    const failure: unknown = await world
      .driver()
      .enrol(await world.order(), soon())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'certificate.refused', detail: expect.stringMatching(/^[\x20-\x7e]{1,260}$/) });
  });

  it('is found out when somebody else answers, or when it keeps no table', async () => {
    const other = await CfsslWorld.start(false);
    try {
      const impostor = world.driver();
      world.peer.rewrite = (answer, { path }) =>
        path.endsWith('/info')
          ? { ...answer, body: JSON.stringify({ success: true, result: { certificate: pemOf(other.pki.issuers[0] ?? new Uint8Array()) } }) }
          : answer;
      expect((await impostor.check(soon())).map(({ isWell }) => isWell)).toEqual([false, true, true]);
      expect((await other.driver().check(soon())).map(({ isWell }) => isWell)).toEqual([true, true, false]);
    } finally {
      await other.stop();
    }
  });
});

describe('the settings of CFSSL', () => {
  const connection = { url: 'https://ca.example/' };

  it('want an address and nothing else', () => {
    expect(cfsslSettings.safeParse({ connection }).success).toBe(true);
    expect(cfsslSettings.safeParse({}).success).toBe(false);
  });

  it.each([
    ['a key in the settings themselves', { authenticationKey: AUTHENTICATION_KEY }],
    ['a label that is an address', { label: '../x' }],
    ['an unknown member', { profiles: ['signer'] }],
    ['another way of revoking', { issuerOfRevocation: 'name' }],
  ])('refuse %s', (_what, change) => {
    expect(cfsslSettings.safeParse({ connection, ...change }).success).toBe(false);
  });
});
