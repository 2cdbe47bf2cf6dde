import { AuthorityKeyIdentifier, Certificate, id_ce_authorityKeyIdentifier as authorityKeyIdentifier } from '@peculiar/asn1-x509';
import { AsnConvert } from '@peculiar/asn1-schema';
import { ServiceError } from '@paraph/contracts';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import {
  CertificateAuthority,
  type CertificationOrder,
  type EnrolmentStep,
  type Finding,
  type RevocationOrder,
  type RevocationReason,
  type RevocationStep,
} from '../../domain/certificate-authority.js';
import type { DriverSurroundings } from '../driver.js';
import { issuerPath } from '../issuer-path.js';
import { checkCfssl } from './check-cfssl.js';
import { authenticated, CfsslClient, CfsslRefusal } from './cfssl-client.js';
import { cfsslName, type CfsslSettings } from './cfssl.settings.js';

const signed = z.object({ certificate: z.string() });
/** Numbers of CFSSL's refusals that are about the request or the authority's rules: asking again changes nothing. */
const FINAL = [
  [5_000, 5_999],
  [9_000, 9_999],
] as const;
const NOT_FOUND = 11_200;

/** As CFSSL spells the names of RFC 5280 section 5.3.1. */
const reasons: Readonly<Record<RevocationReason, string>> = {
  unspecified: 'unspecified',
  keyCompromise: 'keycompromise',
  affiliationChanged: 'affiliationchanged',
  superseded: 'superseded',
  cessationOfOperation: 'cessationofoperation',
  privilegeWithdrawn: 'privilegewithdrawn',
};

/**
 * An authority behind CFSSL's API server. It knows no identifier of a request: the same order asked for twice is certified twice, and what counts
 * is the answer that came.
 */
export class CfsslAuthority extends CertificateAuthority {
  override readonly driver = 'cfssl';
  private readonly client: CfsslClient;

  constructor(
    private readonly settings: CfsslSettings,
    private readonly surroundings: DriverSurroundings,
  ) {
    super();
    this.client = new CfsslClient(surroundings.http, settings.connection.url);
  }

  override async enrol({ policyId, csr }: CertificationOrder, within: AbortSignal): Promise<EnrolmentStep> {
    const question = { certificate_request: pem(csr), ...this.profile(policyId), ...this.label };
    const { authenticationKey: key } = this.settings;
    const asked = key
      ? this.client.ask('authsign', authenticated(question, key), { schema: signed, within })
      : this.client.ask('sign', question, { schema: signed, within });
    const certificate = der((await asked.catch(refuse)).certificate);
    return { kind: 'issued', issued: { certificate, chain: issuerPath(certificate, this.surroundings.issuers) } };
  }

  /** It signs at once or not at all. */
  override poll(order: CertificationOrder, _reference: string, within: AbortSignal): Promise<EnrolmentStep> {
    return this.enrol(order, within);
  }

  /** Revoking again is answered as the first time. */
  override async revoke({ certificate, reason }: RevocationOrder, within: AbortSignal): Promise<RevocationStep> {
    const question = {
      // Decimal, as it is in CFSSL's table.
      serial: BigInt(`0x${new X509Certificate(certificate).serialNumber}`).toString(),
      authority_key_id: this.settings.issuerOfRevocation === 'none' ? '' : issuerKeyOf(certificate),
      reason: reasons[reason],
    };
    await this.client.ask('revoke', question, { schema: z.unknown(), within }).catch(refuse);
    return { kind: 'revoked' };
  }

  override check(within: AbortSignal): Promise<readonly Finding[]> {
    return checkCfssl({ client: this.client, settings: this.settings, issuers: this.surroundings.issuers }, within);
  }

  private get label(): { readonly label?: string } {
    return this.settings.label === undefined ? {} : { label: this.settings.label };
  }

  private profile(policyId: string): { readonly profile?: string } {
    const profile = this.surroundings.profile(policyId) ?? this.settings.profile;
    if (profile === undefined) return {};
    // Not a refusal: the request is as good as before once the setting is mended.
    if (!cfsslName.safeParse(profile).success) throw new ServiceError('authority.unavailable', `the route of ${policyId} names no profile of CFSSL`);
    return { profile };
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof CfsslRefusal)) throw error;
  const { code, words } = error;
  if (code === NOT_FOUND) throw new ServiceError('certificate.refused', 'it finds no such certificate to revoke: see `issuerOfRevocation`', { cause: error });
  const isFinal = FINAL.some(([from, to]) => code >= from && code <= to);
  throw new ServiceError(isFinal ? 'certificate.refused' : 'authority.unavailable', `it says no: ${words} (${code})`, { cause: error });
}

function issuerKeyOf(certificate: Uint8Array): string {
  const { extensions } = AsnConvert.parse(certificate, Certificate).tbsCertificate;
  const found = extensions?.find(({ extnID }) => extnID === authorityKeyIdentifier);
  const { keyIdentifier } = found ? AsnConvert.parse(found.extnValue, AuthorityKeyIdentifier) : {};
  return keyIdentifier ? Buffer.from(keyIdentifier.buffer).toString('hex') : '';
}

function pem(csr: Uint8Array): string {
  const lines =
    Buffer.from(csr)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

function der(text: string): Uint8Array {
  try {
    return new Uint8Array(new X509Certificate(text).raw);
  } catch {
    throw new ServiceError('authority.unavailable', 'its answer holds no certificate', { retryAfter: 30 });
  }
}
