import { ServiceError } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import { CertificateAuthority, type CertificationOrder, type EnrolmentStep, type Finding, type RevocationStep } from '../../domain/certificate-authority.js';
import { DerCertificationRequestReader } from '../der-certification-request-reader.js';
import { clientCertificateFindings } from '../client-certificate.js';
import type { DriverSurroundings } from '../driver.js';
import { tried } from '../finding.js';
import { issuerPath } from '../issuer-path.js';
import { attributeName, CHALLENGE_PASSWORD } from './csr-attributes.js';
import { EstClient } from './est-client.js';
import { routeOf, type EstRoute, type EstSettings } from './est.settings.js';

/** An authority that speaks EST (RFC 7030). The message is the certification request of the SAM, byte for byte. */
export class EstAuthority extends CertificateAuthority {
  override readonly driver = 'est';
  private readonly client: EstClient;
  private readonly reader = new DerCertificationRequestReader();

  constructor(
    private readonly settings: EstSettings,
    private readonly surroundings: DriverSurroundings,
  ) {
    super();
    this.client = new EstClient(surroundings.http, settings.connection.url);
  }

  override async enrol(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    const route = this.route(order.policyId);
    const answer = await this.client.enrol(route, order.csr, within);
    // The request itself is the reference (RFC 7030 section 4.2.3).
    if ('retryAfterMs' in answer) return { kind: 'waiting', reference: route.operation, retryAfterMs: answer.retryAfterMs };
    const certificate = this.issued(answer.certificates, order.csr);
    return { kind: 'issued', issued: { certificate, chain: issuerPath(certificate, this.surroundings.issuers) } };
  }

  /** RFC 7030 section 4.2.3: asking again is sending the same request again. */
  override poll(order: CertificationOrder, _reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    return this.enrol(order, within);
  }

  /** EST has no message for it: somebody has to do it at the authority, whose lists then say so. */
  override revoke(): Promise<RevocationStep> {
    return Promise.reject(new ServiceError('certificate.refused', 'EST cannot revoke (RFC 7030): have it revoked at the authority itself'));
  }

  override async check(within: AbortSignal): Promise<readonly Finding[]> {
    const { label, connection } = this.settings;
    return [
      ...clientCertificateFindings(connection.clientCertificate),
      await tried(`answers at ${connection.url.href} with certificates that lead to a pinned one`, async () => {
        const brought = await this.client.authorityCertificates(label, within);
        if (!brought.some((one) => this.leadsToPinned(one, brought))) return 'none of them does: pin the issuers that it names, or find out who answers there';
        return undefined;
      }),
      await tried('takes what we sign in with, as far as an empty request shows', async () =>
        (await this.client.admitsUs(label, within)) ? undefined : 'it does not: mind the client certificate, the login, and who they may ask as',
      ),
      await tried('needs nothing in requests that ours cannot have', async () => {
        const asked = await this.client.askedAttributes(label, within);
        if (!asked.some(({ type }) => type === CHALLENGE_PASSWORD)) return undefined;
        return `it asks for ${asked.map(attributeName).join('; ')}: requests are made before there is a TLS session, so none can be tied to it`;
      }),
    ];
  }

  private route(policyId: string): EstRoute {
    const route = routeOf(this.surroundings.profile(policyId), this.settings.label);
    // Not a refusal: the request is as good as before once the setting is mended.
    if (!route) throw new ServiceError('authority.unavailable', `the profile in the route of ${policyId} names no operation of EST that is used here`);
    return route;
  }

  /** RFC 7030 section 4.2.3 allows only the issued one; where others came along, the one for the key that was asked for. */
  private issued(certificates: readonly Uint8Array[], csr: Uint8Array): Uint8Array {
    const key = this.reader.provenKey(csr);
    const isAsked = (one: Uint8Array): boolean => key !== undefined && Buffer.compare(this.reader.certifiedKey(one) ?? new Uint8Array(), key) === 0;
    const certificate = certificates.find(isAsked) ?? certificates[0];
    if (!certificate) throw new ServiceError('authority.unavailable', 'its answer holds no certificate', { retryAfter: 30 });
    return certificate;
  }

  private leadsToPinned(one: Uint8Array, brought: readonly Uint8Array[]): boolean {
    const pinned = this.surroundings.issuers.map((der) => new X509Certificate(der).fingerprint256);
    return [one, ...issuerPath(one, [...brought, ...this.surroundings.issuers])].some((der) => pinned.includes(new X509Certificate(der).fingerprint256));
  }
}
