import { composeCertificate, describeAuthorities, ServiceError } from '@paraph/contracts';
import { fromBase64 } from '@paraph/kernel';
import { type Bus } from '@paraph/platform';
import { CertificateAuthority, type CertificationOrder, type EnrolmentStep, type Finding, type RevocationStep } from '../../domain/certificate-authority.js';

/**
 * The authorities whose keys are the SAM's own: it composes what they sign, `EmbeddedPublications` brings it to the public. The certification
 * request is not passed on: the SAM certifies the key in its ledger for the person in its records, whatever a request says.
 */
export class EmbeddedAuthority extends CertificateAuthority {
  override readonly driver = 'embedded';

  constructor(private readonly bus: Pick<Bus, 'call'>) {
    super();
  }

  override async enrol({ credentialId }: CertificationOrder): Promise<EnrolmentStep> {
    const { certificate, chain } = await this.bus.call(composeCertificate, { credentialId }).catch(refuse);
    return { kind: 'issued', issued: { certificate: bytes(certificate), chain: chain.map(bytes) } };
  }

  /** It never keeps anybody waiting: what a request asked for before is simply asked again. */
  override poll(order: CertificationOrder): Promise<EnrolmentStep> {
    return this.enrol(order);
  }

  /** The SAM revoked the certificate in the same step that destroyed the key: its own state is the revocation. */
  override revoke(): Promise<RevocationStep> {
    return Promise.resolve({ kind: 'revoked' });
  }

  override async check(): Promise<readonly Finding[]> {
    const what = 'the SAM describes its authorities';
    try {
      const { endedAt } = await this.bus.call(describeAuthorities, {});
      if (endedAt === undefined) return [{ what, isWell: true }];
      return [{ what, isWell: false, problem: `the issuing authority has ended (${endedAt}): route every policy to another one` }];
    } catch (error) {
      return [{ what, isWell: false, problem: error instanceof ServiceError ? error.detail : 'it does not answer' }];
    }
  }
}

function refuse(error: unknown): never {
  if (error instanceof ServiceError && error.code === 'credential.state') throw new ServiceError('certificate.refused', error.detail, { cause: error });
  throw error;
}

/** The contract's schema has checked the alphabet. */
function bytes(base64: string): Uint8Array {
  const decoded = fromBase64(base64);
  if (!decoded) throw new Error('the reply is not Base64');
  return decoded;
}
