import { beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@paraph/kernel';
import { X509Certificate } from 'node:crypto';
import { Asn1CertificationRequestReader } from '../src/adapters/asn1-certification-request-reader.js';
import {
  authorityNames,
  type AuthorityCertificateSource,
  type CertificateAuthority,
  type CertificationOrder,
  type RevocationListSource,
} from '../src/domain/certificate-authority.js';

/** A driver under test. */
export interface DriverUnderTest {
  readonly driver: CertificateAuthority & Partial<AuthorityCertificateSource & RevocationListSource>;
  /** An order the authority behind it will serve, for a key that is new. */
  order(): CertificationOrder;
  /** An order it will refuse. */
  refused(): CertificationOrder;
}

/** The facts about a certification authority, for every driver. */
export function certificateAuthoritySuite(name: string, make: () => Promise<DriverUnderTest>): void {
  describe(name, () => {
    const reader = new Asn1CertificationRequestReader();
    let under: DriverUnderTest;
    beforeAll(async () => void (under = await make()));

    it('has a name', () => {
      expect(under.driver.driver).toMatch(/^[a-z-]+$/);
    });

    it('certifies the key of the request, with each issuer up to a root', async () => {
      const order = under.order();
      const { certificate, chain } = await under.driver.enrol(order);
      expect(reader.certifiedKey(certificate)).toEqual(reader.provenKey(order.csr));
      const certificates = [certificate, ...chain].map((der) => new X509Certificate(der));
      for (const [index, one] of certificates.entries()) {
        const issuer = certificates[index + 1] ?? one;
        expect(one.verify(issuer.publicKey)).toBe(true);
      }
      expect(certificates.length).toBeGreaterThan(1);
    });

    it('certifies different keys differently', async () => {
      const [one, other] = [await under.driver.enrol(under.order()), await under.driver.enrol(under.order())];
      expect(reader.certifiedKey(one.certificate)).not.toEqual(reader.certifiedKey(other.certificate));
    });

    it('refuses with a code that its callers know', async () => {
      await expect(under.driver.enrol({ ...under.refused(), requestId: newId('req') })).rejects.toMatchObject({ code: 'certificate.refused' });
    });

    it('has lists whose numbers rise, where it leaves publishing to us', async () => {
      const { driver } = under;
      if (!driver.composeList) return;
      for (const authority of authorityNames) {
        const [first, second] = [await driver.composeList(authority), await driver.composeList(authority)];
        expect(second.number).toBeGreaterThan(first.number);
        expect(second.nextUpdate.getTime()).toBeGreaterThan(second.thisUpdate.getTime());
      }
    });
  });
}
