import { chooseLanguage, keyAlgorithms, pssParameters, signatureAlgorithmsFor, type Language, type SignatureAlgorithm } from '@paraph/kernel';

/** Facts about the service that are the operator's to say. */
export interface ServiceProfile {
  /** Where clients address this service, without a slash at the end. */
  readonly origin: string;
  readonly name: string;
  readonly region: string;
  readonly logo: string;
  /** Origin of the authorisation server, without a slash at the end. */
  readonly authorisationServer: string;
  /** What `info` says of the specification, for each version of the API. */
  readonly specs: { readonly v1: string; readonly v2: string };
}

/** A signature algorithm on offer. */
export interface OfferedAlgorithm {
  readonly oid: string;
  /** DER, for one that takes parameters: those with SHA-256, of which the other digests' follow. */
  readonly parameters?: Uint8Array;
}

/** What `info` tells, without the names of the wire. */
export interface ServiceDescription extends ServiceProfile {
  readonly language: Language;
  readonly description: string;
  /** What any of the service's keys may sign with. */
  readonly signatureAlgorithms: readonly OfferedAlgorithm[];
}

const descriptions: Readonly<Record<Language, string>> = {
  en: 'Remote electronic signatures, each authorised by its signer, with keys that never leave their token.',
  fr: 'Signatures électroniques à distance, chacune autorisée par son signataire, avec des clés qui ne quittent jamais leur module.',
};

/** CSC `info` (v2 11.1). */
export class DescribeService {
  constructor(private readonly profile: ServiceProfile) {}

  run(language: string | undefined): ServiceDescription {
    // A client names the language in the request (CSC v2 11.1); there is no browser behind it.
    const chosen = chooseLanguage(language, undefined);
    const offered = new Set(keyAlgorithms.flatMap((key) => signatureAlgorithmsFor(key)));
    return { ...this.profile, language: chosen, description: descriptions[chosen], signatureAlgorithms: [...offered].map(offer) };
  }
}

function offer({ oid, scheme }: SignatureAlgorithm): OfferedAlgorithm {
  return { oid, ...(scheme === 'pss' ? { parameters: pssParameters('sha256') } : {}) };
}
