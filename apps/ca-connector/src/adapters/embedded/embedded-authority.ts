import { composeCertificate, composeCrl, composeOcspAnswer, describeAuthorities, ServiceError } from '@paraph/contracts';
import { fromBase64 } from '@paraph/kernel';
import { type Bus } from '@paraph/platform';
import {
  CertificateAuthority,
  type AuthorityCertificates,
  type AuthorityCertificateSource,
  type AuthorityName,
  type CertificationOrder,
  type IssuedCertificate,
  type RevocationList,
  type RevocationListSource,
  type StatusAnswer,
  type StatusSource,
} from '../../domain/certificate-authority.js';

/**
 * The authorities whose keys are the SAM's own: it composes what they sign, this process publishes it. The certification
 * request is not passed on: the SAM certifies the key in its ledger for the person in its records, whatever a request says.
 */
export class EmbeddedAuthority extends CertificateAuthority implements AuthorityCertificateSource, RevocationListSource, StatusSource {
  override readonly driver = 'embedded';

  constructor(private readonly bus: Bus) {
    super();
  }

  override async enrol({ credentialId }: CertificationOrder): Promise<IssuedCertificate> {
    const { certificate, chain } = await this.bus.call(composeCertificate, { credentialId }).catch(refuse);
    return { certificate: bytes(certificate), chain: chain.map(bytes) };
  }

  async certificates(): Promise<AuthorityCertificates> {
    const { root, issuing, timestamp } = await this.bus.call(describeAuthorities, {});
    return { root: bytes(root), issuing: bytes(issuing), ...(timestamp !== undefined && { tsa: bytes(timestamp) }) };
  }

  async composeList(authority: AuthorityName): Promise<RevocationList> {
    const { crl, number, thisUpdate, nextUpdate } = await this.bus.call(composeCrl, { authority });
    return { authority, number, crl: bytes(crl), thisUpdate: new Date(thisUpdate), nextUpdate: new Date(nextUpdate) };
  }

  async composeAnswer(authority: AuthorityName, serialNumber: string): Promise<StatusAnswer> {
    const { response, nextUpdate } = await this.bus.call(composeOcspAnswer, { authority, serialNumber });
    return { response: bytes(response), nextUpdate: new Date(nextUpdate) };
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
