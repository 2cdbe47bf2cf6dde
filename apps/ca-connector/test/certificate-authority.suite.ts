import { beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { DerCertificationRequestReader } from '../src/adapters/der-certification-request-reader.js';
import type { CertificateAuthority, CertificationOrder, IssuedCertificate } from '../src/domain/certificate-authority.js';

/** A driver under test, with the authority behind it. */
export interface DriverUnderTest {
  readonly driver: CertificateAuthority;
  /** An order the authority behind it will serve, for a key that is new. */
  order(): Promise<CertificationOrder>;
  /** An order it will refuse. */
  refused(): Promise<CertificationOrder>;
}

/** The facts about a certification authority, for every driver, the embedded one included. */
export function certificateAuthoritySuite(name: string, make: () => Promise<DriverUnderTest>): void {
  describe(name, () => {
    const reader = new DerCertificationRequestReader();
    let under: DriverUnderTest;
    beforeAll(async () => void (under = await make()));

    it('has a name', () => {
      expect(under.driver.driver).toMatch(/^[a-z-]+$/);
    });

    it('certifies the key of the request', async () => {
      const order = await under.order();
      const { certificate, chain } = await issued(under.driver, order);
      expect(reader.certifiedKey(certificate)).toEqual(reader.provenKey(order.csr));
      for (const one of chain) expect(reader.certifiedKey(one)).toBeDefined();
    });

    it('certifies different keys differently', async () => {
      const one = await issued(under.driver, await under.order());
      const other = await issued(under.driver, await under.order());
      expect(reader.certifiedKey(one.certificate)).not.toEqual(reader.certifiedKey(other.certificate));
    });

    it('refuses with a code that its callers know', async () => {
      const order = await under.refused();
      await expect(under.driver.enrol({ ...order, requestId: newId('req') }, soon())).rejects.toMatchObject({ code: 'certificate.refused' });
    });

    it('finds nothing wrong when it is checked', async () => {
      const findings = await under.driver.check(soon());
      expect(findings.length).toBeGreaterThan(0);
      expect(findings.filter(({ isWell }) => !isWell)).toEqual([]);
    });
  });
}

/** Longer than anything here takes. */
export const soon = (): AbortSignal => AbortSignal.timeout(10_000);

/** Enrols, and asks again as long as the authority has it waiting. */
export async function issued(driver: CertificateAuthority, order: CertificationOrder): Promise<IssuedCertificate> {
  let step = await driver.enrol(order, soon());
  for (let tries = 0; step.kind === 'waiting' && tries < 20; tries += 1) step = await driver.poll(order, step.reference, soon());
  if (step.kind === 'waiting') throw new Error('it waits for ever');
  return step.issued;
}
