import type { AuthorisationFacts, CredentialDescription } from '@paraph/contracts';
import { chooseLanguage, keyAlgorithmFacts, signatureAlgorithmsFor, type Clock, type Language } from '@paraph/kernel';
import type { AuthorisationDirectory } from '../../domain/authorisation-directory.js';
import type { CertificateFacts, Certificates } from '../../domain/certificates.js';
import type { CertificateAnswer, KeyAnswer, Parts } from './credential-members.js';

/** A credential as both versions describe it, with what each dresses in its own way. */
export interface CredentialView {
  readonly credential: CredentialDescription;
  /** Absent where the SAM knows of no policy: then it is authorised nowhere but at the authorisation server. */
  readonly facts: AuthorisationFacts | undefined;
  readonly key: KeyAnswer;
  readonly certificate: CertificateAnswer;
  readonly language: Language;
  /** Whether `authInfo` was asked for. */
  readonly tellsFactors: boolean;
  /** What `lang` answers: nothing where nothing was asked. */
  readonly lang: { readonly lang?: Language };
}

/** How much of a credential is told, and in which language. */
export interface ViewRequest {
  readonly parts: Parts;
  readonly lang?: string | undefined;
}

/** States of a credential whose certificate has a status the wire knows. */
const statuses: Partial<Record<CredentialDescription['state'], CertificateAnswer['status']>> = {
  active: 'valid',
  suspended: 'suspended',
  expired: 'expired',
  revoked: 'revoked',
  // Told of one-session credentials alone: the key is gone, and the certificate is good until it ends.
  destroyed: 'valid',
};

/** Makes views of credentials. */
export class CredentialViews {
  constructor(
    private readonly authorisations: AuthorisationDirectory,
    private readonly certificates: Certificates,
    private readonly clock: Clock,
  ) {}

  async of(credentials: readonly CredentialDescription[], request: ViewRequest): Promise<CredentialView[]> {
    const facts: ReadonlyMap<string, AuthorisationFacts> =
      credentials.length === 0 ? new Map() : await this.authorisations.describe(credentials.map(({ credentialId }) => credentialId));
    return credentials.map((credential) => this.view(credential, facts.get(credential.credentialId), request));
  }

  async ofOne(credential: CredentialDescription, request: ViewRequest): Promise<CredentialView> {
    const facts = await this.authorisations.describe([credential.credentialId]);
    return this.view(credential, facts.get(credential.credentialId), request);
  }

  /** How v1 names a certificate in an error. */
  shortName({ certificates: [first] }: CredentialDescription): string {
    return this.certificates.read(first ?? '').shortName;
  }

  private view(credential: CredentialDescription, facts: AuthorisationFacts | undefined, { parts, lang }: ViewRequest): CredentialView {
    const language = chooseLanguage(lang, undefined);
    return {
      credential,
      facts,
      key: keyOf(credential),
      certificate: this.certificate(credential, parts),
      language,
      tellsFactors: parts.authInfo,
      lang: lang === undefined ? {} : { lang: language },
    };
  }

  private certificate({ state, certificates: chain, validTo }: CredentialDescription, { certificates, certInfo }: Parts): CertificateAnswer {
    // The state may not have followed the clock yet.
    const byState = statuses[state];
    const status = byState === 'valid' && new Date(validTo) <= this.clock.now() ? 'expired' : byState;
    return {
      ...(status === undefined ? {} : { status }),
      ...(certificates === 'none' ? {} : { certificates: certificates === 'chain' ? chain : chain.slice(0, 1) }),
      ...(certInfo ? told(this.certificates.read(chain[0] ?? '')) : {}),
    };
  }
}

function keyOf({ state, algorithm }: CredentialDescription): KeyAnswer {
  const { bits, curveOid } = keyAlgorithmFacts[algorithm];
  return {
    status: state === 'active' ? 'enabled' : 'disabled',
    algo: signatureAlgorithmsFor(algorithm).map(({ oid }) => oid),
    len: bits,
    ...(curveOid === undefined ? {} : { curve: curveOid }),
  };
}

function told({ issuer, subject, serialNumber, validFrom, validTo, policies, qcStatements }: CertificateFacts): Partial<CertificateAnswer> {
  return {
    issuerDN: issuer,
    serialNumber,
    subjectDN: subject,
    validFrom: generalizedTime(validFrom),
    validTo: generalizedTime(validTo),
    policy: [...policies],
    qcStatements: [...qcStatements],
  };
}

/** `YYYYMMDDHHMMSSZ` (RFC 5280 section 4.1.2.5.2). */
function generalizedTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}
