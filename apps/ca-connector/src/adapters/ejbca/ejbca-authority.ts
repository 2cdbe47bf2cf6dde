import { ServiceError } from '@paraph/contracts';
import { createHmac, X509Certificate } from 'node:crypto';
import {
  CertificateAuthority,
  type CertificationOrder,
  type EnrolmentStep,
  type Finding,
  type RevocationOrder,
  type RevocationReason,
  type RevocationStep,
} from '../../domain/certificate-authority.js';
import { DerCertificationRequestReader } from '../der-certification-request-reader.js';
import { clientCertificateFindings } from '../client-certificate.js';
import type { DriverSurroundings } from '../driver.js';
import { tried } from '../finding.js';
import { issuerPath } from '../issuer-path.js';
import { isSameName, issuerText, subjectText } from './distinguished-name.js';
import { EjbcaClient, type EjbcaEnrolment } from './ejbca-client.js';
import { profilesOf, type EjbcaProfiles, type EjbcaSettings } from './ejbca.settings.js';

/** A person has to approve: that takes minutes at best. */
const APPROVAL_MS = 60_000;

/** Waits under a number that was lost with an answer: it can only be asked for by asking for the certificate again. */
const UNNUMBERED = 'unnumbered';

/** As EJBCA calls them. */
const reasons: Readonly<Record<RevocationReason, string>> = {
  unspecified: 'UNSPECIFIED',
  keyCompromise: 'KEY_COMPROMISE',
  affiliationChanged: 'AFFILIATION_CHANGED',
  superseded: 'SUPERSEDED',
  cessationOfOperation: 'CESSATION_OF_OPERATION',
  privilegeWithdrawn: 'PRIVILEGES_WITHDRAWN',
};

/** An authority of an EJBCA server, by its REST interface. */
export class EjbcaAuthority extends CertificateAuthority {
  override readonly driver = 'ejbca';
  private readonly client: EjbcaClient;
  private readonly reader = new DerCertificationRequestReader();

  constructor(
    private readonly settings: EjbcaSettings,
    private readonly surroundings: DriverSurroundings,
  ) {
    super();
    this.client = new EjbcaClient(surroundings.http, settings.connection.url);
  }

  override async enrol(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    const profiles = this.profiles(order.policyId);
    // Asking twice would make two certificates: each order is an end entity of its own, so one that was issued before is found by its name.
    const before = await this.issuedBefore(order, within);
    if (before) return before;
    const answer = await this.client.enrol(
      {
        certificate_request: pem(order.csr),
        certificate_profile_name: profiles.certificate,
        end_entity_profile_name: profiles.endEntity,
        certificate_authority_name: this.settings.certificateAuthority,
        username: order.requestId,
        password: this.oneTimeCode(order.requestId),
      },
      within,
    );
    return this.step(answer);
  }

  override async poll(order: CertificationOrder, reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    if (reference === UNNUMBERED) return await this.enrol(order, within);
    if (!/^-?\d{1,12}$/.test(reference)) throw new ServiceError('authority.unavailable', 'the number that the request waits under is not one of EJBCA’s');
    const answer = await this.client.finalize(reference, this.oneTimeCode(order.requestId), within);
    // It says no as well when its answer to an earlier try was lost.
    return ('refusedBecause' in answer ? await this.issuedBefore(order, within) : undefined) ?? this.step(answer);
  }

  override async revoke({ certificate, reason }: RevocationOrder, within: AbortSignal): Promise<RevocationStep> {
    const serialNumber = new X509Certificate(certificate).serialNumber;
    const named = { issuer: this.settings.issuerName ?? issuerText(certificate), serialNumber };
    const standing = await this.client.isRevoked(named, within);
    if (standing === undefined) throw new ServiceError('certificate.refused', 'the authority knows no certificate of that issuer and number');
    if (standing) return { kind: 'revoked' };
    await this.client.revoke(named, reasons[reason], within);
    // What it does counts, not what it answers.
    const isRevoked = await this.client.isRevoked(named, within);
    return isRevoked ? { kind: 'revoked' } : { kind: 'waiting', retryAfterMs: APPROVAL_MS };
  }

  override async check(within: AbortSignal): Promise<readonly Finding[]> {
    const { connection, certificateAuthority } = this.settings;
    // Each attempt may need what the one before it found; without that it fails too.
    let subject = '';
    return [
      ...clientCertificateFindings(connection.clientCertificate),
      await tried(`answers at ${connection.url.href}, and knows our certificate`, async () => {
        const { status } = await this.client.status(within);
        return status === 'OK' ? undefined : 'it says that it is not well';
      }),
      await tried(`has an authority called ${certificateAuthority}, and lets us see it`, async () => {
        const ours = (await this.client.authorities(within)).find(({ name }) => name === certificateAuthority);
        subject = ours?.subject_dn ?? '';
        return ours ? undefined : 'there is none of that name: mind capitals, and the rights of our role to that authority';
      }),
      await tried('that authority is one whose certificate is pinned', async () => {
        const [certificate] = await this.client.authorityCertificates(subject, within);
        const pinned = this.surroundings.issuers.some((one) => certificate && Buffer.compare(one, certificate) === 0);
        return pinned ? undefined : 'its certificate is another: pin it, or find out who answers there';
      }),
      await tried('its name is written as we write it, which revocation needs', () => {
        const ours = this.settings.issuerName ?? this.surroundings.issuers.map(subjectText);
        return Promise.resolve(
          [ours].flat().some((one) => isSameName(one, subject)) ? undefined : `it writes ${subject.slice(0, 200)}: give that as issuerName`,
        );
      }),
      await tried('lets us search for certificates', async () => {
        await this.client.search('req-that-nobody-made', within);
        return undefined;
      }),
    ];
  }

  private profiles(policyId: string): EjbcaProfiles {
    const { certificateProfile: certificate, endEntityProfile: endEntity } = this.settings;
    const profiles = profilesOf(this.surroundings.profile(policyId), { certificate, endEntity });
    // Not a refusal: the request is as good as before once the setting is mended.
    if (!profiles) throw new ServiceError('authority.unavailable', `the profile in the route of ${policyId} names no profiles of EJBCA`);
    return profiles;
  }

  private async issuedBefore(order: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep | undefined> {
    const key = this.reader.provenKey(order.csr);
    const certificates = await this.client.search(order.requestId, within);
    const certificate = certificates.find((one) => key !== undefined && Buffer.compare(this.reader.certifiedKey(one) ?? new Uint8Array(), key) === 0);
    return certificate && this.step({ certificate });
  }

  private step(answer: EjbcaEnrolment): EnrolmentStep {
    if ('refusedBecause' in answer) throw answer.refusedBecause;
    if ('waitsUnder' in answer) return { kind: 'waiting', reference: answer.waitsUnder ?? UNNUMBERED, retryAfterMs: APPROVAL_MS };
    const { certificate, certificate_chain: brought } = answer;
    return { kind: 'issued', issued: { certificate, chain: issuerPath(certificate, [...this.surroundings.issuers, ...(brought ?? [])]) } };
  }

  /** The code of an end entity: needed again to fetch what was approved, so derived and kept nowhere. */
  private oneTimeCode(username: string): string {
    return createHmac('sha256', this.settings.enrolmentSecret.reveal()).update(`ejbca end entity ${username}`).digest('base64url');
  }
}

function pem(csr: Uint8Array): string {
  const lines =
    Buffer.from(csr)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}
