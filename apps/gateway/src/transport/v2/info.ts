import { toBase64 } from '@paraph/kernel';
import type { DescribeService, ServiceDescription } from '../../domain/describe-service.js';
import type { Members } from '../members.js';
import type { OpenMethod } from './method.js';

/** CSC `info` (v2 11.1). */
export function info(service: DescribeService, methods: readonly string[]): OpenMethod {
  return { access: 'open', byGet: true, answer: (members) => encode(service.run(languageOf(members)), methods) };
}

// A language that cannot be read is one that is not spoken: the answer is in the service's own.
function languageOf(members: Members): string | undefined {
  const lang = members.raw('lang');
  return typeof lang === 'string' ? lang : undefined;
}

function encode(service: ServiceDescription, methods: readonly string[]): object {
  return {
    specs: service.specs,
    name: service.name,
    logo: service.logo,
    region: service.region,
    lang: service.language,
    description: service.description,
    authType: ['oauth2code', 'oauth2client'],
    oauth2: service.authorisationServer,
    supportsRar: true,
    asynchronousOperationMode: false,
    methods,
    validationInfo: false,
    // Text instead of null for "no parameters": one client refuses null, none refuses "".
    signAlgorithms: {
      algos: service.signatureAlgorithms.map(({ oid }) => oid),
      algoParams: service.signatureAlgorithms.map(({ parameters }) => (parameters ? toBase64(parameters) : '')),
    },
    // Hashes are signed, documents are not: there is no format to offer, and the members must be there.
    signature_formats: { formats: [], envelope_properties: [] },
    conformance_levels: [],
    supportedHashTypes: ['dtbsr'],
  };
}
