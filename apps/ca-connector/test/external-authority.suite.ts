import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '@paraph/testing';
import { DerCertificationRequestReader } from '../src/adapters/der-certification-request-reader.js';
import type { ConnectionSettings } from '../src/adapters/http/connection.settings.js';
import type { CertificateAuthority, CertificationOrder, RevocationStep } from '../src/domain/certificate-authority.js';
import { certificateAuthoritySuite, issued, soon } from './certificate-authority.suite.js';
import { CertificationDesk, HastyAuthority } from './certification-desk.js';
import { faults, type Fault, type FaultyPeer } from './faulty-peer.js';
import type { Wrong } from './test-pki.js';

/** A driver of an authority elsewhere, with the authority behind a peer whose answers can go wrong. */
export interface ExternalDriverUnderTest {
  /** In front of the authority; over TLS with a certificate for `localhost`. The driver's address leads to it. */
  readonly peer: FaultyPeer;
  /** A driver on the peer, with its connection changed so. Its settings are right otherwise. */
  make(change?: Partial<ConnectionSettings>): CertificateAuthority;
  /** What is pinned for the authority, DER: issuing authority and root. */
  readonly issuers: readonly Uint8Array[];
  /** An order the authority will serve, for a key that is new; with a certificate that is wrong in this way, where one is named. */
  order(wrong?: Wrong): Promise<CertificationOrder>;
  /** An order it will refuse. */
  refused(): Promise<CertificationOrder>;
  /** An order it answers only after it has had us waiting. Left out where the protocol has no such answer. */
  waits?(): Promise<CertificationOrder>;
  /** Whether the authority itself now says that a certificate is revoked. Left out where it cannot be asked. */
  isRevoked?(certificate: Uint8Array): Promise<boolean>;
  /** False: the protocol has no revocation, and the driver says so with `certificate.refused`. */
  readonly canRevoke?: boolean;
  stop(): Promise<void>;
}

/** As long as a test waits for a peer that does not answer, and for one that does. */
const [HASTE_MS, PATIENCE_MS] = [300, 10_000];

/** The facts about a driver of an authority elsewhere: the port's own, and what becomes of each fault. */
export function externalAuthoritySuite(name: string, start: () => Promise<ExternalDriverUnderTest>): void {
  describe(name, () => {
    const reader = new DerCertificationRequestReader();
    let under: ExternalDriverUnderTest;
    let clock: FakeClock;
    let driver: HastyAuthority;
    let desk: CertificationDesk;

    beforeAll(async () => void (under = await start()));
    afterAll(async () => under.stop());
    afterEach(async () => under.peer.recover());
    beforeEach(() => {
      // The authority's certificates are of today.
      clock = new FakeClock(new Date().toISOString());
      driver = new HastyAuthority(under.make(), PATIENCE_MS);
      desk = new CertificationDesk({ driver, issuers: under.issuers, clock });
    });

    const suffer = async (fault: Fault): Promise<void> => {
      await under.peer.suffer(fault);
      if (fault === 'deaf' || fault === 'silent') driver.milliseconds = HASTE_MS;
    };
    const recover = async (): Promise<void> => {
      await under.peer.recover();
      driver.milliseconds = PATIENCE_MS;
    };

    certificateAuthoritySuite('as any authority', () => Promise.resolve({ driver: under.make(), order: () => under.order(), refused: () => under.refused() }));

    describe.each(faults.filter((fault) => fault !== 'twice'))('with a peer that is %s', (fault) => {
      it('says that the authority is unavailable; nothing is lost, and one certificate comes of it when the peer is back', async () => {
        const order = await under.order();
        await suffer(fault);
        await expect(desk.ask(order)).rejects.toMatchObject({ code: 'authority.unavailable' });
        expect(desk.ledger.certificates.size).toBe(0);
        expect(desk.events).toEqual(['certificate-requested', 'certificate-failed: authority.unavailable']);
        await recover();
        const { certificate } = await desk.finish(order);
        expect(reader.certifiedKey(certificate)).toEqual(reader.provenKey(order.csr));
        expect(desk.events.filter((event) => event === 'certificate-issued')).toHaveLength(1);
      });

      it('is found out by a check, which does not throw', async () => {
        await suffer(fault);
        const findings = await driver.check(soon());
        expect(findings.some(({ isWell, problem }) => !isWell && problem !== undefined)).toBe(true);
      });
    });

    it.each(['refused', 'silent', 'garbage'] as const)(
      'leaves a peer that is %s alone after three tries in vain, and asks it again after its rest',
      async (fault) => {
        const order = await under.order();
        await suffer(fault);
        for (let tries = 0; tries < 3; tries += 1) {
          await expect(desk.ask(order)).rejects.toMatchObject({ code: 'authority.unavailable' });
          clock.advance(40_000);
        }
        // The clock stands where the last rest has ended: a new one begins with the try that fails now.
        const before = under.peer.reached;
        await expect(desk.ask(order)).rejects.toMatchObject({ code: 'authority.unavailable' });
        const probed = under.peer.reached;
        await expect(desk.ask({ ...(await under.order()) })).rejects.toMatchObject({ code: 'authority.unavailable' });
        expect(under.peer.reached).toBe(probed);
        expect(probed - before).toBeLessThanOrEqual(1);
        expect(desk.watcher.told).toEqual(['elsewhere lost']);
        await recover();
        await desk.finish(order);
        expect(desk.watcher.told).toEqual(['elsewhere lost', 'elsewhere back']);
      },
    );

    it('takes an answer that comes twice once, and not for that to the next question', async () => {
      const [first, second] = [await under.order(), await under.order()];
      await suffer('twice');
      const one = await desk.finish(first);
      await recover();
      const other = await desk.finish(second);
      expect(reader.certifiedKey(one.certificate)).toEqual(reader.provenKey(first.csr));
      expect(reader.certifiedKey(other.certificate)).toEqual(reader.provenKey(second.csr));
    });

    it('answers a request that comes again with the same certificate, and does not ask for another', async () => {
      const order = await under.order();
      const first = await desk.finish(order);
      const before = under.peer.reached;
      expect(await desk.ask(order)).toEqual(first);
      expect(under.peer.reached).toBe(before);
    });

    it('does not speak to a server of another name', async () => {
      const before = under.peer.reached;
      await expect(under.make({ serverName: 'elsewhere.example' }).enrol(await under.order(), soon())).rejects.toMatchObject({ code: 'authority.unavailable' });
      expect(under.peer.reached).toBe(before);
    });

    describe('a certificate that is wrong', () => {
      const refusedFor = async (order: CertificationOrder, reason: RegExp): Promise<void> => {
        await expect(desk.ask(order)).rejects.toMatchObject({ code: 'certificate.refused' });
        expect(desk.ledger.certificates.size).toBe(0);
        expect(desk.events).toEqual(['certificate-requested', 'certificate-failed: certificate.refused']);
        expect(desk.ledger.events.at(-1)?.particulars?.['reason']).toMatch(reason);
        // It stays so, and the authority has no more work with it.
        const before = under.peer.reached;
        await expect(desk.finish(order)).rejects.toMatchObject({ code: 'certificate.refused' });
        expect(under.peer.reached).toBe(before);
      };

      it('is refused when it is for another key', async () => refusedFor(await under.order('another-key'), /another key/));

      it('is refused when an authority of the same name but another key signed it', async () =>
        refusedFor(await under.order('another-issuer'), /not signed by an issuer that is pinned/));

      it('is refused when it and its chain are over by our clock', async () => {
        clock.advance(200 * 365 * 24 * 3_600_000);
        await refusedFor(await under.order(), /over already/);
      });

      it('is refused when it begins later than our clock says', async () => {
        clock.advance(-30 * 24 * 3_600_000);
        await refusedFor(await under.order(), /not valid yet/);
      });
    });

    it('has those wait for whom the authority does, and answers them in the end', async () => {
      if (!under.waits) return;
      const order = await under.waits();
      await expect(desk.ask(order)).rejects.toMatchObject({ code: 'certificate.pending' });
      expect(desk.events).toEqual(['certificate-requested', 'certificate-pending']);
      const { certificate } = await desk.finish(order);
      expect(reader.certifiedKey(certificate)).toEqual(reader.provenKey(order.csr));
    });

    it('has a certificate revoked, also when it was already; or says that it cannot', async () => {
      const order = await under.order();
      const { certificate, chain } = await issued(driver, order);
      const revoke = async (): Promise<RevocationStep> => {
        const ordered = { credentialId: order.credentialId, certificate, chain, reason: 'cessationOfOperation' } as const;
        let step = await driver.revoke(ordered, soon());
        for (let tries = 0; step.kind === 'waiting' && tries < 20; tries += 1) step = await driver.revoke(ordered, soon());
        return step;
      };
      if (under.canRevoke === false) return void (await expect(revoke()).rejects.toMatchObject({ code: 'certificate.refused' }));
      if (under.isRevoked) expect(await under.isRevoked(certificate)).toBe(false);
      await suffer('refused');
      await expect(revoke()).rejects.toMatchObject({ code: 'authority.unavailable' });
      await recover();
      expect(await revoke()).toEqual({ kind: 'revoked' });
      if (under.isRevoked) expect(await under.isRevoked(certificate)).toBe(true);
      expect(await revoke()).toEqual({ kind: 'revoked' });
    });
  });
}
