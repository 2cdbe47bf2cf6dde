import type { CredentialDescription } from '@paraph/contracts';
import { keyAlgorithmFacts, signatureAlgorithmsFor } from '@paraph/kernel';
import type { Certificates } from '../../domain/certificates.js';
import { CscRefusal, refusals } from '../csc-error.js';
import type { Members } from '../members.js';

const choices = ['none', 'single', 'chain'] as const;

/** Which parts of a credential the client asks for. */
export interface Parts {
  readonly certificates: (typeof choices)[number];
  readonly certInfo: boolean;
}

/** @throws CscRefusal `Invalid parameter certificates` */
export function decodeParts(members: Members): Parts {
  const wanted = members.raw('certificates') ?? 'single';
  const certificates = choices.find((one) => one === wanted);
  if (certificates === undefined) throw new CscRefusal(refusals.invalid('certificates'));
  // Each credential is authorised at the authorisation server, so there are no objects `authInfo` could add.
  members.flag('authInfo');
  return { certificates, certInfo: members.flag('certInfo') };
}

/** States of a credential whose certificate has a status the wire knows. */
const statuses: Partial<Record<CredentialDescription['state'], string>> = { active: 'valid', suspended: 'suspended', expired: 'expired', revoked: 'revoked' };

/** A credential as CSC describes it (v2 11.5). */
export class CredentialInfo {
  constructor(private readonly reader: Certificates) {}

  encode(credential: CredentialDescription, parts: Parts): object {
    const { state, algorithm, description } = credential;
    const { bits, curveOid } = keyAlgorithmFacts[algorithm];
    return {
      ...(description === '' ? {} : { description }),
      key: {
        status: state === 'active' ? 'enabled' : 'disabled',
        algo: signatureAlgorithmsFor(algorithm).map(({ oid }) => oid),
        len: bits,
        ...(curveOid === undefined ? {} : { curve: curveOid }),
      },
      cert: this.certificate(credential, parts),
      auth: { mode: 'oauth2code', objects: [] },
      SCAL: '2',
      multisign: credential.multisign,
    };
  }

  private certificate({ state, certificates: chain }: CredentialDescription, { certificates, certInfo }: Parts): object {
    const status = statuses[state];
    return {
      ...(status === undefined ? {} : { status }),
      ...(certificates === 'none' ? {} : { certificates: certificates === 'chain' ? chain : chain.slice(0, 1) }),
      ...(certInfo ? this.facts(chain[0] ?? '') : {}),
    };
  }

  private facts(certificate: string): object {
    const { issuer, subject, serialNumber, validFrom, validTo, policies } = this.reader.read(certificate);
    return {
      issuerDN: issuer,
      serialNumber,
      subjectDN: subject,
      validFrom: generalizedTime(validFrom),
      validTo: generalizedTime(validTo),
      ...(policies.length === 0 ? {} : { policy: policies }),
    };
  }
}

/** `YYYYMMDDHHMMSSZ` (RFC 5280 section 4.1.2.5.2). */
function generalizedTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}
